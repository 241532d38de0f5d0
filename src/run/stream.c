/* The event stream in memory. */
#include "run/stream.h"

#include "co/explain/array.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 16 * 1024 };

/* ---- In memory ---- */

static int fail(struct stream *stream)
{
    stream->failed = true;
    return -ENOMEM;
}

static char *add_chunk(struct stream *stream, size_t size)
{
    char **chunks = realloc(stream->chunks, (stream->chunk_count + 1) * sizeof *chunks);
    char *chunk = malloc(size);

    if (chunks)
        stream->chunks = chunks;
    if (!chunks || !chunk) {
        free(chunk);
        return NULL;
    }
    chunks[stream->chunk_count++] = chunk;
    return chunk;
}

/* Take `size` bytes of a chunk. A large text gets a chunk of its own, which is put before the chunk
 * that is being filled. */
static char *take_room(struct stream *stream, size_t size)
{
    size_t last = stream->chunk_count - 1;
    char *room;

    if (stream->chunk_count && size <= CHUNK - stream->chunk_used) {
        room = stream->chunks[last] + stream->chunk_used;
        stream->chunk_used += size;
        return room;
    }
    room = add_chunk(stream, size > CHUNK ? size : CHUNK);
    if (room && size > CHUNK && stream->chunk_count > 1) {
        stream->chunks[last + 1] = stream->chunks[last];
        stream->chunks[last] = room;
    } else {
        stream->chunk_used = size < CHUNK ? size : CHUNK;
    }
    return room;
}

static const char *copy_text(struct stream *stream, const char *text, size_t length)
{
    char *copy;

    if (!length)
        return "";
    copy = take_room(stream, length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static const char *keep_text(struct stream *stream, const char *text)
{
    return text ? copy_text(stream, text, strlen(text)) : "";
}

/* Files and calls are constants of the program, and few of them make most events, so the events
 * share the copies. The text is compared, too: another text may be at the same address later. */
static const char *keep_or_share(struct stream *stream, const char *text)
{
    struct stream_constant *constant = &stream->constants[(uintptr_t)text / 8 % STREAM_CONSTANTS];

    if (!text || constant->from != text || strcmp(constant->copy, text) != 0) {
        const char *copy = keep_text(stream, text);

        if (!copy || !text)
            return copy;
        *constant = (struct stream_constant){ text, copy };
    }
    return constant->copy;
}

static const uint32_t *copy_awaits(struct stream *stream, const struct event *event)
{
    size_t size = event->awaits_count * sizeof *event->awaits;
    char *room = take_room(stream, size + sizeof *event->awaits - 1);
    size_t over = (uintptr_t)room % sizeof *event->awaits;

    if (!room)
        return NULL;
    return memcpy(room + (over ? sizeof *event->awaits - over : 0), event->awaits, size);
}

static bool make_room_for_event(struct stream *stream)
{
    struct event *events =
        array_room(stream->events, stream->count, &stream->capacity, sizeof *events);
    size_t *tasks =
        array_room(stream->tasks, stream->task_count, &stream->task_capacity, sizeof *tasks);

    stream->events = events ? events : stream->events;
    stream->tasks = tasks ? tasks : stream->tasks;
    return events && tasks;
}

/* The caller has made room. */
static void add_event(struct stream *stream, const struct event *event)
{
    if (event->kind == EVENT_TASK)
        stream->tasks[stream->task_count++] = stream->count;
    stream->events[stream->count++] = *event;
}

int stream_append(struct stream *stream, const struct event *event)
{
    struct event copy = *event;

    if (!make_room_for_event(stream))
        return fail(stream);
    copy.text = keep_text(stream, event->text);
    copy.call = keep_or_share(stream, event->call);
    copy.what = keep_text(stream, event->what);
    copy.awaits = event->awaits_count ? copy_awaits(stream, event) : NULL;
    copy.file = keep_or_share(stream, event->file);
    if (!copy.text || !copy.call || !copy.what || !copy.file ||
        (event->awaits_count && !copy.awaits))
        return fail(stream);
    add_event(stream, &copy);
    return 0;
}

void stream_free(struct stream *stream)
{
    for (size_t i = 0; i < stream->chunk_count; i++)
        free(stream->chunks[i]);
    free(stream->chunks);
    free(stream->events);
    free(stream->tasks);
    *stream = (struct stream){ 0 };
}

const char *stream_task_name(const struct stream *stream, uint32_t task)
{
    size_t low = 0, high = stream->task_count;

    if (!task)
        return "the loop";
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (stream->events[stream->tasks[middle]].task < task)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == stream->task_count || stream->events[stream->tasks[low]].task != task)
        return "?";
    return stream->events[stream->tasks[low]].text;
}

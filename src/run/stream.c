/* The event stream: in memory, between processes, as JSON lines. */
#include "run/json.h"
#include "run/run.h"
#include "run/write.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK = 16 * 1024,
    FIRST_EVENTS = 64,
    READ_AT_ONCE = 64 * 1024,
};

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

/* Most events come from the same file as the event before, so they share its copy. */
static const char *copy_file(struct stream *stream, const char *file, size_t length)
{
    const char *last = stream->count ? stream->events[stream->count - 1].file : "";
    bool same = strlen(last) == length && memcmp(last, file, length) == 0;

    return same ? last : copy_text(stream, file, length);
}

/* NULL: no memory. */
static void *make_room(void *array, size_t count, size_t *capacity, size_t size)
{
    size_t larger = *capacity ? *capacity * 2 : FIRST_EVENTS;

    if (count < *capacity)
        return array;
    array = realloc(array, larger * size);
    if (array)
        *capacity = larger;
    return array;
}

static bool make_room_for_event(struct stream *stream)
{
    struct event *events =
        make_room(stream->events, stream->count, &stream->capacity, sizeof *events);
    size_t *tasks =
        make_room(stream->tasks, stream->task_count, &stream->task_capacity, sizeof *tasks);

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
    copy.text = copy_text(stream, event->text, strlen(event->text));
    copy.file = copy_file(stream, event->file, strlen(event->file));
    if (!copy.text || !copy.file)
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

/* ---- Between processes ---- */

static const char magic[8] = "events1";

/* An event as it is written; the bytes of its file and its text follow. */
struct packed_event {
    int32_t kind, cause_kind;
    uint32_t task, number, by, by_line, ordinal;
    int32_t result, line;
    uint32_t file_length, text_length;
    uint32_t nothing; /* in place of padding, whose bytes would be undefined */
    int64_t time, cause_delay, cause_time;
};

struct packed_header {
    char magic[8];
    uint64_t size; /* bytes that follow */
    uint64_t count;
};

static struct packed_event pack(const struct event *event)
{
    return (struct packed_event){
        .kind = (int32_t)event->kind,
        .cause_kind = (int32_t)event->cause.kind,
        .task = event->task,
        .number = event->number,
        .by = event->cause.by,
        .by_line = event->cause.by_line,
        .ordinal = event->cause.ordinal,
        .result = event->result,
        .line = event->line,
        .file_length = (uint32_t)strlen(event->file),
        .text_length = (uint32_t)strlen(event->text),
        .time = event->time,
        .cause_delay = event->cause.delay,
        .cause_time = event->cause.time,
    };
}

static struct event unpack(const struct packed_event *packed)
{
    return (struct event){
        .kind = (enum event_kind)packed->kind,
        .task = packed->task,
        .number = packed->number,
        .result = packed->result,
        .time = packed->time,
        .cause = { (enum co_cause_kind)packed->cause_kind, packed->by, packed->by_line,
                   packed->ordinal, packed->cause_delay, packed->cause_time },
        .line = packed->line,
    };
}

static char *append_bytes(char *to, const void *bytes, size_t size)
{
    memcpy(to, bytes, size);
    return to + size;
}

int stream_write(const struct stream *stream, int descriptor)
{
    struct packed_header header = { .count = stream->count };
    char *bytes, *end;
    int rc;

    if (stream->failed)
        return -ENOMEM;
    memcpy(header.magic, magic, sizeof magic);
    for (size_t i = 0; i < stream->count; i++)
        header.size += sizeof(struct packed_event) + strlen(stream->events[i].file) +
                       strlen(stream->events[i].text);
    bytes = malloc(sizeof header + header.size);
    if (!bytes)
        return -ENOMEM;
    end = append_bytes(bytes, &header, sizeof header);
    for (size_t i = 0; i < stream->count; i++) {
        struct packed_event packed = pack(&stream->events[i]);

        end = append_bytes(end, &packed, sizeof packed);
        end = append_bytes(end, stream->events[i].file, packed.file_length);
        end = append_bytes(end, stream->events[i].text, packed.text_length);
    }
    rc = write_all(descriptor, bytes, (size_t)(end - bytes)) < 0 ? -EIO : 0;
    free(bytes);
    return rc;
}

static int read_all(int descriptor, char *bytes, size_t size)
{
    while (size) {
        ssize_t got = read(descriptor, bytes, size);

        if (got < 0 && errno != EINTR)
            return -EIO;
        if (got == 0)
            return -EPROTO;
        if (got > 0) {
            bytes += got;
            size -= (size_t)got;
        }
    }
    return 0;
}

/* The body is read piece by piece, so that a header with a false size cannot make the reader
 * allocate much more memory than there are bytes. */
static int read_body(int descriptor, uint64_t size, char **body)
{
    size_t have = 0;
    char *bytes = NULL;
    int rc = 0;

    while (rc == 0 && have < size) {
        size_t piece =
            size - have < READ_AT_ONCE + have ? (size_t)(size - have) : READ_AT_ONCE + have;
        char *larger = realloc(bytes, have + piece);

        if (!larger) {
            rc = -ENOMEM;
            break;
        }
        bytes = larger;
        rc = read_all(descriptor, bytes + have, piece);
        have += piece;
    }
    if (rc < 0) {
        free(bytes);
        return rc;
    }
    *body = bytes;
    return 0;
}

/* Append the event at `bytes`; returns its size in bytes, or -EPROTO or -ENOMEM. */
static ssize_t append_packed(struct stream *stream, const char *bytes, size_t left)
{
    struct packed_event packed;
    struct event event;

    if (left < sizeof packed)
        return -EPROTO;
    memcpy(&packed, bytes, sizeof packed);
    left -= sizeof packed;
    if (packed.file_length > left || packed.text_length > left - packed.file_length ||
        packed.kind < EVENT_TASK || packed.kind > EVENT_RUN_END ||
        packed.cause_kind < CO_CAUSE_START || packed.cause_kind > CO_CAUSE_OUTSIDE)
        return -EPROTO;
    if (!make_room_for_event(stream))
        return fail(stream);
    event = unpack(&packed);
    bytes += sizeof packed;
    event.file = copy_file(stream, bytes, packed.file_length);
    event.text = copy_text(stream, bytes + packed.file_length, packed.text_length);
    if (!event.file || !event.text)
        return fail(stream);
    add_event(stream, &event);
    return (ssize_t)(sizeof packed + packed.file_length + packed.text_length);
}

int stream_read(struct stream *stream, int descriptor)
{
    struct packed_header header;
    char *body = NULL;
    uint64_t taken = 0;
    int rc = read_all(descriptor, (char *)&header, sizeof header);

    if (rc < 0)
        return rc;
    if (memcmp(header.magic, magic, sizeof magic) != 0 || header.size > PTRDIFF_MAX ||
        header.count > header.size / sizeof(struct packed_event))
        return -EPROTO;
    rc = read_body(descriptor, header.size, &body);
    for (uint64_t i = 0; rc == 0 && i < header.count; i++) {
        ssize_t size = append_packed(stream, body + taken, (size_t)(header.size - taken));

        if (size < 0)
            rc = (int)size;
        else
            taken += (uint64_t)size;
    }
    if (rc == 0 && taken != header.size)
        rc = -EPROTO;
    free(body);
    return rc;
}

/* ---- JSON lines ---- */

static const char *const kind_names[] = {
    [EVENT_TASK] = "task",       [EVENT_WAIT] = "wait",         [EVENT_WAKE] = "wake",
    [EVENT_LINE] = "line",       [EVENT_TASK_END] = "task_end", [EVENT_REPORT] = "report",
    [EVENT_RUN_END] = "run_end",
};

static const char *const cause_names[] = {
    [CO_CAUSE_START] = "start",   [CO_CAUSE_TIMER] = "timer", [CO_CAUSE_TASK] = "task",
    [CO_CAUSE_THREAD] = "thread", [CO_CAUSE_LOOP] = "loop",   [CO_CAUSE_OUTSIDE] = "outside",
};

static void write_cause(const struct co_cause *cause, FILE *file)
{
    fprintf(file, ",\"cause\":{\"kind\":\"%s\"", cause_names[cause->kind]);
    if (cause->kind != CO_CAUSE_LOOP && cause->kind != CO_CAUSE_OUTSIDE)
        fprintf(file, ",\"by\":%u", cause->by);
    if (cause->kind == CO_CAUSE_START || cause->kind == CO_CAUSE_TASK ||
        cause->kind == CO_CAUSE_THREAD)
        fprintf(file, ",\"by_line\":%u", cause->by_line);
    if (cause->kind == CO_CAUSE_START || cause->kind == CO_CAUSE_TASK)
        fprintf(file, ",\"ordinal\":%u", cause->ordinal);
    if (cause->kind == CO_CAUSE_TIMER || cause->kind == CO_CAUSE_OUTSIDE)
        fprintf(file, ",\"delay_ns\":%lld", (long long)cause->delay);
    fprintf(file, ",\"time_ns\":%lld}", (long long)cause->time);
}

static void write_event(const struct event *event, FILE *file)
{
    fprintf(file, "{\"v\":1,\"time_ns\":%lld,\"kind\":\"%s\",\"task\":%u", (long long)event->time,
            kind_names[event->kind], event->task);
    if (event->kind == EVENT_LINE || event->kind == EVENT_RUN_END)
        fprintf(file, ",\"number\":%u", event->number);
    if (event->kind == EVENT_TASK_END || event->kind == EVENT_RUN_END)
        fprintf(file, ",\"result\":%d", event->result);
    fputs(",\"text\":", file);
    json_write_string(file, event->text);
    if (event->kind == EVENT_TASK || event->kind == EVENT_WAKE || event->kind == EVENT_LINE)
        write_cause(&event->cause, file);
    if (event->file[0]) {
        fputs(",\"file\":", file);
        json_write_string(file, event->file);
        fprintf(file, ",\"line\":%d", event->line);
    }
    fputs("}\n", file);
}

int stream_write_json(const struct stream *stream, FILE *file)
{
    for (size_t i = 0; i < stream->count; i++)
        write_event(&stream->events[i], file);
    return fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
}

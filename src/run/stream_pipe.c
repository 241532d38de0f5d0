/* The event stream between processes of this program, in a binary form. */
#include "co/explain/write.h"
#include "run/stream.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_AT_ONCE = 64 * 1024, SMALL = 2048 };

static const char magic[8] = "events2";

struct packed_header {
    char magic[8];
    uint64_t size; /* bytes that follow */
    uint64_t count;
};

/* An event as it is written. The ids of the awaited tasks follow, and the texts. */
struct packed_event {
    int32_t kind, cause_kind;
    uint32_t task, number, by, by_line, ordinal;
    int32_t result, line;
    uint32_t thing, verb, is_job, awaits_count;
    uint32_t nothing; /* in place of padding, whose bytes would be undefined */
    int64_t time, cause_delay, cause_time, count, due;
};

/* Each text is written with its NUL. */
enum { TEXTS = 4 };
static void texts_of(const struct event *event, const char *texts[TEXTS])
{
    texts[0] = event->file;
    texts[1] = event->text;
    texts[2] = event->call;
    texts[3] = event->what;
}

/* ---- Writing ---- */

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
        .thing = event->thing,
        .verb = event->verb,
        .is_job = event->is_job,
        .awaits_count = event->awaits_count,
        .time = event->time,
        .cause_delay = event->cause.delay,
        .cause_time = event->cause.time,
        .count = event->count,
        .due = event->due,
    };
}

static size_t packed_size(const struct event *event)
{
    size_t size = sizeof(struct packed_event) + event->awaits_count * sizeof *event->awaits;
    const char *texts[TEXTS];

    texts_of(event, texts);
    for (size_t i = 0; i < TEXTS; i++)
        size += strlen(texts[i]) + 1;
    return size;
}

static char *append_bytes(char *to, const void *bytes, size_t size)
{
    if (size)
        memcpy(to, bytes, size);
    return to + size;
}

static char *append_event(char *to, const struct event *event)
{
    struct packed_event packed = pack(event);
    const char *texts[TEXTS];

    texts_of(event, texts);
    to = append_bytes(to, &packed, sizeof packed);
    to = append_bytes(to, event->awaits, event->awaits_count * sizeof *event->awaits);
    for (size_t i = 0; i < TEXTS; i++)
        to = append_bytes(to, texts[i], strlen(texts[i]) + 1);
    return to;
}

int stream_write(const struct stream *stream, int descriptor)
{
    struct packed_header header = { .count = stream->count };
    char small[SMALL], *bytes, *end;
    int rc;

    if (stream->failed)
        return -ENOMEM;
    memcpy(header.magic, magic, sizeof magic);
    for (size_t i = 0; i < stream->count; i++)
        header.size += packed_size(&stream->events[i]);
    bytes =
        sizeof header + header.size <= sizeof small ? small : malloc(sizeof header + header.size);
    if (!bytes)
        return -ENOMEM;
    end = append_bytes(bytes, &header, sizeof header);
    for (size_t i = 0; i < stream->count; i++)
        end = append_event(end, &stream->events[i]);
    rc = write_all(descriptor, bytes, (size_t)(end - bytes)) < 0 ? -EIO : 0;
    if (bytes != small)
        free(bytes);
    return rc;
}

/* ---- Reading ---- */

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

static bool is_sound(const struct packed_event *packed)
{
    return packed->kind >= EVENT_TASK && packed->kind <= EVENT_THING &&
           packed->cause_kind >= CO_CAUSE_START && packed->cause_kind <= CO_CAUSE_OUTSIDE &&
           packed->verb <= CO_VERB_NOTIFY && packed->is_job <= 1;
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
        .thing = packed->thing,
        .verb = (enum co_verb)packed->verb,
        .is_job = packed->is_job,
        .count = packed->count,
        .due = packed->due,
        .awaits_count = packed->awaits_count,
    };
}

/* The text at the front of what is left; NULL: it does not end there. */
static const char *take_text(const char **bytes, size_t *left)
{
    const char *text = *bytes, *end = memchr(text, '\0', *left);

    if (!end)
        return NULL;
    *left -= (size_t)(end + 1 - text);
    *bytes = end + 1;
    return text;
}

/* Take the ids that follow a packed event; they may lie at any address. */
static int take_awaits(struct event *event, const char **bytes, size_t *left, uint32_t **ids)
{
    size_t size = event->awaits_count * sizeof **ids;

    *ids = NULL;
    if (size > *left)
        return -EPROTO;
    if (!size)
        return 0;
    *ids = malloc(size);
    if (!*ids)
        return -ENOMEM;
    memcpy(*ids, *bytes, size);
    event->awaits = *ids;
    *bytes += size;
    *left -= size;
    return 0;
}

/* Append the event at the front of what is left. Returns 0, -EPROTO or -ENOMEM. */
static int take_event(struct stream *stream, const char **bytes, size_t *left)
{
    struct packed_event packed;
    struct event event;
    uint32_t *ids;
    int rc;

    if (*left < sizeof packed)
        return -EPROTO;
    memcpy(&packed, *bytes, sizeof packed);
    *bytes += sizeof packed;
    *left -= sizeof packed;
    if (!is_sound(&packed))
        return -EPROTO;
    event = unpack(&packed);
    rc = take_awaits(&event, bytes, left, &ids);
    if (rc == 0 &&
        (!(event.file = take_text(bytes, left)) || !(event.text = take_text(bytes, left)) ||
         !(event.call = take_text(bytes, left)) || !(event.what = take_text(bytes, left))))
        rc = -EPROTO;
    if (rc == 0)
        rc = stream_append(stream, &event);
    free(ids);
    return rc;
}

int stream_read(struct stream *stream, int descriptor)
{
    struct packed_header header;
    char *body = NULL;
    const char *bytes;
    size_t left;
    int rc = read_all(descriptor, (char *)&header, sizeof header);

    if (rc < 0)
        return rc;
    if (memcmp(header.magic, magic, sizeof magic) != 0 || header.size > PTRDIFF_MAX ||
        header.count > header.size / sizeof(struct packed_event))
        return -EPROTO;
    rc = read_body(descriptor, header.size, &body);
    bytes = body;
    left = rc == 0 ? (size_t)header.size : 0;
    for (uint64_t i = 0; rc == 0 && i < header.count; i++)
        rc = take_event(stream, &bytes, &left);
    if (rc == 0 && left)
        rc = -EPROTO;
    free(body);
    return rc;
}

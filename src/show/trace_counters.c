/* What is in a queue, and how many permits of a semaphore are free, as counters of a trace. */
#include "show/trace.h"
#include "show/words.h"

#include <string.h>

/* So many things are compared by their names; the names of more things carry their numbers. */
enum { COMPARED = 64 };

/* "": the touch is no matter of numbers. */
static const char *series(const struct event *touch, const struct life_thing *thing)
{
    if (touch->verb == CO_VERB_PUT || touch->verb == CO_VERB_GET)
        return "items";
    if (touch->verb == CO_VERB_DONE)
        return "unfinished items";
    if (strcmp(thing->kind, "semaphore") == 0 &&
        (touch->verb == CO_VERB_TAKE || touch->verb == CO_VERB_RELEASE))
        return "free";
    return "";
}

/* A viewer joins counters that have the same name. */
static bool has_twin(const struct life *life, const struct life_thing *thing)
{
    if (life->thing_count > COMPARED)
        return true;
    for (size_t i = 0; i < life->thing_count; i++) {
        const struct life_thing *other = &life->things[i];

        if (other != thing && strcmp(other->kind, thing->kind) == 0 &&
            strcmp(other->name, thing->name) == 0)
            return true;
    }
    return false;
}

static void write_count(struct trace *trace, const struct event *touch,
                        const struct life_thing *thing, const char *what)
{
    struct text name = { 0 };

    words_add_thing(&name, thing->kind, thing->name);
    text_add(&name, ": %s", what);
    trace_begin(trace, "C", "thing", touch->task,
                trace->slots[touch - trace->life->stream->events].begin);
    if (has_twin(trace->life, thing))
        fprintf(trace->file, ",\"id\":\"%u\"", thing->number);
    trace_add_text(trace, "name", text_string(&name));
    fprintf(trace->file, ",\"args\":{\"%s\":%lld}", what, (long long)touch->count);
    trace_end(trace);
    trace->failed |= name.failed;
    text_free(&name);
}

void trace_write_counters(struct trace *trace)
{
    const struct stream *stream = trace->life->stream;

    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        const struct life_thing *thing =
            event->kind == EVENT_TOUCH ? life_thing(trace->life, event->thing) : NULL;
        const char *what = thing ? series(event, thing) : "";

        if (*what)
            write_count(trace, event, thing, what);
    }
}

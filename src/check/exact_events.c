#include "check/exact_events.h"

#include "check/departure.h"
#include "run/events_text.h"

#include <string.h>

static bool has_same_text(const struct child *run, const struct golden_events *golden)
{
    return run->events_size == golden->text.size &&
           memcmp(run->events, golden->text.bytes, run->events_size) == 0;
}

/* Returns the event's line in the text of its stream, and its number. */
static struct verdict_side side_of(const struct stream *stream, const struct event *event,
                                   const char *bytes, size_t size, size_t *number)
{
    struct verdict_side side = { 0 };

    *number = 0;
    if (!event || stream_text_line(stream, event, number) < 0)
        return side;
    side.whole = events_text_line(bytes, size, *number, &side.whole_length);
    side.present = side.whole != NULL;
    side.time = event->time;
    side.text = side.whole;
    side.length = side.whole_length;
    return side;
}

static void fail(const struct child *run, const struct golden_events *golden,
                 const struct departure *departure, const char *sentence, struct verdict *verdict)
{
    size_t number;

    verdict->kind = VERDICT_FAILED;
    verdict->difference = departure->kind;
    verdict->place = departure->place;
    verdict->golden.part = GOLDEN_EVENTS;
    verdict->actual =
        side_of(&run->stream, departure->actual, run->events, run->events_size, &number);
    verdict->expected = side_of(&golden->stream, departure->expected, golden->text.bytes,
                                golden->text.size, &verdict->golden.line);
    verdict_say(verdict, "%s: %s", difference_name(departure->kind), sentence);
}

/* Returns whether the event shows more than the lines of the log do. */
static bool shows_more(const struct event *event)
{
    return event && event->kind != EVENT_LINE && event->kind != EVENT_RUN_END;
}

/* Returns whether the departure says more than the difference in the log does. */
static bool says_more(const struct departure *departure)
{
    if (departure->kind == DIFFERENCE_MISSING_EVENT)
        return shows_more(departure->expected);
    return shows_more(departure->actual) ||
           (departure->kind != DIFFERENCE_EXTRA_EVENT && shows_more(departure->expected));
}

/* Returns whether the run departs from the golden before the line of the verdict, or in its
 * place. */
static bool is_first(const struct departure *departure, const struct verdict *verdict)
{
    const struct verdict_side *line =
        verdict->actual.present ? &verdict->actual : &verdict->expected;
    const struct event *event = departure->actual ? departure->actual : departure->expected;

    if (line->event && departure->actual)
        return departure->actual <= line->event;
    return event->time <= line->time;
}

/* Returns whether a line of the log is what differs, and not the end of the run. */
static bool is_about_a_line(const struct verdict *verdict)
{
    return verdict->difference < DIFFERENCE_STDERR &&
           (verdict->expected.present || verdict->actual.present);
}

/* The log differs, too. What the run did differently before comes first: it is the reason. */
static void explain(const struct child *run, const struct golden_events *golden,
                    const struct departure *departure, const char *sentence,
                    struct verdict *verdict)
{
    char line[VERDICT_MESSAGE_MAX];

    if (!is_about_a_line(verdict)) {
        verdict_add(verdict, "; before that, %s", sentence);
    } else if (is_first(departure, verdict)) {
        co_format(line, sizeof line, "%s", verdict->message);
        fail(run, golden, departure, sentence, verdict);
        verdict_add(verdict, "; then %s", line);
    }
}

void exact_events_judge(const struct child *run, const struct golden_events *golden,
                        struct verdict *verdict)
{
    char sentence[DEPARTURE_MAX];
    struct departure departure;

    if (!golden->exists || !run->events || has_same_text(run, golden))
        return;
    if (departure_find(&golden->stream, &run->stream, &departure, sentence) < 0) {
        verdict->kind = VERDICT_BROKEN;
        verdict->difference = DIFFERENCE_RESOURCES;
        verdict_say(verdict, "no memory is left to compare its events");
    } else if (departure.kind == DIFFERENCE_NONE) {
        return;
    } else if (verdict->kind == VERDICT_PASSED) {
        fail(run, golden, &departure, sentence, verdict);
    } else if (verdict->kind == VERDICT_FAILED && says_more(&departure)) {
        explain(run, golden, &departure, sentence, verdict);
    }
}

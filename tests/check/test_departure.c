#include "check/departure.h"

#include "run/events_text.h"
#include "test.h"

#include <string.h>

#define BEGIN                                                                                      \
    "events 1\n"                                                                                   \
    "0 main is made by the loop\n"                                                                 \
    "0 A is made by main 0.1\n"                                                                    \
    "0 B is made by main 0.2\n"
#define END "1 main ends\n1 the run ends\n"

static struct stream golden, run;
static struct departure departure;
static char sentence[DEPARTURE_MAX];

static void read_text(struct stream *stream, const char *text)
{
    struct events_damage damage;
    int rc = stream_read_text(stream, text, strlen(text), &damage);

    test_note("line %zu: %s", damage.line, damage.sentence);
    ASSERT_EQ(rc, 0);
}

/* Let the n-th event of this kind in the run stand at this line of demo.c. */
static void set_place(enum event_kind kind, size_t n, int line, const char *call)
{
    for (size_t i = 0; i < run.count; i++) {
        struct event *event = &run.events[i];

        if (event->kind != kind || n-- > 0)
            continue;
        event->file = "demo.c";
        event->line = line;
        event->call = call;
        return;
    }
    ASSERT_TRUE(!"there is such an event");
}

static void find(void)
{
    strcpy(sentence, "nothing");
    ASSERT_EQ(departure_find(&golden, &run, &departure, sentence), 0);
}

static void assert_departure(const char *expected, const char *actual, enum difference kind,
                             const char *words)
{
    read_text(&golden, expected);
    read_text(&run, actual);
    find();
    ASSERT_STR_EQ(difference_name(departure.kind), difference_name(kind));
    ASSERT_STR_EQ(sentence, words);
    stream_free(&golden);
    stream_free(&run);
}

TEST(same_course_has_no_departure)
{
    assert_departure(BEGIN "0 A takes lock-1\n" END, BEGIN "0 A takes lock-1\n" END,
                     DIFFERENCE_NONE, "nothing");
}

TEST(missing_event_is_told)
{
    assert_departure(BEGIN "0.5 main waits for the end of A (task)\n0.5 B takes lock-1\n"
                           "0.5 main prints x\n" END,
                     BEGIN "0.5 main prints x\n0.5 B takes lock-1\n" END, DIFFERENCE_MISSING_EVENT,
                     "at 0.5 s main did not wait for the end of A (task)");
}

TEST(missing_sleep_is_told_although_all_times_differ)
{
    assert_departure(BEGIN "0 A sleeps until 1\n1 A is woken after 1\n1 A takes lock-1\n" END,
                     BEGIN "0 A takes lock-1\n" END, DIFFERENCE_MISSING_EVENT,
                     "at 0 s A did not sleep");
}

TEST(missing_event_of_a_task_that_does_nothing_more_is_told)
{
    assert_departure(BEGIN "0 A notifies condition-1, 1 go on\n" END, BEGIN END,
                     DIFFERENCE_MISSING_EVENT, "at 0 s A did not notify condition-1");
}

TEST(missing_events_are_denied_in_plain_words)
{
    assert_departure(BEGIN "0 A ends\n" END, BEGIN END, DIFFERENCE_MISSING_EVENT,
                     "at 0 s A did not end");
    assert_departure(BEGIN "0 A ends: data\n" END, BEGIN END, DIFFERENCE_MISSING_EVENT,
                     "at 0 s A did not end: data");
    assert_departure(BEGIN "0 A finishes an item of queue-1, 0 left to finish\n" END, BEGIN END,
                     DIFFERENCE_MISSING_EVENT, "at 0 s A did not finish an item of queue-1");
    assert_departure(BEGIN "0 A is woken by B 0.1\n" END, BEGIN END, DIFFERENCE_MISSING_EVENT,
                     "at 0 s A was not woken");
    assert_departure(BEGIN "0 A lets other tasks run\n" END, BEGIN END, DIFFERENCE_MISSING_EVENT,
                     "at 0 s A did not let other tasks run");
}

TEST(extra_event_is_told)
{
    assert_departure(BEGIN "0 A prints x\n" END, BEGIN "0 A sets event-1\n0 A prints x\n" END,
                     DIFFERENCE_EXTRA_EVENT, "at 0 s A sets event-1");
    assert_departure(BEGIN END, BEGIN "0 A sets event-1\n" END, DIFFERENCE_EXTRA_EVENT,
                     "at 0 s A sets event-1");
}

TEST(another_event_in_its_place_is_told)
{
    static const char expected[] =
        BEGIN "0 A takes lock-1\n0 A takes lock-2\n0 A sets event-1\n" END;

    assert_departure(expected, BEGIN "0 A takes lock-1\n0 A sleeps until 1\n0 A sets event-1\n" END,
                     DIFFERENCE_WRONG_EVENT, "at 0 s A sleeps until 1; expected: A takes lock-2");
}

TEST(another_cause_is_told)
{
    assert_departure(BEGIN "0 A is woken by B 0.1\n" END, BEGIN "0 A is woken by B 0.2\n" END,
                     DIFFERENCE_WRONG_EVENT,
                     "at 0 s A is woken by B 0.2; expected: A is woken by B 0.1");
    assert_departure(BEGIN "0 A is woken by B 0.1\n" END, BEGIN "0 A is woken by main 0.1\n" END,
                     DIFFERENCE_WRONG_EVENT,
                     "at 0 s A is woken by main 0.1; expected: A is woken by B 0.1");
    assert_departure(BEGIN "0 A is woken by the loop, SIGTERM\n" END,
                     BEGIN "0 A is woken by the loop, SIGINT\n" END, DIFFERENCE_WRONG_EVENT,
                     "at 0 s A is woken by the loop, SIGINT; "
                     "expected: A is woken by the loop, SIGTERM");
}

TEST(another_count_is_told)
{
    assert_departure(BEGIN "0 A takes semaphore-1, 1 left\n" END,
                     BEGIN "0 A takes semaphore-1, 2 left\n" END, DIFFERENCE_WRONG_EVENT,
                     "at 0 s A takes semaphore-1, 2 left; expected: A takes semaphore-1, 1 left");
}

TEST(another_time_is_told)
{
    assert_departure(BEGIN "0.1 A takes lock-1\n" END, BEGIN "0.2 A takes lock-1\n" END,
                     DIFFERENCE_TOO_LATE,
                     "at 0.2 s A takes lock-1; expected: at 0.1 s A takes lock-1");
    assert_departure(BEGIN "0.2 A takes lock-1\n" END, BEGIN "0.1 A takes lock-1\n" END,
                     DIFFERENCE_TOO_EARLY,
                     "at 0.1 s A takes lock-1; expected: at 0.2 s A takes lock-1");
}

TEST(another_order_is_told)
{
    assert_departure(BEGIN "0 A takes lock-1\n0 B prints x\n" END,
                     BEGIN "0 B prints x\n0 A takes lock-1\n" END, DIFFERENCE_OUT_OF_ORDER,
                     "at 0 s B prints x before A takes lock-1");
    assert_departure(BEGIN "0 A prints x\n0 A releases lock-1\n" END,
                     BEGIN "0 A releases lock-1\n0 A prints x\n" END, DIFFERENCE_OUT_OF_ORDER,
                     "at 0 s A releases lock-1 before it prints x");
}

TEST(a_nanosecond_is_rounding)
{
    assert_departure(BEGIN "0 A sleeps until 0.1\n0.1 A is woken after 0.1\n" END,
                     BEGIN "0 A sleeps until 0.099999999\n"
                           "0.099999999 A is woken after 0.099999999\n" END,
                     DIFFERENCE_NONE, "nothing");
}

TEST(roundings_of_a_chain_of_timers_add_up)
{
    assert_departure(BEGIN "0 A sleeps until 0.1\n0.1 A is woken after 0.1\n"
                           "0.1 A sleeps until 0.2\n0.2 A is woken after 0.1\n" END,
                     BEGIN "0 A sleeps until 0.100000001\n"
                           "0.100000001 A is woken after 0.100000001\n"
                           "0.100000001 A sleeps until 0.200000002\n"
                           "0.200000002 A is woken after 0.100000001\n" END,
                     DIFFERENCE_NONE, "nothing");
}

TEST(time_beyond_rounding_is_a_difference)
{
    assert_departure(BEGIN "0 A sleeps until 0.1\n0.1 A is woken after 0.1\n" END,
                     BEGIN "0 A sleeps until 0.1\n0.100000002 A is woken after 0.1\n" END,
                     DIFFERENCE_NONE, "nothing");
    assert_departure(BEGIN "0 A sleeps until 0.1\n0.1 A is woken after 0.1\n" END,
                     BEGIN "0 A sleeps until 0.1\n0.100000003 A is woken after 0.1\n" END,
                     DIFFERENCE_TOO_LATE,
                     "at 0.100000003 s A is woken after 0.1; expected: at 0.1 s A is woken after "
                     "0.1");
}

TEST(run_that_breaks_off_lacks_its_next_event)
{
    read_text(&golden, BEGIN END);
    read_text(&run, BEGIN END);
    run.count -= 2;
    find();
    ASSERT_EQ(departure.kind, DIFFERENCE_MISSING_EVENT);
    ASSERT_STR_EQ(sentence, "at 1 s main did not end");
}

#define FOUR_EVENTS "0 A sets event-1\n0 A sets event-2\n0 A sets event-1\n0 A sets event-2\n"

TEST(up_to_eight_missing_events_are_seen)
{
    assert_departure(BEGIN FOUR_EVENTS FOUR_EVENTS "0 A prints x\n" END, BEGIN "0 A prints x\n" END,
                     DIFFERENCE_MISSING_EVENT, "at 0 s A did not set event-1");
    assert_departure(BEGIN FOUR_EVENTS FOUR_EVENTS "0 A takes lock-1\n0 A prints x\n" END,
                     BEGIN "0 A prints x\n" END, DIFFERENCE_WRONG_EVENT,
                     "at 0 s A prints x; expected: A sets event-1");
}

/* ---- Places ---- */

static void assert_place(int line, const char *call)
{
    find();
    ASSERT_EQ(departure.place.line, line);
    ASSERT_STR_EQ(departure.place.call, call);
    ASSERT_TRUE(departure.expected);
    stream_free(&golden);
    stream_free(&run);
}

/* The n-th event of each kind in the run stands at a line of its own. */
static void set_places(enum event_kind kind, size_t count)
{
    for (size_t n = 0; n < count; n++)
        set_place(kind, n, 10 * (int)kind + (int)n, "call()");
}

enum { TOUCH = 10 * EVENT_TOUCH, LINE = 10 * EVENT_LINE };

TEST(missing_event_has_the_place_where_its_task_does_the_same)
{
    read_text(&golden, BEGIN "0 A sets event-1\n0 B sets event-1\n0.5 A sets event-1\n" END);
    read_text(&run, BEGIN "0 A sets event-1\n0 B sets event-1\n" END);
    set_places(EVENT_TOUCH, 2);
    assert_place(TOUCH, "call()");
}

TEST(missing_event_has_the_place_where_another_task_does_the_same)
{
    read_text(&golden, BEGIN "0 B sets event-1\n0 B sets event-2\n0.5 A sets event-2\n" END);
    read_text(&run, BEGIN "0 B sets event-1\n0 B sets event-2\n" END);
    set_places(EVENT_TOUCH, 2);
    assert_place(TOUCH + 1, "call()");
}

TEST(missing_event_has_the_place_of_a_thing_of_its_kind_alone)
{
    read_text(&golden, BEGIN "0 A prints x\n0 B sets event-1\n0.5 A sets event-2\n" END);
    read_text(&run, BEGIN "0 A prints x\n0 B sets event-1\n" END);
    set_places(EVENT_TOUCH, 1);
    set_places(EVENT_LINE, 1);
    assert_place(TOUCH, "call()");
    read_text(&golden, BEGIN "0 A prints x\n0 B waits for lock-1\n0.5 A waits for event-1\n" END);
    read_text(&run, BEGIN "0 A prints x\n0 B waits for lock-1\n" END);
    set_places(EVENT_WAIT, 1);
    set_places(EVENT_LINE, 1);
    assert_place(LINE, "");
}

TEST(nearest_place_is_the_last_one_before_the_event)
{
    read_text(&golden, BEGIN "0 A prints a\n0 A prints b\n0 A sets event-1\n0 A prints c\n"
                             "0 A prints d\n" END);
    read_text(&run, BEGIN "0 A prints a\n0 A prints b\n0 A prints c\n0 A prints d\n" END);
    set_places(EVENT_LINE, 2);
    set_place(EVENT_LINE, 3, 5, "call()");
    assert_place(LINE + 1, "");
    read_text(&golden, BEGIN "0 A prints a\n0 A prints b\n0 A sets event-1\n0 B prints c\n" END);
    read_text(&run, BEGIN "0 A prints a\n0 A prints b\n0 B prints c\n" END);
    set_places(EVENT_LINE, 3);
    assert_place(LINE + 1, "");
}

TEST(nearest_place_is_the_next_one_if_there_is_none_before)
{
    read_text(&golden, BEGIN "0 B prints b\n0 A sets event-1\n0 A prints c\n0 A prints d\n" END);
    read_text(&run, BEGIN "0 B prints b\n0 A prints c\n0 A prints d\n" END);
    set_place(EVENT_LINE, 0, 3, "call()");
    set_place(EVENT_LINE, 2, 4, "call()");
    assert_place(4, "");
}

TEST(place_of_another_event_has_no_call)
{
    read_text(&golden, BEGIN "0 A sets event-1\n0 A prints c\n" END);
    read_text(&run, BEGIN "0 A prints c\n" END);
    set_places(EVENT_LINE, 1);
    assert_place(LINE, "");
    read_text(&golden, BEGIN "0 A prints c\n" END);
    read_text(&run, BEGIN "0 A prints c\n0 A sets event-1\n" END);
    set_places(EVENT_LINE, 1);
    find();
    ASSERT_STR_EQ(sentence, "at 0 s A sets event-1");
    ASSERT_EQ(departure.place.line, LINE);
    ASSERT_TRUE(departure.actual);
}

TEST(extra_event_has_its_place)
{
    read_text(&golden, BEGIN END);
    read_text(&run, BEGIN "0 A sets event-1\n" END);
    set_place(EVENT_TOUCH, 0, 12, "co_event_set(my->event)");
    find();
    ASSERT_STR_EQ(sentence, "at 0 s A sets event-1, in co_event_set(my->event)");
    ASSERT_STR_EQ(departure.place.file, "demo.c");
    ASSERT_EQ(departure.place.line, 12);
}

TEST(event_out_of_order_has_its_place)
{
    read_text(&golden, BEGIN "0 A takes lock-1\n0 B sets event-1\n" END);
    read_text(&run, BEGIN "0 B sets event-1\n0 A takes lock-1\n" END);
    set_place(EVENT_TOUCH, 0, 12, "co_event_set(my->event)");
    find();
    ASSERT_EQ(departure.kind, DIFFERENCE_OUT_OF_ORDER);
    ASSERT_STR_EQ(sentence,
                  "at 0 s B sets event-1 before A takes lock-1, in co_event_set(my->event)");
}

TEST(thing_has_its_name_of_the_program)
{
    read_text(&golden, BEGIN "0 A takes lock-1\n0 A takes lock-2\n" END);
    read_text(&run, BEGIN "0 A takes lock-1\n0 B takes lock-2\n" END);
    for (size_t i = 0; i < run.count; i++)
        if (run.events[i].kind == EVENT_THING)
            run.events[i].text = run.events[i].thing == 1 ? "first" : "second";
    find();
    ASSERT_STR_EQ(sentence, "at 0 s A did not take lock-2 (lock-2 is second)");
}

static void lose_the_second_sleep(const char *text)
{
    read_text(&golden, BEGIN "0 A sleeps until 0.1\n0.1 A is woken after 0.1\n0.1 A sets event-1\n"
                             "0.1 A sleeps until 0.2\n0.2 A is woken after 0.1\n0.2 A ends\n" END);
    read_text(&run, text);
}

TEST(missing_event_has_the_one_place_of_its_call)
{
    lose_the_second_sleep(BEGIN "0 A sleeps until 0.1\n0.1 A is woken after 0.1\n"
                                "0.1 A sets event-1\n0.1 A ends\n" END);
    set_place(EVENT_WAIT, 0, 7, "co_sleep(0.1)");
    set_place(EVENT_TOUCH, 0, 9, "co_event_set(my->event)");
    find();
    ASSERT_STR_EQ(sentence, "at 0.1 s A did not sleep, in co_sleep(0.1)");
    ASSERT_EQ(departure.place.line, 7);
}

TEST(missing_event_of_an_unknown_place_has_the_nearest_one)
{
    lose_the_second_sleep(BEGIN "0 A sleeps until 0.1\n0.1 A is woken after 0.1\n"
                                "0.1 A sets event-1\n0.1 A ends\n" END);
    set_place(EVENT_TOUCH, 0, 9, "co_event_set(my->event)");
    find();
    ASSERT_STR_EQ(sentence, "at 0.1 s A did not sleep");
    ASSERT_EQ(departure.place.line, 9);
    ASSERT_STR_EQ(departure.place.call, "");
}

TEST(missing_event_of_two_places_has_the_nearest_one)
{
    lose_the_second_sleep(BEGIN "0 A sleeps until 0.1\n0.1 A is woken after 0.1\n"
                                "0.1 A sets event-1\n0.1 B sleeps until 0.2\n0.1 A ends\n"
                                "0.2 B sleeps until 0.3\n" END);
    set_place(EVENT_WAIT, 1, 7, "co_sleep(0.1)");
    set_place(EVENT_WAIT, 2, 8, "co_sleep(0.1)");
    set_place(EVENT_TOUCH, 0, 9, "co_event_set(my->event)");
    find();
    ASSERT_EQ(departure.place.line, 9);
}

TEST(missing_event_has_the_only_place_of_its_kind)
{
    read_text(&golden, BEGIN "0 main waits for the end of A (task)\n0.1 A ends\n"
                             "0.1 main waits for the end of B (task)\n0.1 main prints x\n" END);
    read_text(&run, BEGIN "0 main waits for the end of A (task)\n0.1 A ends\n"
                          "0.1 main prints x\n" END);
    set_place(EVENT_WAIT, 0, 61, "co_await(self->task)");
    find();
    ASSERT_STR_EQ(sentence,
                  "at 0.1 s main did not wait for the end of B (task), in co_await(self->task)");
    ASSERT_EQ(departure.place.line, 61);
}

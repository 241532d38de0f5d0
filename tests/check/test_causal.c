#include "check/causal.h"

#include "check/verdict.h"

#include "story.h"

static const struct causal_limits limits = { .early = 2 * MS, .late = 30 * MS };

/*
 * main starts two waiters, a signaler and a ticker. After a second the signaler wakes the waiters,
 * and the last one main. The ticker ticks at 300 ms and, with nothing to do with the others, at
 * 1010 ms. All that timers do is `late`.
 */
static void tell(struct story *story, double late)
{
    uint32_t main, waiter_1, waiter_2, signaler, ticker;
    double time = 1000 + late;

    *story = (struct story){ 0 };
    main = story_task(story, 0, "main", 0, 0);
    story_line(story, main, 0, "begin");
    waiter_1 = story_task(story, 0, "waiter-1", main, 1);
    waiter_2 = story_task(story, 0, "waiter-2", main, 2);
    signaler = story_task(story, 0, "signaler", main, 3);
    ticker = story_task(story, 0, "ticker", main, 4);
    story_line(story, waiter_1, 0, "1 waits");
    story_line(story, waiter_2, 0, "2 waits");
    story_line(story, signaler, 0, "soon");
    story_line(story, ticker, 0, "tick 0");
    story_timer(story, ticker, 300 + late, 300, 300);
    story_line(story, ticker, 300 + late, "tick 1");
    story_timer(story, signaler, time, 1000, 1000);
    story_line(story, signaler, time, "signal");
    story_woken(story, waiter_1, time, signaler, 1);
    story_woken(story, waiter_2, time, signaler, 2);
    story_line(story, waiter_1, time, "1 goes");
    story_line(story, waiter_2, time, "2 goes");
    story_woken(story, main, time, waiter_2, 1);
    story_line(story, main, time, "end");
    story_timer(story, ticker, 1010 + 2 * late, 710, 1010 + late);
    story_line(story, ticker, 1010 + 2 * late, "tick 2");
    story_end(story, 1010 + 2 * late, 0);
}

static struct story reference, run;
static struct causal_result result;

static void begin(double late)
{
    tell(&reference, 0);
    tell(&run, late);
}

static void judge(void)
{
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

static struct event *line(const char *task, unsigned number)
{
    return story_find(&run, EVENT_LINE, task, number);
}

static struct event *wake(const char *task, unsigned number)
{
    return story_find(&run, EVENT_WAKE, task, number);
}

/* All that happens from the event on happens so much later. */
static void shift_from(struct event *event, double milliseconds)
{
    const struct event *end = run.stream.events + run.stream.count;
    int64_t shift = (int64_t)(milliseconds * MS), from = event->time;

    for (; event < end; event++) {
        event->time += shift;
        if (event->cause.time >= from)
            event->cause.time += shift;
    }
}

TEST(reference_itself_is_right)
{
    begin(0);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
    ASSERT_EQ(result.latest.time, 0);
    ASSERT_TRUE(result.latest.event == NULL);
}

TEST(lateness_within_the_limit_is_right_and_the_greatest_shown)
{
    begin(29);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
    ASSERT_EQ(result.latest.time, 29 * MS);
    ASSERT_EQ(result.latest_before.time, 29 * MS);
}

TEST(an_empty_run_and_an_empty_reference_are_right)
{
    struct stream empty = { 0 };

    ASSERT_EQ(causal_judge(&empty, &empty, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(lateness_does_not_accumulate)
{
    uint32_t one, other;

    one = story_task(&reference, 0, "main", 0, 0);
    other = story_task(&run, 0, "main", 0, 0);
    for (int i = 1; i <= 100; i++) {
        double due = 10 * i + 20 * (i - 1);

        story_timer(&reference, one, 10 * i, 10, 10 * i);
        story_line(&reference, one, 10 * i, "tick");
        story_timer(&run, other, due + 20, 10, due);
        story_line(&run, other, due + 20, "tick");
    }
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
    ASSERT_EQ(result.latest.time, 20 * MS);
}

/* ---- R1 ---- */

TEST(different_text_is_wrong)
{
    begin(1);
    line("waiter-2", 2)->text = "2 stays";
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_TEXT);
    ASSERT_EQ(result.later, 0);
}

TEST(difference_names_its_events)
{
    begin(1);
    line("waiter-2", 2)->text = "2 stays";
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_STR_EQ(result.expected->text, "2 goes");
    ASSERT_STR_EQ(result.actual->text, "2 stays");
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(line_missing_in_the_middle_is_reported_once)
{
    begin(1);
    story_remove(&run, line("ticker", 2));
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_MISSING_LINE);
    ASSERT_EQ(result.lines, 1);
    ASSERT_STR_EQ(result.expected->text, "tick 1");
    ASSERT_EQ(result.later, 0);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(lines_that_are_missing_at_the_end_are_counted)
{
    begin(1);
    story_remove(&run, line("ticker", 3));
    story_remove(&run, line("ticker", 2));
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_MISSING_LINE);
    ASSERT_EQ(result.lines, 2);
    ASSERT_STR_EQ(result.expected->text, "tick 1");
    ASSERT_TRUE(result.actual == NULL);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(extra_line_in_the_middle_is_reported_once)
{
    begin(1);
    story_line(&run, 5, 301, "tock");
    story_move(&run, line("ticker", 4), line("ticker", 2));
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_EXTRA_LINE);
    ASSERT_STR_EQ(result.actual->text, "tock");
    ASSERT_EQ(result.later, 0);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(extra_line_at_the_end_is_wrong)
{
    begin(1);
    story_line(&run, 5, 1011, "tock");
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_EXTRA_LINE);
}

TEST(line_of_a_task_unknown_to_the_reference_is_wrong)
{
    begin(1);
    story_line(&run, story_task(&run, 1011, "stranger", 5, 1), 1011, "hello");
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_EXTRA_LINE);
}

TEST(two_lines_of_one_task_may_not_swap)
{
    begin(1);
    line("ticker", 1)->text = "tick 1";
    line("ticker", 2)->text = "tick 0";
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_OUT_OF_ORDER);
}

TEST(tasks_are_matched_by_name_not_by_number)
{
    uint32_t one, other, main;

    main = story_task(&reference, 0, "main", 0, 0);
    one = story_task(&reference, 0, "one", main, 1);
    other = story_task(&reference, 0, "other", main, 2);
    story_line(&reference, one, 0, "I am one");
    story_line(&reference, other, 0, "I am other");
    main = story_task(&run, 0, "main", 0, 0);
    other = story_task(&run, 0, "other", main, 2);
    one = story_task(&run, 0, "one", main, 1);
    story_line(&run, one, 0, "I am one");
    story_line(&run, other, 0, "I am other");
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(tasks_of_one_name_are_matched_by_their_number)
{
    uint32_t main = story_task(&reference, 0, "main", 0, 0);

    story_task(&run, 0, "main", 0, 0);
    for (uint32_t i = 1; i <= 12; i++) {
        char text[16];

        snprintf(text, sizeof text, "number %u", i);
        story_line(&reference, story_task(&reference, 0, "worker", main, i), 0, text);
        story_line(&run, story_task(&run, 0, "worker", main, i), 0, text);
    }
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

/* ---- R2 ---- */

/* The wake and the line that it leads to. */
static void change_cause(const char *task, unsigned wake_number, unsigned line_number,
                         struct co_cause cause)
{
    wake(task, wake_number)->cause = cause;
    line(task, line_number)->cause = cause;
}

TEST(own_timer_instead_of_being_woken_is_wrong)
{
    begin(0);
    change_cause("waiter-2", 1, 2,
                 (struct co_cause){
                     .kind = CO_CAUSE_TIMER, .by = 3, .delay = 1000 * MS, .time = 1000 * MS });
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

TEST(wake_by_a_different_task_is_wrong)
{
    struct co_cause cause;

    begin(0);
    cause = wake("waiter-2", 1)->cause;
    cause.by = 5;
    change_cause("waiter-2", 1, 2, cause);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

TEST(wake_by_a_different_line_is_wrong)
{
    struct co_cause cause;

    begin(0);
    cause = wake("waiter-2", 1)->cause;
    cause.by_line = 1;
    change_cause("waiter-2", 1, 2, cause);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

TEST(waiters_woken_in_reverse_are_wrong)
{
    struct co_cause first, second;

    begin(0);
    first = wake("waiter-1", 1)->cause;
    second = wake("waiter-2", 1)->cause;
    change_cause("waiter-1", 1, 2, second);
    change_cause("waiter-2", 1, 2, first);
    story_move(&run, wake("waiter-2", 1), wake("waiter-1", 1));
    story_move(&run, line("waiter-2", 2), line("waiter-1", 2));
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

TEST(different_delay_is_wrong_when_it_ends_in_time)
{
    begin(0);
    wake("ticker", 1)->cause.delay = line("ticker", 2)->cause.delay = 280 * MS;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

TEST(delay_computed_from_the_clock_may_differ_slightly)
{
    begin(0);
    wake("ticker", 1)->cause.delay = line("ticker", 2)->cause.delay = 300 * MS - 1900000;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(different_delay_before_no_line_is_wrong)
{
    begin(0);
    story_remove(&run, line("ticker", 2));
    story_remove(&reference, story_find(&reference, EVENT_LINE, "ticker", 2));
    wake("ticker", 1)->cause.delay = 330 * MS;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

TEST(extra_wake_before_no_line_is_wrong)
{
    begin(0);
    story_timer(&run, 5, 1050, 40, 1050);
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
    ASSERT_TRUE(result.expected == NULL);
    ASSERT_EQ(result.actual->time, 1050 * MS);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(number_of_yields_of_a_task_makes_no_difference)
{
    begin(0);
    for (int i = 0; i < 3; i++)
        story_woken(&run, 5, 1010, 5, 1);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(task_with_a_different_creator_is_wrong)
{
    begin(0);
    line("waiter-2", 1)->cause.by = 2;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

/* ---- R3 ---- */

TEST(late_line_is_reported_with_its_step)
{
    begin(0);
    shift_from(line("ticker", 2), 31);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_LATE);
    ASSERT_EQ(result.step.expected_time, 0);
    ASSERT_EQ(result.step.actual_time, 31 * MS);
    ASSERT_EQ(result.latest.time, 31 * MS);
    ASSERT_EQ(result.latest_before.time, 31 * MS);
    ASSERT_EQ(result.later, 0);
}

TEST(wake_is_late_when_no_line_follows)
{
    begin(31);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_LATE);
    ASSERT_EQ(result.step.actual_time, 31 * MS);
}

TEST(task_is_late_when_it_dawdles_before_a_wake)
{
    begin(0);
    shift_from(wake("waiter-1", 1), 31);
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_LATE);
    ASSERT_TRUE(result.actual == wake("waiter-1", 1));
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(task_is_late_when_it_dawdles_before_a_sleep)
{
    begin(0);
    shift_from(wake("ticker", 2), 31);
    wake("ticker", 2)->cause.time = line("ticker", 3)->cause.time = 1041 * MS;
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_LATE);
    ASSERT_TRUE(result.actual == wake("ticker", 2));
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(task_is_late_when_it_dawdles_before_a_start)
{
    uint32_t main;

    for (int i = 0; i < 2; i++) {
        struct story *story = i ? &run : &reference;
        double time = i ? 50 : 0;

        main = story_task(story, 0, "main", 0, 0);
        story_timer(story, main, 10, 10, 10);
        story_line(story, story_task(story, 10 + time, "child", main, 1), 10 + time, "hello");
    }
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_LATE);
    ASSERT_EQ(result.actual->kind, EVENT_TASK);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(a_timer_armed_before_the_last_wake_is_judged_by_its_deadline)
{
    /* As a limit of 100 ms around nine sleeps of 10 ms, which drift. */
    for (int i = 0; i < 2; i++) {
        struct story *story = i ? &run : &reference;
        double drift = i ? 9 : 0, time = 0;
        uint32_t main = story_task(story, 0, "main", 0, 0);

        for (int sleeps = 0; sleeps < 9; sleeps++) {
            story_timer(story, main, time + 10 + drift / 9, 10, time + 10);
            time += 10 + drift / 9;
        }
        story_timer(story, main, 100, 100, 100);
        story_line(story, main, 100, "time is over");
    }
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(line_before_its_cause_is_too_early)
{
    begin(0);
    wake("ticker", 1)->time = 297 * MS;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_EARLY);
    ASSERT_EQ(result.step.actual_time, -3 * MS);
    ASSERT_TRUE(result.before_its_cause);
}

TEST(line_that_is_slightly_early_is_right)
{
    begin(0);
    wake("ticker", 1)->time = line("ticker", 2)->time = 300 * MS - 1900000;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
    ASSERT_TRUE(!result.before_its_cause);
}

TEST(early_line_is_reported_after_another_difference)
{
    begin(0);
    line("waiter-1", 1)->text = "something else";
    wake("ticker", 1)->time = 297 * MS;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_TEXT);
    ASSERT_TRUE(result.before_its_cause);
}

TEST(line_is_early_when_only_the_reference_is_busy)
{
    begin(0);
    story_find(&reference, EVENT_LINE, "ticker", 3)->time += 100 * MS;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_EARLY);
    ASSERT_EQ(result.step.expected_time, 100 * MS);
    ASSERT_EQ(result.step.actual_time, 0);
    ASSERT_TRUE(!result.before_its_cause);
}

/* main joins a thread that runs for 2 s, which blocks the loop. The thread begins late, so a task
 * that it makes sleeps late; the loop is free again when the thread ends. */
static void tell_block(struct story *story, double late, double end)
{
    uint32_t main, task;

    *story = (struct story){ 0 };
    main = story_task(story, 0, "main", 0, 0);
    task = story_task(story, late, "task", main, 1);
    story_timer(story, main, 500, 500, 500);
    story_line(story, main, end, "joined");
    story_timer(story, task, end, 1000, 1000 + late);
    story_line(story, task, end, "awake");
    story_end(story, end, 0);
}

TEST(late_timer_is_not_early_when_a_block_ends_on_time)
{
    tell_block(&reference, 0, 2000);
    tell_block(&run, 12, 2001);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(block_that_ends_early_is_found_after_a_late_cause)
{
    tell_block(&reference, 0, 2000);
    tell_block(&run, 12, 1995);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_EARLY);
    ASSERT_EQ(result.step.expected_time, 1500 * MS);
    ASSERT_EQ(result.step.actual_time, 1495 * MS);
}

TEST(line_is_not_late_when_both_loops_are_busy)
{
    begin(0);
    line("ticker", 3)->time += 105 * MS;
    story_find(&reference, EVENT_LINE, "ticker", 3)->time += 100 * MS;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
    ASSERT_EQ(result.latest.time, 5 * MS);
}

/* ---- Timers that make a task, or that no task set ---- */

/* As a debouncer: a timer of `delay`, which main set, comes up `late` and makes a task. The task
 * lets the others run before it logs. */
static void tell_of_debouncer(struct story *story, double delay, double late)
{
    uint32_t main, save;

    *story = (struct story){ 0 };
    main = story_task(story, 0, "main", 0, 0);
    story_line(story, main, 0, "call");
    save = story_task(story, delay + late, "save", 0, 0);
    story_find(story, EVENT_TASK, "save", 1)->cause =
        (struct co_cause){ .kind = CO_CAUSE_TIMER,
                           .by = main,
                           .delay = (int64_t)(delay * MS),
                           .time = (int64_t)(delay * MS) };
    story_woken(story, save, delay + late, save, 1);
    story_line(story, save, delay + late, "saved");
    story_timer(story, main, 1000, 1000, 1000);
    story_line(story, main, 1000, "end");
}

static void judge_debouncer(double delay, double late)
{
    tell_of_debouncer(&reference, 300, 0);
    tell_of_debouncer(&run, delay, late);
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
}

static void assert_blamed(enum difference kind, const struct event *event)
{
    ASSERT_STR_EQ(difference_name(result.kind), difference_name(kind));
    ASSERT_TRUE(result.actual == event);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(timer_that_makes_a_task_in_time_is_right)
{
    judge_debouncer(300, 29);
    ASSERT_EQ(result.latest.time, 29 * MS);
    assert_blamed(DIFFERENCE_NONE, NULL);
}

TEST(timer_that_makes_a_task_too_late_is_blamed)
{
    judge_debouncer(300, 31);
    assert_blamed(DIFFERENCE_TOO_LATE, story_find(&run, EVENT_TASK, "save", 1));
}

TEST(timer_of_another_delay_that_makes_a_task_is_blamed)
{
    judge_debouncer(330, 0);
    assert_blamed(DIFFERENCE_WRONG_CAUSE, story_find(&run, EVENT_TASK, "save", 1));
    judge_debouncer(800, 0);
    assert_blamed(DIFFERENCE_WRONG_CAUSE, story_find(&run, EVENT_TASK, "save", 1));
}

TEST(timer_that_no_task_set_is_judged)
{
    begin(0);
    story_find(&reference, EVENT_WAKE, "ticker", 1)->cause.by = 0;
    change_cause("ticker", 1, 2, story_find(&reference, EVENT_WAKE, "ticker", 1)->cause);
    story_find(&reference, EVENT_LINE, "ticker", 2)->cause.by = 0;
    wake("ticker", 1)->time = line("ticker", 2)->time = 331 * MS;
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    assert_blamed(DIFFERENCE_TOO_LATE, wake("ticker", 1));
}

TEST(line_of_a_callback_is_judged_by_its_timer)
{
    for (int i = 0; i < 2; i++) {
        struct story *story = i ? &run : &reference;
        uint32_t main = story_task(story, 0, "main", 0, 0);

        story->causes[0] = (struct co_cause){
            .kind = CO_CAUSE_TIMER, .by = main, .delay = 100 * MS, .time = 100 * MS
        };
        story_line(story, 0, 100 + 31 * i, "callback");
    }
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    assert_blamed(DIFFERENCE_TOO_LATE, story_find(&run, EVENT_LINE, "the loop", 1));
}

TEST(timer_of_a_task_woken_from_outside_counts_as_late)
{
    for (int i = 0; i < 2; i++) {
        struct story *story = i ? &run : &reference;
        uint32_t main = story_task(story, 0, "main", 0, 0);

        story_outside(story, main, 10, 10);
        story_timer(story, main, 110 + 40 * i, 100, 110);
    }
    judge();
    ASSERT_EQ(result.latest.time, 40 * MS);
}

TEST(steps_are_listed_for_the_suspicion)
{
    struct steps steps = { 0 };
    size_t timers = 0;

    begin(12);
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, &steps), 0);
    for (size_t i = 0; i < steps.count; i++) {
        if (!steps.items[i].is_timer)
            continue;
        ASSERT_EQ(step_lateness(&steps.items[i]), 12 * MS);
        ASSERT_EQ(steps.items[i].until, steps.items[i].actual->time);
        timers++;
    }
    ASSERT_EQ(timers, 3);
    steps_free(&steps);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

/* A task that the reference lacks, whose timer is 50 ms late. */
static size_t count_late_steps(bool reference_blocks)
{
    struct steps steps = { 0 };
    size_t late = 0;
    uint32_t stranger;

    begin(0);
    if (reference_blocks)
        story_find(&reference, EVENT_WAKE, "ticker", 2)->time += 100 * MS;
    stranger = story_task(&run, 1011, "stranger", 5, 1);
    story_timer(&run, stranger, 1111, 50, 1061);
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, &steps), 0);
    for (size_t i = 0; i < steps.count; i++)
        late += step_lateness(&steps.items[i]) == 50 * MS;
    steps_free(&steps);
    stream_free(&reference.stream);
    stream_free(&run.stream);
    return late;
}

TEST(unknown_step_counts_unless_the_reference_blocks)
{
    ASSERT_EQ(count_late_steps(false), 1);
    ASSERT_EQ(count_late_steps(true), 0);
}

/* ---- R4 ---- */

TEST(lines_without_a_path_may_swap_when_they_are_close)
{
    begin(15);
    /* tick 2 comes 10 ms after the waiters go. */
    wake("ticker", 2)->time = line("ticker", 3)->time = 1012 * MS;
    wake("ticker", 2)->cause.time = line("ticker", 3)->cause.time = 1010 * MS;
    story_move(&run, line("ticker", 3), line("waiter-1", 2));
    story_move(&run, wake("ticker", 2), line("ticker", 3));
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(lines_without_a_path_may_not_swap_when_they_are_apart)
{
    begin(0);
    story_move(&run, line("ticker", 2), line("main", 2));
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_OUT_OF_ORDER);
    ASSERT_TRUE(!result.other_is_its_cause);
    ASSERT_STR_EQ(result.actual->text, "tick 1");
    ASSERT_STR_EQ(result.other->text, "2 goes");
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(lines_may_not_swap_when_one_leads_to_the_other)
{
    begin(0);
    story_move(&run, line("signaler", 2), line("waiter-2", 2));
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_OUT_OF_ORDER);
    ASSERT_TRUE(result.other_is_its_cause);
    ASSERT_STR_EQ(result.actual->text, "1 goes");
    ASSERT_STR_EQ(result.other->text, "signal");
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(a_causal_path_may_lead_through_tasks_that_log_nothing)
{
    for (int i = 0; i < 2; i++) {
        struct story *story = i ? &run : &reference;
        uint32_t main = story_task(story, 0, "main", 0, 0), between, last;

        between = story_task(story, 0, "between", main, 1);
        last = story_task(story, 0, "last", main, 2);
        story_line(story, main, 0, "first");
        story_woken(story, between, 0, main, 1);
        story_woken(story, last, 0, between, 1);
        story_line(story, last, 0, "second");
    }
    story_move(&run, line("last", 1), line("main", 1));
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_OUT_OF_ORDER);
    ASSERT_TRUE(result.other_is_its_cause);
}

TEST(lines_of_threads_may_swap)
{
    for (int i = 0; i < 2; i++) {
        struct story *story = i ? &run : &reference;
        uint32_t main = story_task(story, 0, "main", 0, 0);
        uint32_t one = story_task(story, 0, "job-1", main, 1);
        uint32_t other = story_task(story, 0, "job-2", main, 2);

        story_line(story, i ? other : one, 0.2 * i, i ? "other" : "one");
        story_line(story, i ? one : other, 0.3 * i, i ? "one" : "other");
        story_wake(story, main, 300 + i,
                   (struct co_cause){
                       .kind = CO_CAUSE_THREAD, .by = other, .by_line = 1, .time = 300 * MS });
        story_line(story, main, 300 + i, "end");
        story_end(story, 300, 2);
    }
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

/* Two jobs, which end at 300 ms and at `second_end`; main waits for both. In the run the first one
 * is the last. */
static void judge_two_ends(double second_end)
{
    for (int i = 0; i < 2; i++) {
        struct story *story = i ? &run : &reference;
        uint32_t main = story_task(story, 0, "main", 0, 0);
        uint32_t one = story_task(story, 0, "job-1", main, 1);
        uint32_t other = story_task(story, 0, "job-2", main, 2);

        story_add(story, &(struct event){
                             .kind = EVENT_TASK_END, .task = i ? other : one, .time = 300 * MS });
        story_add(story, &(struct event){ .kind = EVENT_TASK_END,
                                          .task = i ? one : other,
                                          .time = (int64_t)(second_end * MS) });
        story_wake(story, main, second_end,
                   (struct co_cause){ .kind = CO_CAUSE_THREAD,
                                      .by = i ? one : other,
                                      .time = (int64_t)(second_end * MS) });
        story_line(story, main, second_end, "end");
        story_end(story, second_end, 2);
    }
    judge();
}

TEST(threads_that_end_together_may_end_in_any_order)
{
    judge_two_ends(300);
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(threads_that_end_apart_keep_their_order)
{
    judge_two_ends(310);
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

/* ---- After a difference ---- */

TEST(first_difference_is_reported_and_the_others_are_counted)
{
    begin(5);
    line("ticker", 2)->text = "tock 1";
    line("waiter-1", 2)->text = "1 stays";
    line("main", 2)->cause.ordinal = 7;
    wake("main", 1)->cause.ordinal = 7;
    ASSERT_EQ(causal_judge(&reference.stream, &run.stream, &limits, &result, NULL), 0);
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_TEXT);
    ASSERT_STR_EQ(result.actual->text, "tock 1");
    ASSERT_EQ(result.later, 2);
    stream_free(&reference.stream);
    stream_free(&run.stream);
}

TEST(greatest_lateness_before_the_difference_is_separate)
{
    begin(5);
    line("ticker", 2)->text = "tock 1";
    line("main", 2)->time += 20 * MS;
    judge();
    ASSERT_EQ(result.latest_before.time, 5 * MS);
    ASSERT_EQ(result.latest.time, 20 * MS);
}

TEST(lateness_is_reported_for_lines_unknown_to_the_reference)
{
    uint32_t stranger;

    begin(0);
    stranger = story_task(&run, 1011, "stranger", 5, 1);
    story_timer(&run, stranger, 1111, 50, 1061);
    story_line(&run, stranger, 1111, "late, too");
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_EXTRA_LINE);
    ASSERT_EQ(result.latest.time, 50 * MS);
}

/* ---- A reference that a file held ---- */

TEST(contradictory_reference_does_no_harm)
{
    begin(0);
    story_find(&reference, EVENT_WAKE, "waiter-1", 1)->cause.by_line = 1000;
    story_woken(&reference, 4, 1010, 4, 1);
    story_find(&reference, EVENT_WAKE, "signaler", 2)->cause.by_line = 1000000;
    story_line(&reference, 4, 1010, "out of bounds?");
    story_find(&run, EVENT_TASK, "ticker", 1)->task = 0;
    story_find(&reference, EVENT_LINE, "waiter-2", 2)->task = 77;
    story_find(&reference, EVENT_TASK, "main", 1)->task = 0;
    judge();
    ASSERT_TRUE(result.kind != DIFFERENCE_NONE);
}

/* ---- Wakes from outside ---- */

/* A child prints a line at once, and another one a second later; then its reader wakes main. What
 * comes first is `late`, and the second line `later` than that. */
static void tell_of_child(struct story *story, double late, double later, bool in_pieces)
{
    uint32_t main, reader;

    *story = (struct story){ 0 };
    main = story_task(story, 0, "main", 0, 0);
    reader = story_task(story, 0, "reader", main, 1);
    story_outside(story, reader, late, late);
    story_line(story, reader, late, "one");
    if (in_pieces)
        story_outside(story, reader, late + 400, 400);
    story_outside(story, reader, 1000 + later, 600);
    story_line(story, reader, 1000 + later, "two");
    story_woken(story, main, 1000 + later, reader, 1);
    story_line(story, main, 1000 + later, "end");
    story_end(story, 1000 + later, 3);
}

static enum difference judge_child(double late, double later, bool in_pieces)
{
    tell_of_child(&reference, 0, 0, false);
    tell_of_child(&run, late, later, in_pieces);
    judge();
    return result.kind;
}

TEST(lines_from_outside_may_come_in_pieces_and_slightly_late)
{
    ASSERT_EQ(judge_child(0, 0, false), DIFFERENCE_NONE);
    ASSERT_EQ(judge_child(3, 4, true), DIFFERENCE_NONE);
    ASSERT_EQ(judge_child(29, 29, true), DIFFERENCE_NONE);
}

TEST(line_from_outside_is_not_early_after_a_late_one)
{
    ASSERT_EQ(judge_child(29, 0, false), DIFFERENCE_NONE);
}

TEST(line_from_outside_is_found_when_it_is_late_or_early)
{
    ASSERT_EQ(judge_child(1, 35, false), DIFFERENCE_TOO_LATE);
    ASSERT_EQ(result.latest.time, 34 * MS);
    ASSERT_EQ(judge_child(1, -40, false), DIFFERENCE_TOO_EARLY);
    ASSERT_EQ(judge_child(31, 31, false), DIFFERENCE_TOO_LATE);
}

TEST(bytes_that_have_come_already_need_no_wait)
{
    tell_of_child(&reference, 0, 0, false);
    tell_of_child(&run, 0, 0, false);
    story_remove(&run, wake("reader", 1));
    line("reader", 1)->cause = story_find(&run, EVENT_TASK, "reader", 1)->cause;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(line_is_judged_by_time_when_it_comes_from_inside)
{
    tell_of_child(&reference, 0, 0, false);
    tell_of_child(&run, 0, 0, false);
    line("reader", 2)->time -= 500 * MS;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_EARLY);
}

/* Two readers, each of a pipe of the same child, of which both end at the same time; `last` is the
 * one that wakes main. */
static void tell_of_two_pipes(struct story *story, double time, int last)
{
    uint32_t main, readers[2];

    *story = (struct story){ 0 };
    main = story_task(story, 0, "main", 0, 0);
    readers[0] = story_task(story, 0, "read_output", main, 1);
    readers[1] = story_task(story, 0, "read_errors", main, 2);
    story_outside(story, readers[!last], time, time);
    story_outside(story, readers[last], time, time);
    story_woken(story, main, time, readers[last], 1);
    story_line(story, main, time, "end");
    story_timer(story, main, time + 100, 100, time + 100);
    story_line(story, main, time + 100, "later");
    story_end(story, time + 100, 2);
}

TEST(any_peer_may_be_the_last_to_wake_a_task)
{
    tell_of_two_pipes(&reference, 50, 0);
    tell_of_two_pipes(&run, 55, 1);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_NONE);
}

TEST(time_of_the_last_wake_from_outside_is_judged)
{
    tell_of_two_pipes(&reference, 50, 0);
    tell_of_two_pipes(&run, 90, 1);
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_TOO_LATE);
}

TEST(timer_after_a_wake_from_outside_is_judged)
{
    tell_of_two_pipes(&reference, 50, 0);
    tell_of_two_pipes(&run, 50, 0);
    line("main", 2)->cause.delay += 10 * MS;
    judge();
    ASSERT_EQ(result.kind, DIFFERENCE_WRONG_CAUSE);
}

#include "check/rounding.h"
#include "check/settle.h"

#include "story.h"

#include <signal.h>

/*
 * A producer and a consumer with a timer each; the producer's is due 3 ms before. If it is late by
 * more than that, the consumer finds the queue empty.
 */
static void tell(struct story *story, double late)
{
    uint32_t main, producer, consumer;

    *story = (struct story){ 0 };
    main = story_task(story, 0, "main", 0, 0);
    producer = story_task(story, 0, "producer", main, 1);
    consumer = story_task(story, 0, "consumer", main, 2);
    if (late <= 3) {
        story_timer(story, producer, 100 + late, 100, 100);
        story_line(story, producer, 100 + late, "put");
        story_timer(story, consumer, 103, 103, 103);
        story_line(story, consumer, 103, "queue size 1");
    } else {
        story_timer(story, consumer, 103, 103, 103);
        story_line(story, consumer, 103, "queue size 0");
        story_timer(story, producer, 100 + late, 100, 100);
        story_line(story, producer, 100 + late, "put");
    }
    story_end(story, 100 + late, 0);
}

static struct story reference, real_story, replay_story;
static struct child real = { .end = CHILD_ENDED, .clock = CO_CLOCK_REAL };
static struct child replay = { .end = CHILD_ENDED, .clock = CO_CLOCK_REPLAY };
/* The machine stalled all the time, which explains all lateness; or never. */
static struct machine_stall stall = { .to = 1000000 * MS };
static struct machine machine = { .watched = true, .stalls = &stall, .stall_count = 1 };
static struct delay_sample no_delay;
static struct settle settle = { .is_own = true,
                                .machine = &machine,
                                .limits = { 2 * MS, 30 * MS } };
static struct suspicion suspicion;
static struct verdict verdict;

static void begin(double late)
{
    tell(&reference, 0);
    tell(&real_story, late);
    tell(&replay_story, late);
    real.delays = (struct delays){ .samples = &no_delay, .count = 1, .source = -1 };
}

static void machine_is_on_time(void)
{
    machine.stall_count = 0;
    machine.has_pressure = true;
}

static bool judge(void)
{
    real.stream = real_story.stream;
    replay.stream = replay_story.stream;
    settle.reference = &reference.stream;
    settle.real = &real;
    return settle_real(&settle, &suspicion, &verdict);
}

static void end(void)
{
    stream_free(&reference.stream);
    stream_free(&real_story.stream);
    stream_free(&replay_story.stream);
}

static void assert_verdict(enum verdict_kind kind, enum difference difference, const char *message)
{
    ASSERT_STR_EQ(verdict_name(verdict.kind), verdict_name(kind));
    ASSERT_STR_EQ(difference_name(verdict.difference), difference_name(difference));
    if (!strstr(verdict.message, message))
        ASSERT_STR_EQ(verdict.message, message);
    end();
}

TEST(run_that_keeps_the_rules_passes_without_a_replay)
{
    begin(2);
    ASSERT_TRUE(!judge());
    ASSERT_TRUE(verdict.has_lateness);
    ASSERT_EQ(verdict.lateness, 2 * MS);
    assert_verdict(VERDICT_PASSED, DIFFERENCE_NONE, "");
    ASSERT_STR_EQ(verdict.message, "");
}

TEST(a_race_needs_a_replay)
{
    begin(4);
    ASSERT_TRUE(judge());
    end();
}

TEST(race_passes_and_names_the_late_timer_when_replayed)
{
    begin(4);
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_PASSED, DIFFERENCE_WRONG_TEXT, "explained by lateness");
}

TEST(a_race_beyond_the_limit_is_inconclusive)
{
    begin(40);
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_INCONCLUSIVE, DIFFERENCE_WRONG_TEXT,
                   "the timer of 100 ms of producer was 40 ms late (limit 30 ms)");
}

TEST(lateness_alone_beyond_the_limit_is_inconclusive)
{
    begin(0);
    story_find(&real_story, EVENT_LINE, "consumer", 1)->time += 31 * MS;
    story_find(&replay_story, EVENT_LINE, "consumer", 1)->time += 31 * MS;
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_INCONCLUSIVE, DIFFERENCE_TOO_LATE, "too late to tell");
}

TEST(a_race_that_is_not_replayed_fails)
{
    begin(4);
    story_find(&replay_story, EVENT_LINE, "consumer", 1)->text = "queue size 7";
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    ASSERT_STR_EQ(verdict.expected.event->text, "queue size 7");
    ASSERT_STR_EQ(verdict.actual.event->text, "queue size 0");
    assert_verdict(VERDICT_FAILED, DIFFERENCE_UNCONTROLLED, "uncontrolled");
}

TEST(a_replay_at_another_time_fails)
{
    begin(4);
    story_find(&replay_story, EVENT_LINE, "producer", 1)->time++;
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_FAILED, DIFFERENCE_UNCONTROLLED, "uncontrolled");
}

TEST(a_replay_that_reads_the_clock_more_often_fails)
{
    begin(4);
    ASSERT_TRUE(judge());
    replay.record.failed = true;
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_FAILED, DIFFERENCE_UNCONTROLLED, "uncontrolled");
}

TEST(a_replay_that_crashes_fails)
{
    begin(4);
    ASSERT_TRUE(judge());
    replay.end = CHILD_SIGNALLED;
    replay.status = SIGSEGV;
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_FAILED, DIFFERENCE_UNCONTROLLED, "uncontrolled");
}

TEST(a_replay_that_ends_otherwise_fails)
{
    begin(4);
    ASSERT_TRUE(judge());
    replay.result.exit_code = 3;
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_FAILED, DIFFERENCE_UNCONTROLLED, "uncontrolled");
}

TEST(a_replay_that_the_system_refuses_is_no_verdict)
{
    begin(4);
    ASSERT_TRUE(judge());
    replay.end = CHILD_REFUSED;
    replay.status = -EAGAIN;
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_BROKEN, DIFFERENCE_RESOURCES, "no process is left");
}

TEST(a_program_that_is_not_the_reference_is_not_excused)
{
    begin(4);
    settle.is_own = false;
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_FAILED, DIFFERENCE_WRONG_TEXT, "wrong text");
}

TEST(early_line_is_never_excused)
{
    begin(0);
    story_find(&real_story, EVENT_WAKE, "producer", 1)->time -= 3 * MS;
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_FAILED, DIFFERENCE_TOO_EARLY,
                   "too early: the waking of producer, 3 ms before its cause");
}

static void add_jobs(void)
{
    real_story.stream.events[real_story.stream.count - 1].number = 3;
}

TEST(race_fails_with_threads)
{
    begin(4);
    add_jobs();
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_FAILED, DIFFERENCE_WRONG_TEXT, "wrong text");
}

TEST(late_run_is_inconclusive_with_threads)
{
    begin(40);
    add_jobs();
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_INCONCLUSIVE, DIFFERENCE_WRONG_TEXT, "too late to tell");
}

TEST(ending_is_reported_before_the_rules)
{
    begin(4);
    real.result = (struct run_result){ .code = -EDEADLK, .exit_code = 3 };
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_FAILED, DIFFERENCE_DEADLOCK, "deadlock");
}

TEST(a_crash_is_never_excused)
{
    begin(40);
    real.end = CHILD_SIGNALLED;
    real.status = SIGSEGV;
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_FAILED, DIFFERENCE_CRASHED, "signal");
}

/* ---- Lateness that the machine does not explain ---- */

TEST(late_line_fails_when_machine_was_on_time)
{
    begin(40);
    machine_is_on_time();
    ASSERT_TRUE(!judge());
    ASSERT_STR_EQ(verdict.message, "too late: the waking of producer at 0.140, due at 0.100 "
                                   "(limit 30 ms); of these 40 ms the machine explains 0 ms");
    ASSERT_EQ(verdict.expected.event->time, 100 * MS);
    ASSERT_EQ(verdict.actual.event->time, 140 * MS);
    assert_verdict(VERDICT_FAILED, DIFFERENCE_TOO_LATE, "");
}

TEST(late_line_is_inconclusive_when_the_machine_is_unknown)
{
    begin(40);
    machine_is_on_time();
    machine.watched = false;
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_INCONCLUSIVE, DIFFERENCE_WRONG_TEXT, "too late to tell");
}

TEST(late_line_with_threads_fails_in_three_of_three_runs)
{
    struct suspicion suspicions[3];

    begin(40);
    machine_is_on_time();
    real_story.stream.events[real_story.stream.count - 1].number = 3; /* jobs of threads */
    for (int i = 0; i < 3; i++) {
        ASSERT_TRUE(!judge());
        ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
        suspicions[i] = suspicion;
    }
    settle_together(&settle, suspicions, 3, &verdict);
    assert_verdict(
        VERDICT_FAILED, DIFFERENCE_TOO_LATE,
        "too late: the waking of producer at 0.140, due at 0.100 (limit 30 ms); of these "
        "40 ms the machine explains 0 ms; it was so in 3 of 3 runs");
}

TEST(late_line_in_two_of_three_runs_stays_inconclusive)
{
    struct suspicion suspicions[3] = { 0 };

    begin(40);
    machine_is_on_time();
    real_story.stream.events[real_story.stream.count - 1].number = 3;
    ASSERT_TRUE(!judge());
    suspicions[0] = suspicions[2] = suspicion;
    settle_together(&settle, suspicions, 3, &verdict);
    assert_verdict(VERDICT_INCONCLUSIVE, DIFFERENCE_WRONG_TEXT, "too late to tell");
}

/* Both timers, within the limit of 30 ms. */
static void begin_with_late_timers(double late)
{
    begin(0);
    for (size_t i = 0; i < real_story.stream.count; i++)
        if (real_story.stream.events[i].time)
            real_story.stream.events[i].time += (int64_t)(late * MS);
}

TEST(median_above_5_ms_fails_in_three_of_three_runs)
{
    struct suspicion suspicions[3];

    begin_with_late_timers(6);
    machine_is_on_time();
    for (int i = 0; i < 3; i++) {
        ASSERT_TRUE(!judge());
        ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
        suspicions[i] = suspicion;
    }
    settle_together(&settle, suspicions, 3, &verdict);
    assert_verdict(
        VERDICT_FAILED, DIFFERENCE_TOO_LATE,
        "too late: the waking of producer at 0.106, due at 0.100 (limit 5 ms); of these "
        "6 ms the machine explains 0 ms; half of the 2 timers are at least 6 ms too late; "
        "it was so in 3 of 3 runs");
}

TEST(median_of_4_ms_passes)
{
    begin_with_late_timers(4);
    machine_is_on_time();
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_PASSED, DIFFERENCE_NONE, "");
}

TEST(words_on_stderr_fail_when_machine_was_on_time)
{
    static char words[] = "an error was lost\n";

    begin(0);
    machine_is_on_time();
    real.errors = words;
    real.errors_size = strlen(words);
    ASSERT_TRUE(!judge());
    ASSERT_STR_EQ(verdict.message, "the run prints on stderr, and its golden does not");
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    ASSERT_EQ(verdict.difference, DIFFERENCE_STDERR);
    settle.expects_words = true;
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_PASSED, DIFFERENCE_NONE, "");
}

TEST(words_on_stderr_fail_when_three_runs_have_them)
{
    static char words[] = "a step took 120 ms\n";
    struct suspicion suspicions[3];

    begin(0);
    real.errors = words;
    real.errors_size = strlen(words);
    real.took = 100 * MS;
    for (int i = 0; i < 3; i++) {
        ASSERT_TRUE(!judge());
        ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
        suspicions[i] = suspicion;
    }
    settle_together(&settle, suspicions, 3, &verdict);
    assert_verdict(VERDICT_FAILED, DIFFERENCE_STDERR, "; it was so in 3 of 3 runs");
}

TEST(race_with_words_on_stderr_is_no_pass)
{
    static char words[] = "an error was lost\n";

    begin(4);
    machine_is_on_time();
    real.errors = words;
    real.errors_size = strlen(words);
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(VERDICT_FAILED, DIFFERENCE_STDERR, "stderr");
}

TEST(replay_with_other_causes_fails)
{
    begin(4);
    /* The real run sleeps longer than the same program does when it is replayed. */
    story_find(&real_story, EVENT_WAKE, "producer", 1)->cause.delay = 140 * MS;
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    ASSERT_EQ(verdict.expected.event->cause.delay, 100 * MS);
    ASSERT_EQ(verdict.actual.event->cause.delay, 140 * MS);
    assert_verdict(VERDICT_FAILED, DIFFERENCE_UNCONTROLLED,
                   "so something else decides: the waking of producer: own timer of 140 ms; in the "
                   "replay: own timer of 100 ms");
}

TEST(replay_names_the_cause_that_differs_before_a_line)
{
    begin(4);
    story_find(&real_story, EVENT_WAKE, "producer", 1)->cause.delay = 140 * MS;
    story_find(&replay_story, EVENT_LINE, "producer", 1)->text = "put in another way";
    ASSERT_TRUE(judge());
    settle_replay(&settle, &replay, &verdict);
    assert_verdict(
        VERDICT_FAILED, DIFFERENCE_UNCONTROLLED,
        "the waking of producer: own timer of 140 ms; in the replay: own timer of 100 ms");
}

TEST(late_machine_does_not_condemn_another_build)
{
    begin(0);
    settle.is_own = false;
    story_find(&real_story, EVENT_LINE, "consumer", 1)->time += 31 * MS;
    ASSERT_TRUE(!judge());
    assert_verdict(VERDICT_INCONCLUSIVE, DIFFERENCE_TOO_LATE, "too late to tell");
}

/* The consumer's; main is cancelled instead. */
static void end_without_line(void)
{
    story_remove(&real_story, story_find(&real_story, EVENT_LINE, "consumer", 1));
    story_add(&real_story,
              &(struct event){
                  .kind = EVENT_TASK_END, .task = 1, .result = -ECANCELED, .time = 103 * MS });
}

TEST(differences_have_a_sentence_each)
{
    static const struct {
        enum difference kind;
        const char *words;
    } rows[] = {
        { DIFFERENCE_WRONG_CAUSE,
          "the waking of consumer: own timer of 103 ms; expected: own timer of 110 ms" },
        { DIFFERENCE_MISSING_LINE, "missing line: the 1st line of consumer; main ended at 0.103 "
                                   "with CancelledError, at demo.c:8" },
        { DIFFERENCE_EXTRA_LINE, "extra line: the 2nd line of consumer" },
    };

    settle.is_own = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        begin(0);
        if (rows[i].kind == DIFFERENCE_WRONG_CAUSE)
            story_find(&reference, EVENT_WAKE, "consumer", 1)->cause.delay = 110 * MS;
        else if (rows[i].kind == DIFFERENCE_MISSING_LINE)
            end_without_line();
        else
            story_line(&real_story, 3, 104, "one more");
        ASSERT_TRUE(!judge());
        assert_verdict(VERDICT_FAILED, rows[i].kind, rows[i].words);
    }
}

/* ---- Is a build the same as another one? ---- */

TEST(streams_with_the_same_lines_and_causes_are_the_same)
{
    begin(0);
    ASSERT_TRUE(settle_is_same(&reference.stream, &real_story.stream));
    end();
}

TEST(streams_with_other_lines_are_not_the_same)
{
    begin(0);
    story_find(&real_story, EVENT_LINE, "consumer", 1)->text = "queue size 2";
    ASSERT_TRUE(!settle_is_same(&reference.stream, &real_story.stream));
    end();
}

TEST(streams_with_other_causes_are_not_the_same)
{
    begin(0);
    /* Polls every 20 ms, and ends at the same time. */
    story_find(&real_story, EVENT_WAKE, "producer", 1)->cause.delay = 20 * MS;
    ASSERT_TRUE(!settle_is_same(&reference.stream, &real_story.stream));
    end();
}

TEST(streams_that_differ_by_a_nanosecond_a_step_are_the_same)
{
    begin(0);
    /* Another compiler rounds the first timer up by a nanosecond. Later steps follow. */
    story_find(&real_story, EVENT_WAKE, "producer", 1)->cause.delay++;
    for (size_t i = 0; i < real_story.stream.count; i++) {
        struct event *event = &real_story.stream.events[i];

        event->time += event->time > 0;
        event->cause.time += event->cause.time > 0;
    }
    ASSERT_TRUE(settle_is_same(&reference.stream, &real_story.stream));
    end();
}

/* A program may compute a delay from the clock, so the roundings of a chain of timers add up. */
TEST(delay_may_differ_by_a_nanosecond_a_moment)
{
    int64_t moments;
    struct event *wake;

    begin(0);
    moments = rounding_of(&reference.stream);
    wake = story_find(&real_story, EVENT_WAKE, "producer", 1);
    wake->cause.delay += moments;
    ASSERT_TRUE(settle_is_same(&reference.stream, &real_story.stream));
    wake->cause.delay++;
    ASSERT_TRUE(!settle_is_same(&reference.stream, &real_story.stream));
    wake->cause.delay -= 2 * moments + 1;
    ASSERT_TRUE(settle_is_same(&reference.stream, &real_story.stream));
    wake->cause.delay--;
    ASSERT_TRUE(!settle_is_same(&reference.stream, &real_story.stream));
    end();
}

TEST(streams_of_different_length_are_not_the_same)
{
    begin(0);
    story_line(&real_story, 3, 104, "one more");
    ASSERT_TRUE(!settle_is_same(&reference.stream, &real_story.stream));
    ASSERT_TRUE(!settle_is_same(&real_story.stream, &reference.stream));
    end();
}

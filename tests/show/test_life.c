#include "show/life.h"

#include "check/story.h"

static struct story story;
static struct life life;

static void add(struct event event, double time)
{
    event.time = (int64_t)(time * MS);
    story_add(&story, &event);
}

static void step(uint32_t task, double time)
{
    add((struct event){ .kind = EVENT_STEP, .task = task }, time);
}

static void wait_for(uint32_t task, double time, const char *text)
{
    add((struct event){ .kind = EVENT_WAIT, .task = task, .text = text }, time);
}

static void end(uint32_t task, double time, int result)
{
    add((struct event){ .kind = EVENT_TASK_END, .task = task, .result = result }, time);
}

static void touch(uint32_t task, double time, uint32_t thing, enum co_verb verb)
{
    add((struct event){ .kind = EVENT_TOUCH, .task = task, .thing = thing, .verb = verb }, time);
}

static uint32_t job(double time, uint32_t by)
{
    uint32_t id = story_task(&story, time, "job-1", by, 1);

    story_find(&story, EVENT_TASK, "job-1", 1)->is_job = true;
    return id;
}

static void read_story(void)
{
    life_free(&life);
    ASSERT_EQ(life_read(&life, &story.stream), 0);
}

static void finish(void)
{
    life_free(&life);
    stream_free(&story.stream);
    story = (struct story){ 0 };
}

static const char *state_name(enum span_state state)
{
    static const char *const names[] = { "ready",   "sleep",  "yield", "wait", "join",
                                         "outside", "thread", "busy",  "late" };

    return names[state];
}

/* "sleep 0-10, wait 10-20": the spans of some length, in milliseconds. */
static const char *spans(const char *task)
{
    static char text[1024];
    size_t length = 0;

    text[0] = '\0';
    for (size_t i = 0; i < life.task_count; i++)
        for (size_t k = 0; k < life.tasks[i].span_count && strcmp(life.tasks[i].name, task) == 0;
             k++) {
            const struct span *span = &life.tasks[i].spans[k];

            if (span->end > span->begin)
                length += (size_t)snprintf(text + length, sizeof text - length, "%s%s %g-%g",
                                           length ? ", " : "", state_name(span->state),
                                           (double)span->begin / MS, (double)span->end / MS);
        }
    return text;
}

TEST(empty_stream_has_no_life)
{
    read_story();
    ASSERT_EQ(life.task_count, 0);
    ASSERT_EQ(life.end, 0);
    ASSERT_TRUE(!life_task(&life, 1));
    ASSERT_TRUE(!life_thing(&life, 1));
    ASSERT_STR_EQ(life_name(&life, 0), "the loop");
    ASSERT_STR_EQ(life_name(&life, 1), "?");
    ASSERT_TRUE(life_step_of(&life, 0) == SIZE_MAX);
    finish();
}

TEST(task_sleeps_waits_and_ends)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);
    uint32_t worker = story_task(&story, 0, "worker-1", main, 1);

    wait_for(main, 0, "gather");
    wait_for(worker, 0, "");
    story_timer(&story, worker, 10, 10, 10);
    story_line(&story, worker, 10, "a line");
    wait_for(worker, 10, "lock counter_lock");
    story_woken(&story, worker, 30, main, 1);
    wait_for(worker, 30, "bytes of stream ws");
    story_outside(&story, worker, 35, 5);
    end(worker, 35, 0);
    story_woken(&story, main, 35, worker, 1);
    end(main, 35, 0);
    story_end(&story, 35, 0);
    read_story();
    ASSERT_STR_EQ(spans("main"), "join 0-35");
    ASSERT_STR_EQ(spans("worker-1"), "sleep 0-10, wait 10-30, outside 30-35");
    ASSERT_EQ(life.end, 35 * MS);
    ASSERT_EQ(life.line_count, 1);
    ASSERT_EQ(life_task(&life, worker)->lines[0], 0);
    ASSERT_EQ(life_task(&life, worker)->creator, main);
    ASSERT_EQ(life_task(&life, worker)->ended->time, 35 * MS);
    ASSERT_TRUE(!life.is_real);
    ASSERT_TRUE(!life.stuck);
    finish();
}

TEST(wait_is_told_by_its_first_words)
{
    static const struct {
        const char *text;
        enum span_state state;
    } rows[] = {
        { "", SPAN_SLEEP },
        { "lock stream_lock", SPAN_WAIT },
        { "the lock of condition c", SPAN_WAIT },
        { "a permit of semaphore server", SPAN_WAIT },
        { "an item of queue my->stream", SPAN_WAIT },
        { "queue q to be finished", SPAN_WAIT },
        { "task", SPAN_JOIN },
        { "task group", SPAN_JOIN },
        { "wait", SPAN_JOIN },
        { "stream s to be closed", SPAN_OUTSIDE },
        { "child process", SPAN_OUTSIDE },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t task = story_task(&story, 0, "main", 0, 0);

        wait_for(task, 0, rows[i].text);
        read_story();
        test_note("%s", rows[i].text);
        ASSERT_STR_EQ(state_name(life.tasks[0].spans[1].state), state_name(rows[i].state));
        finish();
    }
}

TEST(yield_is_no_sleep)
{
    uint32_t task = story_task(&story, 0, "main", 0, 0);

    wait_for(task, 0, "");
    story_woken(&story, task, 0, task, 1);
    end(task, 0, 0);
    read_story();
    ASSERT_EQ(life.tasks[0].spans[1].state, SPAN_YIELD);
    finish();
}

TEST(blocked_loop_makes_a_sleep_late)
{
    uint32_t sleeper = story_task(&story, 0, "sleeper", 0, 0);
    uint32_t blocker = story_task(&story, 0, "blocker", 0, 0);

    step(sleeper, 0);
    wait_for(sleeper, 0, "");
    step(blocker, 0);
    story_line(&story, blocker, 0, "begins");
    story_line(&story, blocker, 35, "ends");
    end(blocker, 35, 0);
    story_timer(&story, sleeper, 35, 10, 10);
    step(sleeper, 35);
    end(sleeper, 35, 0);
    read_story();
    ASSERT_STR_EQ(spans("sleeper"), "sleep 0-10, late 10-35");
    ASSERT_STR_EQ(spans("blocker"), "busy 0-35");
    ASSERT_EQ(life_task(&life, sleeper)->spans[2].state, SPAN_LATE);
    ASSERT_EQ(life_task(&life, sleeper)->spans[2].late_by, blocker);
    finish();
}

TEST(step_of_the_real_clock_takes_a_little_time)
{
    uint32_t task = story_task(&story, 0, "main", 0, 0);

    step(task, 0.01);
    story_line(&story, task, 0.02, "one");
    story_line(&story, task, 0.03, "two");
    wait_for(task, 0.04, "");
    story_timer(&story, task, 50, 49.9, 49.94);
    step(task, 50.01);
    story_line(&story, task, 50.02, "three");
    end(task, 50.03, 0);
    read_story();
    ASSERT_STR_EQ(spans("main"), "ready 0-0.01, busy 0.01-0.04, sleep 0.04-49.94, late 49.94-50, "
                                 "ready 50-50.01, busy 50.01-50.03");
    ASSERT_TRUE(life.is_real);
    ASSERT_EQ(life.step_count, 2);
    ASSERT_EQ(life.lines[1].step, 0);
    ASSERT_EQ(life.lines[2].step, 1);
    finish();
}

TEST(each_time_of_a_long_step_has_a_step)
{
    uint32_t task = story_task(&story, 0, "main", 0, 0);

    step(task, 0);
    story_line(&story, task, 0, "begins");
    story_line(&story, task, 35, "ends");
    wait_for(task, 35, "");
    read_story();
    ASSERT_EQ(life.step_count, 2);
    ASSERT_EQ(life.steps[0].time, 0);
    ASSERT_EQ(life.steps[1].time, 35 * MS);
    ASSERT_EQ(life.lines[1].step, 1);
    finish();
}

TEST(step_of_an_event_is_found)
{
    uint32_t a = story_task(&story, 0, "a", 0, 0), b = story_task(&story, 0, "b", 0, 0);

    step(a, 0);
    wait_for(a, 0, "");
    step(b, 0);
    story_line(&story, b, 0, "line");
    wait_for(b, 0, "");
    story_timer(&story, a, 10, 10, 10);
    end(a, 10, 0);
    read_story();
    ASSERT_TRUE(life_step_of(&life, 0) == SIZE_MAX);
    ASSERT_EQ(life_step_of(&life, 2), 0);
    ASSERT_EQ(life_step_of(&life, 3), 0);
    ASSERT_EQ(life_step_of(&life, 5), 1);
    ASSERT_TRUE(life_step_of(&life, 7) == SIZE_MAX);
    ASSERT_EQ(life_step_of(&life, 8), 2);
    ASSERT_TRUE(life_step_of(&life, 9) == SIZE_MAX);
    finish();
}

TEST(task_wakes_waiters_in_its_last_step)
{
    uint32_t a = story_task(&story, 0, "a", 0, 0), b = story_task(&story, 0, "b", 0, 0);

    wait_for(a, 0, "task");
    end(b, 0, 0);
    story_woken(&story, a, 0, b, 1);
    read_story();
    ASSERT_EQ(life.step_count, 2);
    ASSERT_EQ(life.steps[1].task, b);
    ASSERT_EQ(life.steps[1].last, 4);
    finish();
}

TEST(job_waits_for_its_thread)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0), id;

    id = job(0, main);
    wait_for(main, 0, "task");
    step(id, 10);
    story_line(&story, id, 20, "works");
    end(id, 30, 0);
    read_story();
    ASSERT_TRUE(life_task(&life, id)->is_job);
    ASSERT_STR_EQ(spans("job-1"), "ready 0-10, thread 10-30");
    finish();
}

TEST(thing_is_held_from_take_to_release)
{
    uint32_t a = story_task(&story, 0, "a", 0, 0), b = story_task(&story, 0, "b", 0, 0);

    add((struct event){ .kind = EVENT_THING, .thing = 7, .what = "lock", .text = "l" }, 0);
    touch(a, 0, 7, CO_VERB_TAKE);
    wait_for(a, 0, "");
    wait_for(b, 0, "lock l");
    story_timer(&story, a, 10, 10, 10);
    touch(a, 10, 7, CO_VERB_RELEASE);
    touch(b, 10, 7, CO_VERB_TAKE);
    wait_for(b, 10, "");
    wait_for(a, 10, "");
    story_end(&story, 30, 0);
    read_story();
    ASSERT_STR_EQ(life_thing(&life, 7)->kind, "lock");
    ASSERT_STR_EQ(life_thing(&life, 7)->name, "l");
    ASSERT_EQ(life.things[0].hold_count, 2);
    ASSERT_EQ(life.things[0].holds[0].task, a);
    ASSERT_EQ(life.things[0].holds[0].end, 10 * MS);
    ASSERT_EQ(life.things[0].holds[1].task, b);
    ASSERT_EQ(life.things[0].holds[1].end, 30 * MS);
    ASSERT_EQ(life.things[0].holds[1].to, story.stream.count);
    ASSERT_EQ(life_task(&life, a)->spans[1].held, 7);
    ASSERT_EQ(life_task(&life, b)->spans[1].held, 0);
    ASSERT_EQ(life_task(&life, a)->spans[3].held, 0);
    finish();
}

TEST(permit_may_be_given_back_by_another_task)
{
    uint32_t a = story_task(&story, 0, "a", 0, 0), b = story_task(&story, 0, "b", 0, 0);

    touch(a, 0, 1, CO_VERB_TAKE);
    touch(b, 5, 1, CO_VERB_RELEASE);
    touch(b, 6, 1, CO_VERB_RELEASE);
    read_story();
    ASSERT_EQ(life.things[0].hold_count, 1);
    ASSERT_EQ(life.things[0].holds[0].end, 5 * MS);
    finish();
}

TEST(task_of_a_deadlock_never_ends)
{
    uint32_t task = story_task(&story, 0, "main", 0, 0);

    wait_for(task, 0, "event e");
    add((struct event){ .kind = EVENT_REPORT, .text = "DEADLOCK at 0.050 s: ..." }, 50);
    add((struct event){ .kind = EVENT_RUN_END, .result = -EDEADLK }, 50);
    read_story();
    ASSERT_TRUE(life.stuck);
    ASSERT_EQ(life.result, -EDEADLK);
    ASSERT_TRUE(!life.tasks[0].ended);
    ASSERT_STR_EQ(spans("main"), "wait 0-50");
    ASSERT_EQ(life.tasks[0].spans[1].to, story.stream.count);
    finish();
}

TEST(callback_that_logs_has_a_life)
{
    story_task(&story, 0, "main", 0, 0);
    story_line(&story, 0, 5, "from a callback");
    read_story();
    ASSERT_EQ(life.task_count, 2);
    ASSERT_STR_EQ(life.tasks[1].name, "a callback");
    ASSERT_EQ(life.steps[life.lines[0].step].task, 0);
    finish();
}

/* Any event at any place. */
TEST(damaged_stream_is_read)
{
    enum { ROUNDS = 1000, EVENTS = 40 };
    uint64_t random = 1;

    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < EVENTS; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            add((struct event){ .kind = (enum event_kind)(random >> 60) % (EVENT_THING + 1),
                                .task = random >> 50 & 3,
                                .thing = random >> 48 & 3,
                                .verb = (enum co_verb)(random >> 46 & 3),
                                .is_job = (random >> 44 & 3) == 0,
                                .cause = { .kind = (enum co_cause_kind)(random >> 42 & 3),
                                           .by = random >> 40 & 3,
                                           .time = (int64_t)(random >> 38 & 3) * MS },
                                .text = random >> 36 & 1 ? "" : "lock l" },
                (double)(random >> 32 & 15));
        }
        read_story();
        for (size_t i = 0; i < life.task_count; i++)
            for (size_t k = 0; k < life.tasks[i].span_count; k++) {
                const struct span *span = &life.tasks[i].spans[k];

                test_note("round %d, task %zu, span %zu", round, i, k);
                ASSERT_TRUE(span->begin <= span->end && span->end <= life.end);
                ASSERT_TRUE(span->to <= story.stream.count);
                ASSERT_TRUE(k == 0 || span->begin >= span[-1].end);
            }
        finish();
    }
}

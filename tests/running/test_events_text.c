#include "run/events_text.h"

#include "streams.h"

/* ---- The text of a stream ---- */

static struct stream told, read_back_stream;
static char *text;
static size_t text_size;

static void add(struct event event)
{
    ASSERT_EQ(stream_append(&told, &event), 0);
}

static void write_told(void)
{
    FILE *memory = open_memstream(&text, &text_size);

    ASSERT_TRUE(memory != NULL);
    ASSERT_EQ(stream_write_text(&told, memory), 0);
    fclose(memory);
}

static void forget(void)
{
    stream_free(&told);
    stream_free(&read_back_stream);
    free(text);
}

static struct co_cause by(uint32_t task, uint32_t line, uint32_t ordinal, int64_t time)
{
    return (struct co_cause){ CO_CAUSE_TASK, task, line, ordinal, 0, time };
}

static struct co_cause start(uint32_t task, uint32_t ordinal)
{
    return (struct co_cause){ CO_CAUSE_START, task, 0, ordinal, 0, 0 };
}

static struct co_cause timer(uint32_t task, int64_t delay, int64_t time)
{
    return (struct co_cause){ CO_CAUSE_TIMER, task, 0, 0, delay, time };
}

enum { TEN_MS = 10000000 };

static void add_main(void)
{
    add((struct event){ .kind = EVENT_TASK,
                        .task = 1,
                        .text = "main",
                        .what = "main",
                        .cause = { .kind = CO_CAUSE_LOOP } });
}

/* Add a task that main makes. */
static void add_task(uint32_t task, const char *name, bool is_job)
{
    add((struct event){ .kind = EVENT_TASK,
                        .task = task,
                        .text = name,
                        .is_job = is_job,
                        .cause = start(1, task - 1) });
}

static void add_thing(uint32_t thing, const char *kind)
{
    add((struct event){ .kind = EVENT_THING, .thing = thing, .what = kind, .text = "my_name" });
}

static void add_end(void)
{
    add((struct event){ .kind = EVENT_TASK_END, .task = 1 });
    add((struct event){ .kind = EVENT_RUN_END });
}

/* What is read is written as the same text again. */
static void assert_text(const char *expected)
{
    struct events_damage damage;
    char *first;

    write_told();
    ASSERT_STR_EQ(text, expected);
    ASSERT_EQ(stream_read_text(&read_back_stream, text, text_size, &damage), 0);
    stream_free(&told);
    told = read_back_stream;
    read_back_stream = (struct stream){ 0 };
    first = text;
    write_told();
    ASSERT_STR_EQ(text, first);
    free(first);
    forget();
}

TEST(text_tells_what_tasks_do)
{
    static const uint32_t awaited[] = { 2, 3 };

    add_main();
    add_task(2, "Worker-1", false);
    add_task(3, "job", true);
    add((struct event){
        .kind = EVENT_WAIT, .task = 1, .text = "gather", .awaits = awaited, .awaits_count = 2 });
    add_thing(5, "lock");
    add((struct event){ .kind = EVENT_TOUCH, .task = 2, .thing = 5, .verb = CO_VERB_TAKE });
    add((struct event){ .kind = EVENT_WAIT, .task = 2, .due = TEN_MS });
    add((struct event){ .kind = EVENT_LINE,
                        .task = 3,
                        .number = 1,
                        .time = TEN_MS,
                        .text = "done",
                        .cause = timer(3, TEN_MS, TEN_MS) });
    add((struct event){ .kind = EVENT_TASK_END, .task = 3, .time = TEN_MS, .text = "data" });
    add((struct event){
        .kind = EVENT_WAKE, .task = 2, .time = TEN_MS, .cause = timer(2, TEN_MS, TEN_MS) });
    add((struct event){ .kind = EVENT_LINE,
                        .task = 2,
                        .number = 1,
                        .time = TEN_MS,
                        .text = "Counter = 1",
                        .cause = timer(2, TEN_MS, TEN_MS) });
    add((struct event){
        .kind = EVENT_TOUCH, .task = 2, .time = TEN_MS, .thing = 5, .verb = CO_VERB_RELEASE });
    add((struct event){
        .kind = EVENT_TASK_END, .task = 2, .time = TEN_MS, .result = -EINVAL, .text = "no data" });
    add((struct event){
        .kind = EVENT_WAKE, .task = 1, .time = TEN_MS, .cause = by(2, 1, 1, TEN_MS) });
    add((struct event){ .kind = EVENT_TASK_END, .task = 1, .time = TEN_MS, .result = 3 });
    add((struct event){ .kind = EVENT_RUN_END, .time = TEN_MS, .number = 1 });
    assert_text("events 1\n"
                "0 main is made by the loop\n"
                "0 Worker-1 is made by main 0.1\n"
                "0 job is made for a thread by main 0.2\n"
                "0 main waits for the end of Worker-1, job (gather)\n"
                "0 Worker-1 takes lock-1\n"
                "0 Worker-1 sleeps until 0.01\n"
                "0.01 job prints, after 0.01: done\n"
                "0.01 job ends: data\n"
                "0.01 Worker-1 is woken after 0.01\n"
                "0.01 Worker-1 prints Counter = 1\n"
                "0.01 Worker-1 releases lock-1\n"
                "0.01 Worker-1 ends with ValueError: no data\n"
                "0.01 main is woken by Worker-1 1.1\n"
                "0.01 main ends with 3\n"
                "0.01 the run ends\n");
}

static void touch(uint32_t task, enum co_verb verb, uint32_t thing, int64_t count, const char *item)
{
    add((struct event){ .kind = EVENT_TOUCH,
                        .task = task,
                        .verb = verb,
                        .thing = thing,
                        .count = count,
                        .what = item });
}

TEST(touches_tell_what_is_left)
{
    add_main();
    add_thing(1, "semaphore");
    add_thing(2, "queue");
    add_thing(3, "event");
    add_thing(4, "condition");
    touch(1, CO_VERB_TAKE, 1, 2, "");
    touch(1, CO_VERB_TAKE, 1, 0, "");
    touch(1, CO_VERB_RELEASE, 1, 1, "");
    touch(1, CO_VERB_PUT, 2, 1, "Item-0-1");
    touch(1, CO_VERB_PUT, 2, 2, "{'id': 1}");
    touch(1, CO_VERB_PUT, 2, 3, "");
    touch(1, CO_VERB_GET, 2, 2, "Item-0-1");
    touch(1, CO_VERB_GET, 2, 1, "");
    touch(1, CO_VERB_DONE, 2, 2, "");
    touch(1, CO_VERB_SET, 3, 0, "");
    touch(0, CO_VERB_CLEAR, 3, 0, "");
    touch(1, CO_VERB_NOTIFY, 4, 1, "");
    add_end();
    assert_text("events 1\n"
                "0 main is made by the loop\n"
                "0 main takes semaphore-1, 2 left\n"
                "0 main takes semaphore-1\n"
                "0 main releases semaphore-1, 1 free\n"
                "0 main puts Item-0-1 into queue-1, 1 in it\n"
                "0 main puts \"{'id': 1}\" into queue-1, 2 in it\n"
                "0 main puts an item into queue-1, 3 in it\n"
                "0 main gets Item-0-1 from queue-1, 2 in it\n"
                "0 main gets an item from queue-1, 1 in it\n"
                "0 main finishes an item of queue-1, 2 left to finish\n"
                "0 main sets event-1\n"
                "0 the loop clears event-1\n"
                "0 main notifies condition-1, 1 go on\n"
                "0 main ends\n"
                "0 the run ends\n");
}

TEST(waits_have_no_names_of_variables)
{
    static const uint32_t awaited[] = { 1 };

    add_main();
    add_thing(1, "queue");
    add_thing(2, "child process");
    add((struct event){
        .kind = EVENT_WAIT, .task = 1, .thing = 1, .text = "an item of queue my->queue" });
    add((struct event){
        .kind = EVENT_WAIT, .task = 1, .thing = 1, .text = "queue pool.jobs to be finished" });
    add((struct event){ .kind = EVENT_WAIT, .task = 1, .thing = 2, .text = "child process" });
    add((struct event){ .kind = EVENT_WAIT, .task = 1, .text = "task group" });
    add((struct event){ .kind = EVENT_WAIT,
                        .task = 1,
                        .text = "task group",
                        .awaits = awaited,
                        .awaits_count = 1 });
    add((struct event){ .kind = EVENT_WAIT, .task = 1 });
    add_end();
    assert_text("events 1\n"
                "0 main is made by the loop\n"
                "0 main waits for an item of queue-1\n"
                "0 main waits for queue-1 to be finished\n"
                "0 main waits for child-process-1\n"
                "0 main waits for task group\n"
                "0 main waits for the end of main (task group)\n"
                "0 main sleeps\n"
                "0 main ends\n"
                "0 the run ends\n");
}

static void wake(int result, struct co_cause cause, const char *what)
{
    add((struct event){
        .kind = EVENT_WAKE, .task = 1, .time = 2, .result = result, .cause = cause, .what = what });
}

TEST(wakes_have_every_cause)
{
    add_main();
    add_task(2, "a", false);
    wake(0, timer(2, 5, 2), "");
    wake(0, timer(1, 1, 1), "");
    wake(-ECANCELED, by(2, 0, 7, 2), "");
    wake(0, (struct co_cause){ .kind = CO_CAUSE_THREAD, .by = 2, .by_line = 4, .time = 1 }, "");
    wake(0, (struct co_cause){ .kind = CO_CAUSE_LOOP, .time = 2 }, "");
    wake(0, (struct co_cause){ .kind = CO_CAUSE_LOOP, .time = 2 }, "SIGTERM");
    wake(0, (struct co_cause){ .kind = CO_CAUSE_OUTSIDE, .time = 2 }, "");
    wake(0, (struct co_cause){ .kind = CO_CAUSE_OUTSIDE, .time = 2 }, "output");
    wake(0, (struct co_cause){ .kind = CO_CAUSE_OUTSIDE, .by = 2, .time = 2 }, "");
    wake(0, (struct co_cause){ .kind = CO_CAUSE_OUTSIDE, .by = 2, .time = 2 }, "end of file");
    add_end();
    assert_text("events 1\n"
                "0 main is made by the loop\n"
                "0 a is made by main 0.1\n"
                "0.000000002 main is woken after 0.000000005 of a\n"
                "0.000000002 main is woken after 0.000000001, ready since 0.000000001\n"
                "0.000000002 main is woken with CancelledError by a 0.7\n"
                "0.000000002 main is woken by the end of a 4, ready since 0.000000001\n"
                "0.000000002 main is woken by the loop\n"
                "0.000000002 main is woken by the loop, SIGTERM\n"
                "0.000000002 main is woken from outside\n"
                "0.000000002 main is woken from outside, output\n"
                "0.000000002 main is woken from outside by a\n"
                "0.000000002 main is woken from outside by a, \"end of file\"\n"
                "0 main ends\n"
                "0 a has not ended\n"
                "0 the run ends\n");
}

TEST(equal_and_odd_names_are_told_apart)
{
    static const uint32_t awaited[] = { 2, 3, 4, 5 };

    add_main();
    add_task(2, "fetch", false);
    add_task(3, "fetch", false);
    add_task(4, "Task 1", false);
    add_task(5, "fetch~2", false);
    add((struct event){
        .kind = EVENT_WAIT, .task = 1, .text = "task", .awaits = awaited, .awaits_count = 4 });
    add((struct event){ .kind = EVENT_TASK_END, .task = 2 });
    add((struct event){ .kind = EVENT_TASK_END, .task = 3 });
    add_end();
    assert_text("events 1\n"
                "0 main is made by the loop\n"
                "0 fetch is made by main 0.1\n"
                "0 fetch~2 is made by main 0.2\n"
                "0 \"Task 1\" is made by main 0.3\n"
                "0 \"fetch~2\" is made by main 0.4\n"
                "0 main waits for the end of fetch, fetch~2, \"Task 1\", \"fetch~2\" (task)\n"
                "0 fetch ends\n"
                "0 fetch~2 ends\n"
                "0 main ends\n"
                "0 \"Task 1\" has not ended\n"
                "0 \"fetch~2\" has not ended\n"
                "0 the run ends\n");
}

/* ---- Repeats ---- */

static void add_yield(uint32_t ordinal)
{
    add((struct event){ .kind = EVENT_WAIT, .task = 1 });
    add((struct event){ .kind = EVENT_WAKE, .task = 1, .cause = by(1, 0, ordinal, 0) });
}

TEST(repeats_are_folded)
{
    add_main();
    for (uint32_t i = 1; i <= 1000; i++)
        add_yield(i);
    add_end();
    assert_text("events 1\n"
                "0 main is made by the loop\n"
                "0 main lets other tasks run\n"
                "... 999 times more\n"
                "0 main ends\n"
                "0 the run ends\n");
}

TEST(many_lines_need_no_memory)
{
    struct events_writer writer = { .file = tmpfile() };
    struct event line = { .kind = EVENT_LINE, .file = "", .text = "again", .call = "", .what = "" };
    size_t capacity = 0;

    ASSERT_TRUE(writer.file != NULL);
    for (uint32_t i = 1; i <= 20000; i++) {
        line.number = i;
        line.time = i % 2;
        line.cause = (struct co_cause){ .kind = CO_CAUSE_LOOP };
        events_write(&writer, &line);
        if (i == 1000)
            capacity = writer.line.capacity + writer.last.capacity + writer.known.count;
    }
    ASSERT_EQ(writer.line.capacity + writer.last.capacity + writer.known.count, capacity);
    ASSERT_EQ(events_writer_close(&writer), 0);
    fclose(writer.file);
}

/* ---- A run ---- */

ASYNC(child)
{
    await(co_sleep(0.1));
    log_time("child");
    return 0;
}

ASYNC(two_children)
{
    static struct co_lock lock;

    WITH_LOCK(&lock) {
        log_time("parent");
        await(co_sleep(0));
    }
    return GATHER(CORO(child), CORO(child));
}

/* Without what the text leaves out. */
static void assert_same_told(const struct stream *run, const struct stream *other)
{
    size_t at = 0;

    for (size_t i = 0; i < run->count; i++) {
        struct event event = run->events[i];

        if (event.kind == EVENT_STEP || event.kind == EVENT_THING || event.kind == EVENT_REPORT)
            continue;
        while (other->events[at].kind == EVENT_THING)
            at++;
        test_note("event %zu, read as event %zu", i, at);
        event.file = event.call = event.what = "";
        event.line = 0;
        event.thing = other->events[at].thing;
        assert_same_event(&event, &other->events[at++]);
    }
    ASSERT_EQ(at, other->count);
}

TEST(text_of_a_run_is_read_as_the_run)
{
    struct events_damage damage;

    play(SCENE(two_children));
    told = stream;
    write_told();
    told = (struct stream){ 0 };
    ASSERT_EQ(stream_read_text(&read_back_stream, text, text_size, &damage), 0);
    assert_same_told(&stream, &read_back_stream);
    stream_free(&stream);
    forget();
}

TEST(line_of_an_event_is_known)
{
    size_t line;

    add_main();
    add_yield(1);
    add_yield(2);
    add_end();
    ASSERT_EQ(stream_text_line(&told, &told.events[0], &line), 0);
    ASSERT_EQ(line, 2);
    ASSERT_EQ(stream_text_line(&told, &told.events[1], &line), 0);
    ASSERT_EQ(line, 3);
    ASSERT_EQ(stream_text_line(&told, &told.events[3], &line), 0);
    ASSERT_EQ(line, 4);
    ASSERT_EQ(stream_text_line(&told, &told.events[6], &line), 0);
    ASSERT_EQ(line, 6);
    forget();
}

/* ---- Damage ---- */

static void assert_damage(const char *damaged, size_t line, const char *sentence)
{
    struct events_damage damage;

    ASSERT_EQ(stream_read_text(&read_back_stream, damaged, strlen(damaged), &damage), -EPROTO);
    ASSERT_EQ(damage.line, line);
    ASSERT_STR_EQ(damage.sentence, sentence);
    stream_free(&read_back_stream);
}

#define BEGIN "events 1\n0 main is made by the loop\n"

TEST(damaged_texts_are_refused)
{
    static const char none[] = "this line is no event, such as \"0.5 main ends\"",
                      no_end[] = "the end of the run is missing";

    assert_damage("", 0, no_end);
    assert_damage("events 2\n", 1, "line 1 must be \"events 1\"");
    assert_damage(BEGIN, 2, no_end);
    assert_damage(BEGIN "0 main en", 3, "it is cut short");
    assert_damage(BEGIN "0 main ends\n\n", 4, none);
    assert_damage(BEGIN "0 main sings\n", 3, none);
    assert_damage(BEGIN "0 main ends \n", 3, none);
    assert_damage(BEGIN "x main ends\n", 3, none);
    assert_damage(BEGIN "0 main is woken by\n", 3, none);
    assert_damage(BEGIN "0 main is woken by main 4294967296.1\n", 3, none);
    assert_damage(BEGIN "0 main takes lock\n", 3, none);
    assert_damage(BEGIN "0 main prints \\x0\n", 3, none);
    assert_damage(BEGIN "0 other ends\n", 3, "no task of this name has been made");
    assert_damage(BEGIN "0 main is made by the loop\n", 3, "this task has been made before");
    assert_damage(BEGIN "0 main ends\n... 4000000000 times more\n", 4, none);
    assert_damage("events 1\n... 2 times more\n", 2, none);
    assert_damage(BEGIN "0 the run ends\n0 main ends\n", 4, "a line follows the end of the run");
}

/* Every beginning of a text, and every text with one byte changed, is read or refused. */
TEST(no_damage_is_fatal)
{
    static const char good[] = BEGIN "0 \"a b\"~2 is made for a thread by main 0.1\n"
                                     "0 main waits for the end of \"a b\"~2 (gather)\n"
                                     "0.1 main is woken with ValueError after 0.1 of main\n"
                                     "0.1 main puts \"\\x1b\" into queue-1, 1 in it\n"
                                     "0.1 main lets other tasks run\n... 3 times more\n"
                                     "0.1 main prints, from outside: x\n0.1 the run ends\n";
    static const char bytes[] = { '\0', ' ', '"', '\\', '-', '9', '~', '\n', '\x7f', '\xff' };
    struct events_damage damage;
    char copy[sizeof good];

    for (size_t size = 0; size < sizeof good; size++) {
        stream_read_text(&read_back_stream, good, size, &damage);
        stream_free(&read_back_stream);
    }
    for (size_t at = 0; at < sizeof good - 1; at++)
        for (size_t i = 0; i < sizeof bytes; i++) {
            memcpy(copy, good, sizeof good);
            copy[at] = bytes[i];
            stream_read_text(&read_back_stream, copy, sizeof good - 1, &damage);
            stream_free(&read_back_stream);
        }
}

#include "co/sugar.h"

#include "test.h"

#include <stdio.h>

static char words[2048];

/* Write each touch: "2 put Item-1 (3)", with the id of the task, or "-" for a callback. */
static void note_touch(void *context, const struct co_trace *trace)
{
    static const char *const verbs[] = { "",     "take", "release", "put",   "get",
                                         "done", "set",  "clear",   "notify" };
    size_t used = strlen(words);

    (void)context;
    if (trace->kind != CO_TRACE_TOUCHED)
        return;
    snprintf(words + used, sizeof words - used, "%s%s %s%s%s (%lld)", used ? ", " : "",
             trace->task ? co_task_name(trace->task) : "-", verbs[trace->verb],
             trace->text[0] ? " " : "", trace->text, (long long)trace->count);
}

static const char *touches_of(struct co_coro main)
{
    words[0] = '\0';
    ASSERT_EQ(
        co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .observe = note_touch }), 0);
    return words;
}

static struct co_lock lock;

ASYNC(locks)
{
    await(co_lock_acquire(&lock));
    return co_lock_release(&lock);
}

TEST(lock_is_taken_and_released)
{
    ASSERT_STR_EQ(touches_of(CORO(locks)), "locks take (0), locks release (0)");
}

ASYNC(takes_while_another_holds_it)
{
    await(co_lock_acquire(&lock));
    struct co_task *task = co_create_task(CORO(locks));
    await(co_sleep(1));
    co_lock_release(&lock);
    return co_await(task);
}

TEST(lock_is_taken_when_the_waiter_goes_on)
{
    ASSERT_STR_EQ(touches_of(CORO(takes_while_another_holds_it)),
                  "takes_while_another_holds_it take (0), takes_while_another_holds_it release (0),"
                  " locks take (0), locks release (0)");
}

ASYNC(uses_permits)
{
    static struct co_semaphore semaphore;

    semaphore = CO_SEMAPHORE(2);
    await(co_semaphore_acquire(&semaphore));
    await(co_semaphore_acquire(&semaphore));
    co_semaphore_release(&semaphore);
    return co_semaphore_release(&semaphore);
}

TEST(semaphore_tells_how_many_permits_are_free)
{
    ASSERT_STR_EQ(touches_of(CORO(uses_permits)),
                  "uses_permits take (1), uses_permits take (0), uses_permits release (1),"
                  " uses_permits release (2)");
}

ASYNC(uses_event)
{
    static struct co_event event;

    event = (struct co_event){ 0 };
    co_event_clear(&event);
    co_event_set(&event);
    co_event_set(&event);
    co_event_clear(&event);
    return 0;
}

TEST(event_tells_only_of_changes)
{
    ASSERT_STR_EQ(touches_of(CORO(uses_event)), "uses_event set (0), uses_event clear (0)");
}

ASYNC(notifies)
{
    static struct co_condition condition;

    condition = (struct co_condition){ 0 };
    await(co_condition_acquire(&condition));
    co_condition_notify(&condition, 2);
    co_condition_release(&condition);
    return 0;
}

TEST(condition_tells_of_a_notification_that_reaches_no_waiter)
{
    ASSERT_STR_EQ(touches_of(CORO(notifies)),
                  "notifies take (0), notifies notify (2), notifies release (0)");
}

ASYNC(passes_items, struct co_queue *queue;)
{
    static char first[] = "Item-1";
    void *item;

    await(co_queue_put(my->queue, first));
    await(co_queue_put_nowait(my->queue, NULL));
    await(co_queue_get(my->queue, &item));
    co_queue_task_done(my->queue);
    await(co_queue_get_nowait(my->queue, &item));
    co_queue_task_done(my->queue);
    return 0;
}

TEST(queue_describes_its_items)
{
    struct co_queue queue = CO_QUEUE(5, .describe = co_describe_text);

    ASSERT_STR_EQ(touches_of(CORO(passes_items, &queue)),
                  "passes_items put Item-1 (1), passes_items put None (2),"
                  " passes_items get Item-1 (1), passes_items done (1),"
                  " passes_items get None (0), passes_items done (0)");
}

TEST(items_are_described_by_their_kind)
{
    const struct {
        const char *name;
        int number;
    } job = { "job-7", 7 };
    char text[CO_ITEM_MAX];

    co_describe_named(text, sizeof text, &job);
    ASSERT_STR_EQ(text, "job-7");
    co_describe_int(text, sizeof text, &job.number);
    ASSERT_STR_EQ(text, "7");
}

TEST(queue_without_a_description_tells_no_text)
{
    struct co_queue queue = CO_QUEUE(5);

    ASSERT_STR_EQ(touches_of(CORO(passes_items, &queue)),
                  "passes_items put (1), passes_items put None (2),"
                  " passes_items get (1), passes_items done (1),"
                  " passes_items get None (0), passes_items done (0)");
}

static int count_items(const void *a, const void *b)
{
    return strcmp(a, b);
}

ASYNC(passes_a_long_item)
{
    struct co_queue queue = CO_PRIORITY_QUEUE(0, count_items, .describe = co_describe_text);
    static char item[200];
    void *taken;

    memset(item, 'x', sizeof item - 1);
    await(co_queue_put(&queue, item));
    await(co_queue_get(&queue, &taken));
    return 0;
}

TEST(text_of_an_item_is_cut)
{
    char expected[CO_ITEM_MAX], both[512];

    memset(expected, 'x', sizeof expected - 1);
    expected[sizeof expected - 1] = '\0';
    snprintf(both, sizeof both, "passes_a_long_item put %s (1), passes_a_long_item get %s (0)",
             expected, expected);
    ASSERT_STR_EQ(touches_of(CORO(passes_a_long_item)), both);
}

static int call_set(void *event)
{
    return co_event_set(event);
}

ASYNC(waits_for_a_callback)
{
    static struct co_event event;

    event = (struct co_event){ 0 };
    co_call_soon(call_set, &event);
    return co_event_wait(&event);
}

TEST(callback_touches_without_a_task)
{
    ASSERT_STR_EQ(touches_of(CORO(waits_for_a_callback)), "- set (0)");
}

ASYNC(numbers)
{
    struct co_lock one = { 0 }, other = { 0 };
    struct co_queue queue = CO_QUEUE(1);
    void *item;

    await(co_queue_put(&queue, &one));
    await(co_queue_get(&queue, &item));
    ASSERT_TRUE(co_resource_number(&one.resource) != co_resource_number(&other.resource));
    ASSERT_EQ(co_resource_number(&one.resource), co_resource_number(&one.resource));
    ASSERT_EQ(co_resource_number(&queue.readable), co_resource_number(&queue.readable));
    return 0;
}

TEST(resource_keeps_its_number)
{
    touches_of(CORO(numbers));
}

static int64_t due;

static void note_due(void *context, const struct co_trace *trace)
{
    (void)context;
    if (trace->kind == CO_TRACE_WAITING)
        due = co_task_due(trace->task);
}

ASYNC(sleeps)
{
    await(co_sleep(0.25));
    ASSERT_EQ(due, 250000000);
    await(co_sleep(0));
    ASSERT_EQ(due, 0);
    ASSERT_EQ(co_task_due(NULL), 0);
    return 0;
}

TEST(wait_for_time_has_an_end)
{
    ASSERT_EQ(co_run(CORO(sleeps),
                     &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .observe = note_due }),
              0);
}

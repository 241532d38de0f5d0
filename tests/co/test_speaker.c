#include "co/co.h"
#include "co/sugar.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What was said, without the lines of this file. */
static char said[8192];

static void hear(void *context, const char *text)
{
    size_t length = strlen(said);

    (void)context;
    for (; *text && length + 1 < sizeof said; text++) {
        said[length++] = *text;
        if (*text == ':' && text[1] >= '0' && text[1] <= '9' && strstr(said, ".c:"))
            text += strspn(text + 1, "0123456789");
        text += text[0] != ':' && text[1] == ':' && said[length - 1] == ':';
    }
    said[length] = '\0';
}

/* Run main on the virtual clock, in debug mode or without. */
static int heard(struct co_coro main, enum co_debug debug)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .debug = debug, .say = hear };

    return co_run(main, &options);
}

/* Memory may be short: then the report may be another one. */
#define SAID(expected)                                                                             \
    do {                                                                                           \
        if (!test_is_short_of_memory())                                                            \
            ASSERT_STR_EQ(said, expected);                                                         \
    } while (0)

/* ---- Deadlocks ---- */

static struct co_lock first, second;
static struct co_event never;

ASYNC(takes, struct co_lock *this; struct co_lock * that;)
{
    WITH_LOCK(my->this) {
        await(co_sleep(0.5));
        WITH_LOCK(my->that) {
        }
    }
    return 0;
}

ASYNC(two_locks)
{
    return GATHER(CORO(takes, &first, &second), CORO(takes, &second, &first));
}

#define PLACE "    at " __FILE__ ":"
#define ADVICE "\nWhat usually helps: take the locks in the same order everywhere.\n"
#define HINT                                                                                       \
    "Next: run it with CO_DEBUG=1, to see since when each task waits, and which tasks have "       \
    "ended.\n"

TEST(deadlock_is_explained_by_default)
{
    ASSERT_EQ(heard(CORO(two_locks), CO_DEBUG_OFF), -EDEADLK);
    SAID("DEADLOCK at 0.500 s: nothing can ever run again, and 3 tasks have not ended.\n"
         "\n"
         "A circle, in which each task waits for the next:\n"
         "    takes (task 2) has been waiting for lock my->that (1)\n"
         "    " PLACE " co_lock_acquire(my->that)\n"
         "        takes (task 3) has held it since 0.000 s (" __FILE__ ":)\n"
         "    takes (task 3) has been waiting for lock my->that (2)\n"
         "    " PLACE " co_lock_acquire(my->that)\n"
         "        takes (task 2) has held it since 0.000 s (" __FILE__ ":)\n"
         "\n"
         "Waiting for tasks that can never go on:\n"
         "    two_locks has been awaiting takes (task 2) and takes (task 3)\n"
         "    " PLACE
         " GATHER(CORO(takes, &first, &second), CORO(takes, &second, &first))\n" ADVICE HINT);
}

ASYNC(sets_in_vain)
{
    await(co_event_set(&never));
    co_event_clear(&never);
    return 0;
}

ASYNC(waits_too_late)
{
    await(co_await(co_create_task(NAMED(CORO(sets_in_vain), "setter"))));
    return co_event_wait(&never);
}

TEST(debug_mode_knows_ended_tasks)
{
    ASSERT_EQ(heard(CORO(waits_too_late), CO_DEBUG_ON), -EDEADLK);
    SAID("DEADLOCK at 0.000 s: nothing can ever run again, and 1 task has not ended.\n"
         "\n"
         "Waiting for something that no task will do:\n"
         "    main has been waiting for event never since 0.000 s\n"
         "    " PLACE " co_event_wait(&never)\n"
         "        setter, which has ended, last set it at 0.000 s (" __FILE__ ":)\n"
         "\n"
         "What usually helps: clear an event only when every waiter has seen it: a task that comes "
         "later waits until the event is set again.\n");
}

TEST(ended_task_has_a_number_without_debug_mode)
{
    ASSERT_EQ(heard(CORO(waits_too_late), CO_DEBUG_OFF), -EDEADLK);
    if (!test_is_short_of_memory())
        ASSERT_TRUE(strstr(said, "        task 2, which has ended, last set it at 0.000 s"));
}

ASYNC(asks_who_waits)
{
    struct co_task *waiter = co_create_task(CORO(takes, &first, &second));

    await(co_lock_acquire(&second));
    await(co_sleep(1));
    await(co_report_deadlock());
    await(co_lock_release(&second));
    return co_await(waiter);
}

TEST(waits_are_said_while_the_run_goes_on)
{
    ASSERT_EQ(heard(CORO(asks_who_waits), CO_DEBUG_OFF), 0);
    SAID("WAITS at 1.000 s: 1 of 2 tasks wait for others, and the run goes on.\n"
         "\n"
         "Waiting for tasks:\n"
         "    takes (task 2) has been waiting for lock my->that\n"
         "    " PLACE " co_lock_acquire(my->that)\n"
         "        asks_who_waits has held it since 0.000 s (" __FILE__ ":)\n"
         "\n" HINT);
}

/* ---- Livelocks ---- */

ASYNC(asks_again_and_again)
{
    for (;;)
        await(co_sleep(0));
    return 0;
}

TEST(livelock_is_explained_by_default)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .turns_at_once = 10, .say = hear };

    ASSERT_EQ(co_run(CORO(asks_again_and_again), &options), -ELOOP);
    SAID("LIVELOCK at 0.000 s: tasks have run for more than 10 turns, and time has not moved.\n"
         "\n"
         "Running again and again:\n"
         "    asks_again_and_again is ready to run.\n"
         "    " PLACE " co_sleep(0)\n"
         "\n"
         "What usually helps: wait for an event, a queue or the task itself instead of asking "
         "again and again, or sleep for more than 0 seconds.\n"
         "If all this is progress, the limit of 10 turns is too low: .turns_at_once = 100 raises "
         "it.\n");
}

/* ---- Errors ---- */

ASYNC(fails, const char *text;)
{
    return co_raise(-EINVAL, "%s", my->text);
}

ASYNC(loses_an_error, const char *text;)
{
    co_task_detach(co_create_task(CORO(fails, my->text)));
    return co_sleep(1);
}

TEST(lost_error_is_said_by_default)
{
    ASSERT_EQ(heard(CORO(loses_an_error, "no such thing"), CO_DEBUG_OFF), 0);
    SAID("Task exception was never retrieved: fails (task 2) failed with ValueError: no such "
         "thing.\n");
}

TEST(text_of_an_error_cannot_command_a_terminal)
{
    ASSERT_EQ(heard(CORO(loses_an_error, "\033[2J"), CO_DEBUG_OFF), 0);
    SAID("Task exception was never retrieved: fails (task 2) failed with ValueError: "
         "\\x1b[2J.\n");
}

static int fail_at_once(void *argument)
{
    (void)argument;
    return -EIO;
}

ASYNC(has_a_callback_that_fails)
{
    await(co_call_soon(fail_at_once, NULL));
    return co_sleep(1);
}

TEST(failed_callback_is_said_by_default)
{
    ASSERT_EQ(heard(CORO(has_a_callback_that_fails), CO_DEBUG_OFF), 0);
    SAID("Exception in callback at 0.000 s: OSError: input or output failed.\n"
         "    registered at " __FILE__ ": co_call_soon(fail_at_once, NULL)\n");
}

ASYNC(is_cancelled_in_vain)
{
    while (co_event_wait(&never) == -ECANCELED)
        continue;
    return 0;
}

ASYNC(leaves_a_task)
{
    co_create_task(CORO(is_cancelled_in_vain));
    return co_sleep(1);
}

TEST(task_that_is_left_pending_is_said)
{
    heard(CORO(leaves_a_task), CO_DEBUG_OFF);
    if (!test_is_short_of_memory())
        ASSERT_TRUE(strstr(said, "DEADLOCK at 1.000 s: nothing can ever run again"));
}

static int keep_report(void *context, const struct co_report *report)
{
    (void)context;
    snprintf(said, sizeof said, "program: %s", report->message);
    return 0;
}

TEST(program_with_a_report_function_says_it_itself)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = keep_report, .say = hear };

    ASSERT_EQ(co_run(CORO(loses_an_error, "no such thing"), &options), 0);
    SAID("program: Task exception was never retrieved");
}

/* ---- Where it goes ---- */

/* What the run writes to stderr. */
static const char *written(struct co_coro main, void (*say)(void *context, const char *text))
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .say = say };
    static char bytes[4096];
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);

    ASSERT_TRUE(file && before >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
    co_run(main, &options);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    bytes[fread(bytes, 1, sizeof bytes - 1, file)] = '\0';
    fclose(file);
    return bytes;
}

TEST(report_goes_to_stderr_by_default)
{
    const char *bytes = written(CORO(loses_an_error, "no such thing"), NULL);

    if (!test_is_short_of_memory())
        ASSERT_STR_EQ(bytes, "Task exception was never retrieved: fails (task 2) failed with "
                             "ValueError: no such thing.\n");
}

TEST(silent_program_says_nothing)
{
    ASSERT_STR_EQ(written(CORO(loses_an_error, "no such thing"), co_say_nothing), "");
    ASSERT_STR_EQ(written(CORO(two_locks), co_say_nothing), "");
}

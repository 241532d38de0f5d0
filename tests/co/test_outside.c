/* src/co/outside.c: when time may move while an outside party works. */
#include "co/outside.h"
#include "scenario.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- Both ends inside ---- */

struct pair {
    int ends[2];
};

static struct pair make_pair(void)
{
    struct pair pair;

    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.ends), 0);
    return pair;
}

static void close_pair(struct pair *pair)
{
    co_descriptor_close(pair->ends[0]);
    co_descriptor_close(pair->ends[1]);
}

ASYNC(receive, int descriptor; int flags; const char *name;)
{
    struct co_resource resource = { .kind = "bytes" };
    char byte = '?';

    await(co_wait_descriptor(my->descriptor, CO_READING, my->flags, &resource));
    ASSERT_EQ(read(my->descriptor, &byte, 1), 1);
    say("%s:%c@%g", my->name, byte, co_time());
    return 0;
}

ASYNC(send_at, int descriptor; double time; const char *byte;)
{
    await(co_sleep(my->time));
    ASSERT_EQ(write(my->descriptor, my->byte, 1), 1);
    return 0;
}

ASYNC_TEST(time_jumps_when_both_ends_are_in_the_program)
{
    struct pair pair = make_pair();

    await(GATHER(CORO(receive, pair.ends[0], CO_INSIDE, "a"),
                 CORO(send_at, pair.ends[1], 1000, "x")));
    SAID("a:x@1000");
    close_pair(&pair);
    return 0;
}

ASYNC_TEST(reader_that_waited_first_is_served_first)
{
    struct pair first = make_pair(), second = make_pair();

    await(GATHER(CORO(receive, first.ends[0], CO_INSIDE, "first"),
                 CORO(receive, second.ends[0], CO_INSIDE, "second"),
                 CORO(send_at, second.ends[1], 1, "x"), CORO(send_at, first.ends[1], 1, "y")));
    SAID("first:y@1 second:x@1");
    close_pair(&first);
    close_pair(&second);
    return 0;
}

ASYNC(wait_for_nothing)
{
    struct pair pair = make_pair();
    int rc = CALL(receive, pair.ends[0], CO_INSIDE, "never");

    close_pair(&pair);
    return rc;
}

TEST(wait_for_an_idle_end_in_the_program_is_a_deadlock)
{
    ASSERT_EQ(run(CORO(wait_for_nothing)), -EDEADLK);
}

/* ---- Parties ---- */

/* Becomes idle after so many looks, and then writes. */
struct scripted {
    struct co_party party;
    int looks, descriptor;
    const char *byte;
    double next; /* seconds until it goes on */
};

static bool is_at_rest(struct co_party *party)
{
    struct scripted *scripted = (struct scripted *)party;

    if (scripted->looks-- > 0)
        return false;
    if (scripted->byte)
        ASSERT_EQ(write(scripted->descriptor, scripted->byte, 1), 1);
    scripted->byte = NULL;
    return true;
}

static void rests(struct co_party *party)
{
    say("%s rests@%g", party->name, co_time());
}

static struct scripted script(const char *name, int descriptor, int looks, const char *byte)
{
    return (struct scripted){ .party = { .name = name,
                                         .is_idle = is_at_rest,
                                         .on_idle = rests,
                                         .descriptors = { -1, -1 } },
                              .looks = looks,
                              .descriptor = descriptor,
                              .byte = byte };
}

ASYNC(compare_loops_and_wait)
{
    ASSERT_TRUE(co_loop_here());
    struct co_event never = { 0 };
    return co_event_wait(&never);
}

TEST(loop_handle_is_not_taken_when_src_io_asks_for_the_loop)
{
    ASSERT_TRUE(!co_loop_here());
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(compare_loops_and_wait)), -EDEADLK);
}

ASYNC_TEST(time_is_held_until_an_outside_party_is_idle)
{
    struct pair pair = make_pair();
    static struct scripted slow;

    slow = script("slow", pair.ends[1], 5, "x");
    co_party_enter(&slow.party);
    await(GATHER(CORO(receive, pair.ends[0], CO_OF_PARTY, "a"), CORO(sleep_and_say, "timer", 1)));
    SAID("slow rests@0 a:x@0 timer");
    co_party_leave(&slow.party);
    close_pair(&pair);
    return 0;
}

ASYNC_TEST(bytes_are_delivered_in_order_of_waiting_when_all_are_idle)
{
    struct pair first = make_pair(), second = make_pair();
    static struct scripted slow, fast;

    slow = script("slow", first.ends[1], 9, "x");
    fast = script("fast", second.ends[1], 0, "y");
    co_party_enter(&fast.party);
    co_party_enter(&slow.party);
    await(GATHER(CORO(receive, first.ends[0], CO_OF_PARTY, "first"),
                 CORO(receive, second.ends[0], CO_OF_PARTY, "second")));
    SAID("fast rests@0 slow rests@0 first:x@0 second:y@0");
    co_party_leave(&slow.party);
    co_party_leave(&fast.party);
    close_pair(&first);
    close_pair(&second);
    return 0;
}

ASYNC_TEST(time_is_held_again_when_a_party_is_busy_again)
{
    struct pair pair = make_pair();
    static struct scripted party;

    party = script("party", pair.ends[1], 1, "x");
    co_party_enter(&party.party);
    await(CALL(receive, pair.ends[0], CO_OF_PARTY, "first"));
    await(co_sleep(1));
    party.looks = 3;
    party.byte = "y";
    co_party_mark_busy(&party.party);
    await(CALL(receive, pair.ends[0], CO_OF_PARTY, "second"));
    SAID("party rests@0 first:x@0 party rests@1 second:y@1");
    co_party_leave(&party.party);
    close_pair(&pair);
    return 0;
}

ASYNC(spin_until, bool *over;)
{
    while (!*my->over)
        await(co_sleep(0));
    return 0;
}

ASYNC(receive_and_end, int descriptor; bool *over;)
{
    await(CALL(receive, my->descriptor, CO_OF_PARTY, "a"));
    *my->over = true;
    return 0;
}

ASYNC_TEST(tasks_that_yield_until_a_party_acts_are_no_livelock)
{
    struct pair pair = make_pair();
    static struct scripted slow;
    static bool over;

    slow = script("slow", pair.ends[1], 5, "x");
    co_party_enter(&slow.party);
    await(GATHER(CORO(spin_until, &over), CORO(receive_and_end, pair.ends[0], &over)));
    SAID("slow rests@0 a:x@0");
    co_party_leave(&slow.party);
    close_pair(&pair);
    return 0;
}

/* ---- Parties that are always busy, and strangers ---- */

static int say_held(void *context, const struct co_report *report)
{
    (void)context;
    if (report->kind == CO_REPORT_TIME_HELD)
        say("held:%g", floor(report->seconds));
    return 0;
}

ASYNC(beside_one_who_never_rests)
{
    struct pair pair = make_pair();
    static struct scripted restless;

    restless = script("restless", pair.ends[1], 1 << 30, NULL);
    co_party_enter(&restless.party);
    await(co_sleep(0.5));
    say("%g", co_time());
    await(co_sleep(1000));
    say("%g", co_time());
    co_party_leave(&restless.party);
    close_pair(&pair);
    return 0;
}

TEST(time_moves_on_after_two_real_seconds_with_a_report)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = say_held };
    double before = wall_clock();

    ASSERT_EQ(co_run(CORO(beside_one_who_never_rests), &options), 0);
    ASSERT_TRUE(wall_clock() - before >= 2);
    SAID("held:2 0.5 1000.5");
}

/* Becomes idle after the wait for it has timed out. An idle party goes on after a second. */
struct late {
    struct co_party party;
    double runs_until; /* on the wall clock */
    int descriptor;
};

static bool is_late(struct co_party *party)
{
    return wall_clock() >= ((struct late *)party)->runs_until;
}

static int go_on_late(void *argument)
{
    struct late *late = argument;

    ASSERT_EQ(write(late->descriptor, "x", 1), 1);
    return 0;
}

static void wants_a_second(struct co_party *party)
{
    say("rests");
    ASSERT_TRUE(co_call_later(1, go_on_late, party));
}

ASYNC(beside_one_who_rests_late)
{
    struct pair pair = make_pair();
    static struct late late;

    late = (struct late){ .party = { .name = "late",
                                     .is_idle = is_late,
                                     .on_idle = wants_a_second,
                                     .descriptors = { -1, -1 } },
                          .runs_until = wall_clock() + 2.5,
                          .descriptor = pair.ends[1] };
    co_party_enter(&late.party);
    await(co_sleep(0.5));
    say("%g", co_time());
    await(CALL(receive, pair.ends[0], CO_OF_PARTY, "a"));
    co_party_leave(&late.party);
    close_pair(&pair);
    return 0;
}

TEST(party_that_is_idle_late_is_still_read)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = say_held };

    ASSERT_EQ(co_run(CORO(beside_one_who_rests_late), &options), 0);
    SAID("held:2 0.5 rests a:x@1.5");
}

/* Has written, and waits for more bytes. The loop cannot see this wait. */
ASYNC(read_of_one_who_never_rests)
{
    struct pair pair = make_pair();
    static struct scripted restless;

    restless = script("restless", pair.ends[1], 1 << 30, NULL);
    restless.party.on_idle = NULL;
    co_party_enter(&restless.party);
    ASSERT_EQ(write(pair.ends[1], "x", 1), 1);
    await(CALL(receive, pair.ends[0], CO_OF_PARTY, "a"));
    co_party_leave(&restless.party);
    close_pair(&pair);
    return 0;
}

TEST(busy_party_is_read_after_five_seconds_with_a_report)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = say_held };

    ASSERT_EQ(co_run(CORO(read_of_one_who_never_rests), &options), 0);
    SAID("held:5 a:x@0");
}

static void *write_soon(void *argument)
{
    usleep(20000);
    ASSERT_EQ(write(*(int *)argument, "x", 1), 1);
    return NULL;
}

/* A thread that the loop did not make. */
ASYNC_TEST(time_is_held_while_a_task_waits_for_a_stranger)
{
    static struct pair pair;
    pthread_t stranger;

    pair = make_pair();
    ASSERT_EQ(pthread_create(&stranger, NULL, write_soon, &pair.ends[1]), 0);
    await(GATHER(CORO(receive, pair.ends[0], 0, "stranger"), CORO(sleep_and_say, "timer", 1)));
    SAID("stranger:x@0 timer");
    pthread_join(stranger, NULL);
    close_pair(&pair);
    return 0;
}

ASYNC(wait_for_stranger_at_most, double seconds;)
{
    struct pair pair = make_pair();
    int rc = WAIT_FOR(CALL(receive, pair.ends[0], 0, "never"), my->seconds);

    say("%s@%g", co_error_name(rc), co_time());
    close_pair(&pair);
    return 0;
}

TEST(stranger_is_awaited_no_longer_than_the_timeout_lasts)
{
    ASSERT_EQ(run(CORO(wait_for_stranger_at_most, 0.25)), 0);
    SAID("TimeoutError@0.25");
}

struct call {
    struct co_loop *loop;
    struct co_task *task;
};

static int cancel(void *task)
{
    return co_task_cancel(task);
}

static void *cancel_soon(void *argument)
{
    const struct call *call = argument;

    usleep(20000);
    ASSERT_EQ(co_call_soon_threadsafe(call->loop, cancel, call->task), 0);
    return NULL;
}

ASYNC_TEST(thread_is_served_while_a_task_waits_for_a_stranger)
{
    struct pair pair = make_pair();
    struct call call = { co_get_running_loop(),
                         co_create_task(CORO(receive, pair.ends[0], 0, "never")) };
    pthread_t thread;

    ASSERT_EQ(pthread_create(&thread, NULL, cancel_soon, &call), 0);
    ASSERT_EQ(co_await(call.task), -ECANCELED);
    pthread_join(thread, NULL);
    close_pair(&pair);
    return 0;
}

/* ---- The end ---- */

static void say_end(struct co_ending *ending)
{
    say("%s", ending == NULL ? "?" : "ended");
}

ASYNC_TEST(endings_are_called_with_the_loop_unless_they_are_removed)
{
    static struct co_ending first = { .end = say_end }, second = { .end = say_end };

    ASSERT_EQ(co_ending_add(&first), 0);
    ASSERT_EQ(co_ending_add(&second), 0);
    co_ending_remove(&first);
    co_ending_remove(&first);
    return 0;
}

TEST(endings_are_called_after_the_last_task)
{
    run((struct co_coro){ endings_are_called_with_the_loop_unless_they_are_removed_case, NULL, 0,
                          "main", 0, NULL });
    SAID("ended");
    static struct co_ending late = { .end = say_end };
    ASSERT_EQ(co_ending_add(&late), -EPERM);
}

/* ---- Callbacks on behalf of an outside party ---- */

static struct co_waitlist answers;

static int answer_came(void *since)
{
    co_waitlist_wake_all_from_outside(&answers, *(int64_t *)since);
    return 0;
}

ASYNC(wait_for_answer)
{
    struct co_resource answer = { .kind = "answer" };

    await(co_waitlist_wait(&answers, &answer, "answer"));
    const struct co_cause *cause = co_task_cause(co_current_task());
    ASSERT_EQ(cause->kind, CO_CAUSE_OUTSIDE);
    ASSERT_EQ(cause->delay, 2000000000);
    ASSERT_EQ(cause->time, 5000000000);
    say("answered");
    return 0;
}

ASYNC(answered_by_a_timer)
{
    static int64_t since = 3000000000;

    ASSERT_TRUE(co_call_later(5, answer_came, &since));
    return CALL(wait_for_answer);
}

static void watch_nothing(void *context, const struct co_trace *trace)
{
    (void)context, (void)trace;
}

/* (Causes are noted for an observer.) */
TEST(timer_may_wake_a_task_that_waits_outside)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .observe = watch_nothing };

    ASSERT_EQ(co_run(CORO(answered_by_a_timer), &options), 0);
    SAID("answered");
}

TEST(wake_does_nothing_outside_a_loop)
{
    co_waitlist_wake_all_from_outside(&answers, 0);
}

/* ---- Memory ---- */

TEST(resize_for_other_folders_allocates_as_well)
{
    char *memory = co_memory_resize(NULL, 10);

    ASSERT_TRUE(memory != NULL);
    memory[9] = 'x';
    ASSERT_TRUE(!co_memory_resize(memory, 0));
}

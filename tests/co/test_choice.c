#include "scenario.h"

/* A chooser for the tests: it says what it is asked, and holds one task. */
static const char *held;    /* the name of the task that is held; NULL: none */
static const char *awaited; /* until this task begins a step */
static bool may_idle;
static int64_t late, begun;
static int64_t freed_before; /* a jump to this time or a later one frees the held task; 0: none */
static uint32_t picked;
static bool says_begins;

static uint32_t pick(void *context, uint32_t count)
{
    ASSERT_TRUE(count > 1);
    return picked;
}

static bool holds(void *context, struct co_task *task, enum co_hold_moment moment)
{
    if (!held || strcmp(co_task_name(task), held) != 0)
        return false;
    if (moment == CO_HOLD_END || (moment == CO_HOLD_IDLE && !may_idle))
        held = NULL;
    return held;
}

static int64_t begins(void *context, struct co_task *task)
{
    if (says_begins)
        say("<%s>", co_task_name(task));
    if (awaited && strcmp(co_task_name(task), awaited) == 0)
        held = NULL;
    return begun;
}

static int64_t lateness(void *context, uint32_t task)
{
    return late;
}

static bool jumps(void *context, int64_t deadline)
{
    bool ends = held && freed_before && deadline >= freed_before;

    if (ends)
        held = NULL;
    return ends;
}

static const struct co_chooser chooser = {
    .pick = pick, .holds = holds, .begins = begins, .lateness = lateness, .jumps = jumps
};

static int run_chosen(struct co_coro main)
{
    return co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .chooser = &chooser });
}

#define CHOSEN_TEST(name)                                                                          \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        struct co_coro main = { name##_case, NULL, 0, "main", 0, NULL };                           \
                                                                                                   \
        ASSERT_EQ(run_chosen(main), 0);                                                            \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))

ASYNC(naps, const char *name; double seconds;)
{
    await(co_sleep(my->seconds));
    say("%s", my->name);
    return 0;
}

#define NAP(name, seconds) NAMED(CORO(naps, name, seconds), name)

static int all_nap(double a, double b, double c)
{
    struct co_task *tasks[] = { co_create_task(NAP("a", a)), co_create_task(NAP("b", b)),
                                co_create_task(NAP("c", c)) };

    return co_gather(tasks, 3, NULL, 0);
}

CHOSEN_TEST(first_pick_is_the_order_of_the_loop)
{
    picked = 0;
    await(all_nap(0, 0, 0));
    SAID("a b c");
    return 0;
}

CHOSEN_TEST(picked_task_runs_before_others_in_their_order)
{
    picked = 1; /* of 3: the second; of the 2 that are left: the second, too */
    await(all_nap(0.1, 0.1, 0.1));
    SAID("c a b"); /* they began as b, c, a, and so did their timers */
    return 0;
}

CHOSEN_TEST(held_task_runs_right_after_the_awaited_one)
{
    held = "a", awaited = NULL;
    struct co_task *task = co_create_task(NAP("a", 0));
    struct co_task *tasks[] = { co_create_task(NAP("b", 0)), co_create_task(NAP("c", 0)) };

    awaited = "b";
    await(co_gather(tasks, 2, NULL, 0));
    await(co_await(task));
    SAID("b a c");
    return 0;
}

CHOSEN_TEST(held_task_runs_before_time_passes)
{
    held = "a", may_idle = false;
    await(all_nap(0.2, 0.1, 0.3));
    ASSERT_NEAR(co_time(), 0.3, 1e-9);
    SAID("b a c");
    return 0;
}

CHOSEN_TEST(held_task_may_be_held_while_time_passes)
{
    struct co_task *tasks[] = { co_create_task(NAP("a", 0.1)), co_create_task(NAP("b", 0.2)),
                                co_create_task(NAP("c", 0.3)) };

    await(co_sleep(0.05));
    held = "a", awaited = "b", may_idle = true;
    await(co_gather(tasks, 3, NULL, 0));
    SAID("b a c");
    return 0;
}

CHOSEN_TEST(held_task_runs_if_nothing_else_ever_can)
{
    held = "a", awaited = NULL, may_idle = true;
    await(all_nap(0.1, 0.2, 0.3));
    SAID("b c a");
    ASSERT_NEAR(co_time(), 0.4, 1e-9); /* a was held before its first step, until all had ended */
    return 0;
}

CHOSEN_TEST(held_task_runs_before_a_jump_that_frees_it)
{
    struct co_task *tasks[] = { co_create_task(NAP("a", 0.1)), co_create_task(NAP("b", 0.2)),
                                co_create_task(NAP("c", 0.3)) };

    await(co_sleep(0.05));
    held = "a", awaited = NULL, may_idle = true, freed_before = 300000000;
    await(co_gather(tasks, 3, NULL, 0));
    SAID("b a c");
    ASSERT_NEAR(co_time(), 0.3, 1e-9);
    return 0;
}

CHOSEN_TEST(held_task_runs_if_no_jump_can_come_that_frees_it)
{
    held = "a", awaited = NULL, may_idle = true, freed_before = INT64_MAX;
    await(all_nap(0.1, 0.2, 0.3));
    SAID("b c a");
    return 0;
}

CHOSEN_TEST(cancel_reaches_a_held_task)
{
    struct co_task *task = co_create_task(NAP("a", 0.1));

    await(co_sleep(0.05));
    held = "a", awaited = "main", may_idle = true;
    await(co_sleep(0.1)); /* a is due at 0.1, and held */
    held = "a", awaited = NULL;
    ASSERT_TRUE(co_task_cancel(task));
    held = NULL;
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("");
    return 0;
}

CHOSEN_TEST(late_loop_lets_all_timers_fire_that_are_due)
{
    late = 250000000;
    await(all_nap(0.1, 0.2, 0.5));
    SAID("a b c");
    ASSERT_NEAR(co_time(), 0.75, 1e-9); /* 0.1 and 0.2 at 0.35, 0.5 at 0.75 */
    return 0;
}

CHOSEN_TEST(chooser_hears_of_each_step)
{
    says_begins = true;
    await(co_await(co_create_task(NAP("a", 0.1))));
    SAID("<a> <a> a <main>");
    return 0;
}

CHOSEN_TEST(debug_mode_keeps_the_chosen_order)
{
    held = "a", awaited = "b", may_idle = true;
    co_set_debug(true);
    await(all_nap(0.1, 0.1, 0.1));
    SAID("b a c");
    return 0;
}

CHOSEN_TEST(step_begins_at_the_time_of_the_chooser)
{
    begun = 300000000;
    await(all_nap(0.1, 0.2, 0.5));
    SAID("a b c");
    ASSERT_NEAR(co_time(), 0.8, 1e-9); /* all began to sleep at 0.3 */
    return 0;
}

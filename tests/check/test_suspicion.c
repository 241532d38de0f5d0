#include "check/suspicion.h"

#include "story.h"

static const struct causal_limits limits = { .early = 2 * MS, .late = 30 * MS };

/* The run begins at 1 s of the machine's clock. */
static struct machine_stall stalls[] = { { 0, 1100 * MS, 1115 * MS } };
static struct delay_sample pressures[] = { { 1000 * MS, 0 }, { 1200 * MS, 100 * MS } };
static struct machine machine = { .watched = true,
                                  .stalls = stalls,
                                  .has_pressure = true,
                                  .pressure = { .samples = pressures, .count = 2 } };
static struct delay_sample samples[] = { { 1000 * MS, 0 }, { 1100 * MS, 0 }, { 1150 * MS, 0 } };
static struct child run = { .delays = { .samples = samples, .count = 3, .began = 1000 * MS } };
static struct event expected[3], actual[3];
static struct step items[3];
static struct steps steps = { .items = items };
static struct suspicion suspicion;

/* Due at 100 ms. */
static struct step *add_timer(double late)
{
    size_t n = steps.count++;

    items[n] = (struct step){ .expected = &expected[n],
                              .actual = &actual[n],
                              .actual_time = (int64_t)(late * MS),
                              .until = (int64_t)((100 + late) * MS),
                              .is_timer = true };
    return &items[n];
}

static void raise_suspicion(void)
{
    ASSERT_EQ(suspicion_raise(&machine, &run, &steps, &limits, &suspicion), 0);
}

TEST(late_timer_on_an_idle_machine_is_not_explained)
{
    add_timer(40);
    raise_suspicion();
    ASSERT_TRUE(suspicion.is_late);
    ASSERT_TRUE(suspicion.machine_was_on_time);
    ASSERT_EQ(suspicion.explained, 0);
    ASSERT_TRUE(suspicion.step.actual == &actual[0]);
}

TEST(stall_of_the_machine_explains)
{
    struct step *step = add_timer(40);

    machine.stall_count = 1;
    ASSERT_EQ(suspicion_explain(&machine, &run, step), 15 * MS);
    raise_suspicion();
    ASSERT_TRUE(suspicion.is_late);
    ASSERT_TRUE(!suspicion.machine_was_on_time);
}

TEST(run_that_had_no_processor_is_explained)
{
    add_timer(40);
    samples[2].waited = 38 * MS;
    raise_suspicion();
    ASSERT_TRUE(!suspicion.is_late);
    ASSERT_TRUE(!suspicion.is_late_in_the_median);
}

TEST(pressure_explains_lateness_that_other_programs_share)
{
    struct step *step = add_timer(40);

    ASSERT_EQ(suspicion_explain(&machine, &run, step), 0);
    step->is_foreign = true;
    ASSERT_EQ(suspicion_explain(&machine, &run, step), 100 * MS);
}

TEST(run_without_samples_is_explained)
{
    struct step *step = add_timer(40);

    run.delays.count = 0;
    ASSERT_EQ(suspicion_explain(&machine, &run, step), INT64_MAX);
}

TEST(step_within_the_limit_is_no_suspicion)
{
    add_timer(30);
    add_timer(0);
    add_timer(0);
    raise_suspicion();
    ASSERT_TRUE(!suspicion.is_late);
    ASSERT_TRUE(!suspicion.is_late_in_the_median);
    ASSERT_EQ(suspicion.median, 0);
}

TEST(median_of_the_timers_is_a_suspicion)
{
    add_timer(0);
    add_timer(6);
    add_timer(9);
    raise_suspicion();
    ASSERT_TRUE(suspicion.is_late_in_the_median);
    ASSERT_EQ(suspicion.median, 6 * MS);
    ASSERT_EQ(suspicion.timers, 3);
    ASSERT_TRUE(suspicion.step.actual == &actual[1]);
}

TEST(median_of_two_is_the_smaller)
{
    add_timer(0);
    add_timer(9);
    raise_suspicion();
    ASSERT_TRUE(!suspicion.is_late_in_the_median);
}

TEST(step_on_a_machine_that_was_on_time_is_blamed_first)
{
    machine.stall_count = 1;
    add_timer(32);
    add_timer(80);
    raise_suspicion();
    ASSERT_TRUE(suspicion.machine_was_on_time);
    ASSERT_TRUE(suspicion.step.actual == &actual[1]);
}

TEST(suspicions_agree_when_the_same_step_is_late)
{
    struct suspicion three[3] = { 0 };

    for (int i = 0; i < 3; i++) {
        three[i].is_late = true;
        three[i].step.expected = &expected[1];
    }
    ASSERT_TRUE(suspicion_is_confirmed(three, 3));
    three[1].step.expected = &expected[2];
    ASSERT_TRUE(!suspicion_is_confirmed(three, 3));
    for (int i = 0; i < 3; i++)
        three[i].machine_was_on_time = true;
    ASSERT_TRUE(suspicion_is_confirmed(three, 3));
    three[2] = (struct suspicion){ 0 };
    ASSERT_TRUE(!suspicion_is_confirmed(three, 3));
    ASSERT_TRUE(!suspicion_is_confirmed(three, 0));
}

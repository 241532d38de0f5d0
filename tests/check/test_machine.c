#include "check/machine.h"

#include "story.h"

static struct machine_stall stalls[] = {
    { 0, 100 * MS, 110 * MS },
    { 0, 200 * MS, 240 * MS },
    { 1, 200 * MS, 225 * MS },
};
static struct delay_sample pressures[] = {
    { 0, 5 * MS }, { 100 * MS, 5 * MS }, { 200 * MS, 65 * MS }, { 300 * MS, 65 * MS }
};
static struct machine machine = { .watched = true,
                                  .stalls = stalls,
                                  .stall_count = 3,
                                  .has_pressure = true,
                                  .pressure = { .samples = pressures, .count = 4 } };

TEST(stalls_within_the_time_are_added_up)
{
    ASSERT_EQ(machine_stalled(&machine, 0, 300 * MS), 50 * MS);
    ASSERT_EQ(machine_stalled(&machine, 0, 150 * MS), 10 * MS);
    ASSERT_EQ(machine_stalled(&machine, 105 * MS, 220 * MS), 25 * MS);
    ASSERT_EQ(machine_stalled(&machine, 120 * MS, 190 * MS), 0);
}

TEST(processor_that_stalled_most_counts)
{
    stalls[2].to = 290 * MS;
    ASSERT_EQ(machine_stalled(&machine, 0, 300 * MS), 90 * MS);
    ASSERT_EQ(machine_stalled(&machine, 0, 220 * MS), 30 * MS);
}

TEST(pressure_is_between_the_samples_around)
{
    ASSERT_EQ(machine_pressure(&machine, 120 * MS, 130 * MS), 60 * MS);
    ASSERT_EQ(machine_pressure(&machine, 210 * MS, 290 * MS), 0);
}

TEST(machine_that_was_not_watched_explains_all)
{
    machine.has_pressure = false;
    ASSERT_EQ(machine_pressure(&machine, 0, 1), INT64_MAX);
    machine.watched = false;
    ASSERT_EQ(machine_stalled(&machine, 0, 1), INT64_MAX);
}

#include "explore/steps.h"
#include "programs.h"

static struct stream stream;
static struct run_steps steps;

static void find(const struct demo *demo)
{
    struct run_options options = {
        .clock = CO_CLOCK_VIRTUAL, .output = -1, .errors = -1, .stream = &stream
    };
    struct run_result result;

    run_demo(demo, &options, &result);
    ASSERT_EQ(run_steps_find(&steps, &stream), 0);
}

static void end(void)
{
    run_steps_free(&steps);
    stream_free(&stream);
}

/* The index of the step, which there must be. */
static size_t index_of(const char *task, uint32_t step)
{
    for (size_t i = 0; i < steps.count; i++) {
        struct order_step named = run_steps_name(&steps, i);

        if (named.step == step && strcmp(named.task, task) == 0)
            return i;
    }
    test_note("%s %u", task, step);
    ASSERT_TRUE(false);
    return 0;
}

TEST(steps_come_in_their_order)
{
    struct text text = { 0 };

    find(PROGRAM(pays_twice));
    for (size_t i = 0; i < steps.count; i++) {
        struct order_step named = run_steps_name(&steps, i);

        order_add_step(&text, &named);
        text_add(&text, i + 1 < steps.count ? ", " : "");
    }
    ASSERT_STR_EQ(text_string(&text),
                  "main step 1, deposit step 1, withdraw step 1, deposit step 2, deposit step 3, "
                  "withdraw step 2, withdraw step 3, main step 2");
    text_free(&text);
    end();
}

TEST(timer_may_be_later_and_a_created_task_may_not)
{
    find(PROGRAM(pays_twice));
    ASSERT_TRUE(!steps.steps[index_of("deposit", 1)].may_be_later);
    ASSERT_TRUE(steps.steps[index_of("deposit", 2)].may_be_later);
    ASSERT_TRUE(!steps.steps[index_of("main", 2)].may_be_later);
    end();
}

TEST(release_of_a_lock_leads_to_the_next_owner)
{
    find(PROGRAM(pays_with_lock));
    ASSERT_TRUE(run_steps_lead(&steps, index_of("main", 1), index_of("deposit", 1)));
    ASSERT_TRUE(run_steps_lead(&steps, index_of("deposit", 3), index_of("withdraw", 2)));
    ASSERT_TRUE(!run_steps_lead(&steps, index_of("deposit", 2), index_of("withdraw", 1)));
    end();
}

TEST(lost_update_has_no_lead_between_its_tasks)
{
    find(PROGRAM(pays_twice));
    ASSERT_TRUE(!run_steps_lead(&steps, index_of("deposit", 3), index_of("withdraw", 2)));
    ASSERT_TRUE(run_steps_lead(&steps, index_of("withdraw", 3), index_of("main", 2)));
    end();
}

ASYNC(does_nothing)
{
    return 0;
}

ASYNC(makes_two_of_a_name)
{
    return GATHER(NAMED(CORO(does_nothing), "A"), NAMED(CORO(does_nothing), "A"));
}

TEST(second_task_of_a_name_has_a_number)
{
    find(PROGRAM(makes_two_of_a_name));
    ASSERT_EQ(run_steps_name(&steps, 1).nth, 1);
    ASSERT_EQ(run_steps_name(&steps, 2).nth, 2);
    ASSERT_STR_EQ(run_steps_function(&steps, 2), "does_nothing");
    end();
}

#include "test.h"

#include "io/child.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All of them, one after the other. */
static void expect(char **made, const char *const *expected)
{
    size_t i = 0;

    for (; expected[i]; i++)
        ASSERT_STR_EQ(made[i], expected[i]);
    ASSERT_TRUE(!made[i]);
    co_memory_resize(made, 0);
}

TEST(the_folder_stands_before_the_path_and_the_rest_is_as_it_was)
{
    static const char *const given[] = { "A=1", "PATH=/x:/y", "B=", NULL };
    static const char *const expected[] = { "A=1", "B=", "PATH=/folder:/x:/y",
                                            "ASYNCDEMO_CLOCK=00abc", NULL };

    expect(child_environment_make(given, "/folder", "00abc"), expected);
}

TEST(who_has_no_path_gets_the_usual_one)
{
    static const char *const given[] = { NULL };
    static const char *const expected[] = { "PATH=/folder:/bin:/usr/bin", "ASYNCDEMO_CLOCK=1",
                                            NULL };

    expect(child_environment_make(given, "/folder", "1"), expected);
}

/* Of a run within a child of a run. */
TEST(the_clock_of_another_run_is_not_handed_on)
{
    static const char *const given[] = { "ASYNCDEMO_CLOCK=other", "PATH=/x", NULL };
    static const char *const expected[] = { "PATH=/folder:/x", "ASYNCDEMO_CLOCK=1", NULL };

    expect(child_environment_make(given, "/folder", "1"), expected);
}

TEST(without_one_of_its_own_a_child_has_our_environment)
{
    char **made;
    bool found = false;

    setenv("OF_OURS", "here", 1);
    made = child_environment_make(NULL, "/folder", "1");
    for (char **entry = made; *entry; entry++)
        found = found || strcmp(*entry, "OF_OURS=here") == 0;
    ASSERT_TRUE(found);
    co_memory_resize(made, 0);
}

TEST(without_memory_there_is_no_environment)
{
    co_fail_allocation(1, false);
    ASSERT_TRUE(!child_environment_make(NULL, "/folder", "1"));
    co_fail_allocation(0, false);
}

TEST(the_folder_has_a_sleep_that_can_be_run)
{
    char folder[CHILD_PATH_MAX];

    ASSERT_TRUE(child_environment_folder(folder));
    strcat(folder, "/sleep");
    ASSERT_EQ(access(folder, X_OK), 0);
}

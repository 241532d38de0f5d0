#include "test.h"

#include "io/process/child.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* All of them, one after the other. */
static void expect(char **made, const char *const *expected)
{
    size_t i = 0;

    ASSERT_TRUE(made);
    for (; expected[i]; i++)
        ASSERT_STR_EQ(made[i], expected[i]);
    ASSERT_TRUE(!made[i]);
    co_memory_resize(made, 0);
}

TEST(folder_is_put_before_the_path_and_the_rest_stays)
{
    static const char *const given[] = { "A=1", "PATH=/x:/y", "B=", NULL };
    static const char *const expected[] = { "A=1", "B=", "PATH=/folder:/x:/y",
                                            "ASYNCDEMO_CLOCK=00abc", NULL };

    expect(child_environment_make(given, "/folder", "00abc"), expected);
}

TEST(environment_without_a_path_gets_the_usual_one)
{
    static const char *const given[] = { NULL };
    static const char *const expected[] = { "PATH=/folder:/bin:/usr/bin", "ASYNCDEMO_CLOCK=1",
                                            NULL };

    expect(child_environment_make(given, "/folder", "1"), expected);
}

/* Of a run within a child of a run. */
TEST(clock_of_another_run_is_not_passed_on)
{
    static const char *const given[] = { "ASYNCDEMO_CLOCK=other", "PATH=/x", NULL };
    static const char *const expected[] = { "PATH=/folder:/x", "ASYNCDEMO_CLOCK=1", NULL };

    expect(child_environment_make(given, "/folder", "1"), expected);
}

TEST(child_has_our_environment_when_none_is_given)
{
    char **made;
    bool found = false;

    setenv("OF_OURS", "here", 1);
    made = child_environment_make(NULL, "/folder", "1");
    ASSERT_TRUE(made);
    for (char **entry = made; *entry; entry++)
        found = found || strcmp(*entry, "OF_OURS=here") == 0;
    ASSERT_TRUE(found);
    co_memory_resize(made, 0);
}

TEST(environment_is_refused_without_memory)
{
    co_fail_allocation(1, false);
    ASSERT_TRUE(!child_environment_make(NULL, "/folder", "1"));
    co_fail_allocation(0, false);
}

TEST(folder_has_a_sleep_that_can_be_run)
{
    char folder[CHILD_PATH_MAX];

    ASSERT_TRUE(child_environment_folder(folder));
    strcat(folder, "/sleep");
    ASSERT_EQ(access(folder, X_OK), 0);
}

/* Runs the real sleep, which takes real time, and says its output. */
static int run_sleep(const char *clock, const char *amount)
{
    char path[CHILD_PATH_MAX];
    int status, child;

    ASSERT_TRUE(child_environment_folder(path));
    strcat(path, "/sleep");
    child = fork();
    if (child == 0) {
        if (clock)
            setenv("ASYNCDEMO_CLOCK", clock, 1);
        execl(path, "sleep", amount, (char *)NULL);
        _exit(99);
    }
    ASSERT_EQ(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static double wall_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

TEST(sleep_takes_real_time_without_a_loop_to_ask)
{
    double began = wall_clock();

    ASSERT_EQ(run_sleep(NULL, "0.05"), 0);
    ASSERT_EQ(run_sleep("no-such-address", "0.05"), 0);
    ASSERT_TRUE(wall_clock() - began >= 0.1);
    ASSERT_EQ(run_sleep(NULL, "no time"), 1);
}

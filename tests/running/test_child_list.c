#include "run/child_list.h"

#include "test.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t begin_child(void)
{
    pid_t process = fork();

    if (process == 0)
        for (;;)
            pause();
    return process;
}

static void end_child(pid_t process)
{
    kill(process, SIGKILL);
    waitpid(process, NULL, 0);
}

TEST(list_has_the_children_of_this_process)
{
    struct child_list list = { .count = 0 };
    pid_t one = begin_child(), other = begin_child();

    child_list_add_own(&list);
    ASSERT_EQ(list.count, 2);
    ASSERT_EQ(list.processes[0] + list.processes[1], one + other);
    end_child(one);
    end_child(other);
}

static pthread_barrier_t both;
static pid_t of_thread;

static void *begin_child_and_wait(void *context)
{
    of_thread = begin_child();
    pthread_barrier_wait(&both);
    pthread_barrier_wait(&both);
    return context;
}

TEST(list_has_the_children_of_all_threads)
{
    struct child_list list = { .count = 0 };
    pthread_t thread;

    pthread_barrier_init(&both, NULL, 2);
    ASSERT_EQ(pthread_create(&thread, NULL, begin_child_and_wait, NULL), 0);
    pthread_barrier_wait(&both);
    child_list_add_own(&list);
    ASSERT_EQ(list.count, 1);
    ASSERT_EQ(list.processes[0], of_thread);
    pthread_barrier_wait(&both);
    pthread_join(thread, NULL);
    end_child(of_thread);
}

TEST(full_list_stays_as_it_is)
{
    struct child_list list = { .count = CHILD_LIST_MAX };
    pid_t child = begin_child();

    child_list_add_own(&list);
    ASSERT_EQ(list.count, CHILD_LIST_MAX);
    end_child(child);
}

TEST(process_that_is_gone_has_no_children)
{
    struct child_list list = { .count = 0 };

    child_list_add(&list, "/proc/0/task/0");
    ASSERT_EQ(list.count, 0);
}

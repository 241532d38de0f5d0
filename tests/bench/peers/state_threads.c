/* The workloads of ../switch.c, spawn.c, batch.c, lock.c and queue.c with the State Threads
 * library: NAME COUNT prints the processor time of each operation, in nanoseconds. */
#include <st.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ALIVE = 10000, PLACES = 100, STACK = 64 << 10 };

static double process_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static st_thread_t create(void *(*run)(void *count), void *count)
{
    st_thread_t thread = st_thread_create(run, count, 1, STACK);

    if (!thread)
        abort();
    return thread;
}

static void together(void *(*first)(void *count), void *(*second)(void *count), long count)
{
    st_thread_t one = create(first, &count), other = create(second, &count);

    st_thread_join(one, NULL);
    st_thread_join(other, NULL);
}

static void *yielder(void *count)
{
    for (long i = 0; i < *(long *)count; i++)
        st_usleep(0);
    return NULL;
}

static double measure_switch(long count)
{
    together(yielder, yielder, count);
    return 2.0 * (double)count;
}

static void *nothing(void *argument)
{
    return argument;
}

static double measure_spawn(long count)
{
    for (long i = 0; i < count; i++)
        st_thread_join(create(nothing, NULL), NULL);
    return (double)count;
}

static double measure_batch(long count)
{
    static st_thread_t threads[ALIVE];
    long rounds = count / ALIVE + 1;

    for (long round = 0; round < rounds; round++) {
        for (int i = 0; i < ALIVE; i++)
            threads[i] = create(nothing, NULL);
        for (int i = 0; i < ALIVE; i++)
            st_thread_join(threads[i], NULL);
    }
    return (double)(rounds * ALIVE);
}

static st_mutex_t mutex;

static void *lock_user(void *count)
{
    for (long i = 0; i < *(long *)count; i++) {
        st_mutex_lock(mutex);
        st_usleep(0);
        st_mutex_unlock(mutex);
    }
    return NULL;
}

static double measure_lock(long count)
{
    mutex = st_mutex_new();
    together(lock_user, lock_user, count);
    return 2.0 * (double)count;
}

static void *places[PLACES];
static unsigned put_count, got_count;
static st_cond_t not_full, not_empty;

static void *producer(void *count)
{
    for (long i = 0; i < *(long *)count; i++) {
        while (put_count - got_count == PLACES)
            st_cond_wait(not_full);
        places[put_count++ % PLACES] = (void *)i;
        st_cond_signal(not_empty);
    }
    return NULL;
}

static void *consumer(void *count)
{
    for (long i = 0; i < *(long *)count; i++) {
        while (put_count == got_count)
            st_cond_wait(not_empty);
        if (places[got_count++ % PLACES] != (void *)i)
            abort();
        st_cond_signal(not_full);
    }
    return NULL;
}

static double measure_queue(long count)
{
    not_full = st_cond_new();
    not_empty = st_cond_new();
    together(producer, consumer, count);
    return (double)count;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        double (*measure)(long count);
    } workloads[] = { { "switch", measure_switch },
                      { "spawn", measure_spawn },
                      { "batch", measure_batch },
                      { "lock", measure_lock },
                      { "queue", measure_queue } };
    double began, operations;

    st_init();
    for (size_t i = 0; argc == 3 && i < sizeof workloads / sizeof *workloads; i++)
        if (strcmp(workloads[i].name, argv[1]) == 0) {
            began = process_time();
            operations = workloads[i].measure(atol(argv[2]));
            printf("%s-st %.2f\n", argv[1], (process_time() - began) / operations * 1e9);
            return 0;
        }
    fprintf(stderr, "It is run as: %s NAME COUNT\n", argv[0]);
    return 2;
}

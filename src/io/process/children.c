/*
 * The groups of all children that run. A signal handler that ends the process kills these groups;
 * it can do no more than send signals.
 *
 * A place is never freed, only used again. So the handler may walk through all places at any
 * moment.
 */
#include "io/process/child.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

struct child_place {
    _Atomic pid_t group; /* 0: none */
    struct child_place *next;
    struct child_place *next_free;
};

static _Atomic(struct child_place *) all_places;
static struct child_place *free_places;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static _Atomic int beginning; /* threads that make a child right now */
static _Atomic bool ending;

/* ---- Places ---- */

static struct child_place *add_place(void)
{
    struct child_place *place = co_memory_resize(NULL, sizeof *place);

    if (!place)
        return NULL;
    *place = (struct child_place){ .next = all_places };
    all_places = place;
    return place;
}

struct child_place *children_reserve(void)
{
    struct child_place *place;

    pthread_mutex_lock(&lock);
    place = free_places;
    if (place)
        free_places = place->next_free;
    else
        place = add_place();
    pthread_mutex_unlock(&lock);
    return place;
}

void children_enter(struct child_place *place, pid_t group)
{
    atomic_store(&place->group, group);
}

void children_leave(struct child_place *place)
{
    if (!place)
        return;
    atomic_store(&place->group, 0);
    pthread_mutex_lock(&lock);
    place->next_free = free_places;
    free_places = place;
    pthread_mutex_unlock(&lock);
}

/* ---- Making one, and ending all ---- */

static void (*before_children)(void);

void io_before_children(void (*call)(void))
{
    before_children = call;
}

void children_begin(sigset_t *before)
{
    sigset_t all;

    if (before_children)
        before_children();
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
    atomic_fetch_add(&beginning, 1);
    if (!atomic_load(&ending))
        return;
    atomic_fetch_sub(&beginning, 1);
    for (;;)
        pause(); /* a handler in another thread ends the process */
}

void children_began(const sigset_t *before)
{
    atomic_fetch_sub(&beginning, 1);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

void io_kill_children(void)
{
    int saved_errno = errno;

    atomic_store(&ending, true);
    while (atomic_load(&beginning))
        sched_yield();
    for (struct child_place *place = atomic_load(&all_places); place; place = place->next) {
        pid_t group = atomic_load(&place->group);

        if (group)
            kill(-group, SIGKILL);
    }
    child_terminal_take_back();
    errno = saved_errno;
}

/* ---- fork() ---- */

static void take_lock(void)
{
    pthread_mutex_lock(&lock);
}

static void give_lock(void)
{
    pthread_mutex_unlock(&lock);
}

/* The children of a process are not the children of its child. */
static void forget_in_child(void)
{
    for (struct child_place *place = atomic_load(&all_places); place; place = place->next)
        atomic_store(&place->group, 0);
    atomic_store(&beginning, 0);
    child_watch_forget();
    child_terminal_forget();
    give_lock();
}

__attribute__((constructor)) static void watch_for_forks(void)
{
    pthread_atfork(take_lock, give_lock, forget_in_child);
}

/*
 * Finds out whether a group of processes is idle. The system says of each thread in which call the
 * thread is blocked. A wait for another process or at a pipe ends only by an action of a process of
 * the group, or of this program. If all threads of the group wait in this way at the same moment,
 * nothing happens until this program acts.
 *
 * Two looks show one moment: a thread that has not run between them was blocked all the time.
 */
#include "io/process/child.h"

#include <string.h>

#ifdef __linux__
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- Files of /proc ---- */

/* Read a file. False: it cannot be read, or is empty. */
__attribute__((format(printf, 3, 4))) static bool read_file(char *text, size_t size,
                                                            const char *format, ...)
{
    char path[96];
    va_list arguments;
    ssize_t length;
    int descriptor;

    va_start(arguments, format);
    vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    length = read(descriptor, text, size - 1);
    close(descriptor);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* The next entry whose name is a number; 0: there are no more. */
static pid_t next_number(DIR *folder)
{
    struct dirent *entry;

    while ((entry = readdir(folder)))
        if (isdigit((unsigned char)entry->d_name[0]))
            return (pid_t)strtol(entry->d_name, NULL, 10);
    return 0;
}

/* The state of a thread, 'Z' and so on; 0: the thread is gone. */
static char state_of(pid_t process, pid_t thread, pid_t *parent)
{
    char text[512], state = 0, *end;
    int number = 0;

    if (!read_file(text, sizeof text, "/proc/%d/task/%d/stat", (int)process, (int)thread))
        return 0;
    end = strrchr(text, ')'); /* its name may have anything in it */
    if (end && sscanf(end, ") %c %d", &state, &number) == 2)
        *parent = number;
    return state;
}

static bool has_ended(char state)
{
    return state == 0 || state == 'Z' || state == 'X';
}

/* ---- A thread ---- */

static bool is_pipe(pid_t process, unsigned long descriptor)
{
    char path[64];
    struct stat status;

    snprintf(path, sizeof path, "/proc/%d/fd/%lu", (int)process, descriptor);
    return stat(path, &status) == 0 && S_ISFIFO(status.st_mode);
}

/* A timer of the process would send it a signal. */
static bool has_timers(pid_t process)
{
    char text[64];

    return read_file(text, sizeof text, "/proc/%d/timers", (int)process);
}

static bool waits_for_others(pid_t process, pid_t thread)
{
    char text[256];
    unsigned long first;
    long call;

    if (!read_file(text, sizeof text, "/proc/%d/task/%d/syscall", (int)process, (int)thread) ||
        sscanf(text, "%ld 0x%lx", &call, &first) != 2)
        return false;
    switch (call) {
    case SYS_wait4:
    case SYS_waitid:
        return true;
    case SYS_rt_sigsuspend:
        return !has_timers(process);
    case SYS_read:
    case SYS_readv:
    case SYS_write:
    case SYS_writev:
        return is_pipe(process, first);
    default:
        return false;
    }
}

/* ---- A group ---- */

struct look {
    pid_t group;
    bool (*is_asleep)(void *argument, pid_t process);
    void *argument;
    uint64_t digest; /* of the processes, and of how long each has run */
};

static uint64_t mix(uint64_t number)
{
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

static bool thread_is_idle(struct look *look, pid_t process, pid_t thread, bool asleep)
{
    pid_t parent;
    char state = state_of(process, thread, &parent), text[96];
    unsigned long long run_time, run_delay, turns;

    look->digest += mix(mix((uint64_t)thread) + (uint64_t)state);
    if (has_ended(state) || state == 'T')
        return true;
    /* ('D': the system works for the thread in the middle of a call. A thread that sleeps may have
     * been sent a signal.) */
    if (state != 'S' || !(asleep || waits_for_others(process, thread)))
        return false;
    if (read_file(text, sizeof text, "/proc/%d/task/%d/schedstat", (int)process, (int)thread) &&
        sscanf(text, "%llu %llu %llu", &run_time, &run_delay, &turns) == 3)
        look->digest += mix(mix((uint64_t)thread) + run_time) + mix(turns);
    return true;
}

static bool process_is_idle(struct look *look, pid_t process)
{
    char path[32];
    bool asleep = look->is_asleep(look->argument, process), is_idle = true;
    pid_t thread;
    DIR *threads;

    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    threads = opendir(path);
    if (!threads)
        return true; /* it is gone */
    while (is_idle && (thread = next_number(threads)))
        is_idle = thread_is_idle(look, process, thread, asleep);
    closedir(threads);
    return is_idle;
}

static bool group_is_idle(struct look *look)
{
    DIR *processes = opendir("/proc");
    bool is_idle = true;
    pid_t process;

    look->digest = 0;
    if (!processes)
        return false;
    while (is_idle && (process = next_number(processes)))
        if (getpgid(process) == look->group)
            is_idle = process_is_idle(look, process);
    closedir(processes);
    return is_idle;
}

bool child_group_is_idle(pid_t group, bool (*is_asleep)(void *argument, pid_t process),
                         void *argument)
{
    struct look look = { group, is_asleep, argument, 0 };
    uint64_t before;

    /* Most of the time the leader runs, so look at it first. */
    if (!process_is_idle(&look, group) || !group_is_idle(&look))
        return false;
    before = look.digest;
    /* A process that has ended may still have to notify its parent. kill() waits for that: it needs
     * a lock that the process holds meanwhile. */
    kill(-group, 0);
    return group_is_idle(&look) && look.digest == before;
}

/* Numbers are given in their order, from the lowest again after the highest. */
static uint32_t distance(pid_t group, pid_t process)
{
    return process > group ? (uint32_t)(process - group) : (uint32_t)process + INT32_MAX;
}

pid_t child_group_parent(pid_t process)
{
    pid_t parent = 0;

    state_of(process, process, &parent);
    return parent;
}

void child_group_ancestors(pid_t group, pid_t process, uint32_t *ancestors, size_t most)
{
    size_t count = 0;

    /* The walk goes from the process up to the leader, so the list is reversed at the end. */
    memset(ancestors, 0, most * sizeof *ancestors);
    while (process != group && process > 1 && count < most) {
        pid_t parent = child_group_parent(process);

        ancestors[count++] = distance(group, process);
        process = getpgid(parent) == group ? parent : 0;
    }
    for (size_t i = 0; i < count / 2; i++) {
        uint32_t kept = ancestors[i];

        ancestors[i] = ancestors[count - 1 - i];
        ancestors[count - 1 - i] = kept;
    }
}

bool child_group_has_others(pid_t group)
{
    DIR *processes = opendir("/proc");
    bool any = false;
    pid_t process, parent;

    if (!processes)
        return false;
    while (!any && (process = next_number(processes)))
        any = process != group && getpgid(process) == group &&
              !has_ended(state_of(process, process, &parent));
    closedir(processes);
    return any;
}
#else
bool child_group_is_idle(pid_t group, bool (*is_asleep)(void *argument, pid_t process),
                         void *argument)
{
    (void)group, (void)is_asleep, (void)argument;
    return false;
}

void child_group_ancestors(pid_t group, pid_t process, uint32_t *ancestors, size_t most)
{
    (void)group, (void)process;
    memset(ancestors, 0, most * sizeof *ancestors);
}

pid_t child_group_parent(pid_t process)
{
    (void)process;
    return 0;
}

bool child_group_has_others(pid_t group)
{
    (void)group;
    return false;
}
#endif

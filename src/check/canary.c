#include "check/canary.h"

#include "co/monotonic.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    LANES_MAX = 256, /* the canary watches at most so many processors */
    /* a lane has room for more than a minute without one tick on time */
    STALLS_MAX = 1 << 14,
    PRESSURES_MAX = 1 << 16,
    TICKS_PER_PRESSURE = 4,
};

/* The record of one thread. Most of its memory is never written, and so costs nothing. */
struct lane {
    _Atomic int64_t next; /* the thread sleeps until this deadline */
    _Atomic uint32_t count;
    struct machine_stall stalls[STALLS_MAX];
    unsigned processor; /* its number in the system */
    pthread_t thread;
};

/* The canary's process and the checker's process share this memory. */
struct canary {
    pid_t process, parent;
    int64_t began;
    _Atomic uint32_t pressure_count;
    struct delay_sample pressures[PRESSURES_MAX];
    unsigned lane_count;
    struct lane lanes[];
};

/* ---- Pressure ---- */

static int open_pressure(void)
{
    return open("/proc/pressure/cpu", O_RDONLY | O_CLOEXEC);
}

/* Returns the total in microseconds of a line such as "some avg10=0.00 avg60=0.00 avg300=0.00
 * total=123"; negative if there is no such number. */
static int64_t read_pressure(int source)
{
    char text[256];
    ssize_t length = source < 0 ? -1 : pread(source, text, sizeof text - 1, 0);
    const char *total;

    if (length <= 0)
        return -1;
    text[length] = '\0';
    total = strstr(text, "total=");
    return total ? strtoll(total + strlen("total="), NULL, 10) * 1000 : -1;
}

static void note_pressure(struct canary *canary, int source)
{
    uint32_t count = atomic_load_explicit(&canary->pressure_count, memory_order_relaxed);
    int64_t waited = read_pressure(source);

    if (waited < 0 || count == PRESSURES_MAX)
        return;
    canary->pressures[count] = (struct delay_sample){ monotonic(), waited };
    atomic_store_explicit(&canary->pressure_count, count + 1, memory_order_release);
}

/* ---- In the canary's process ---- */

static struct canary *canary_here;
static int pressure_source = -1;

/* Record a stall. The last free record lasts for ever: once the records are full, the processor
 * counts as late from then on. */
static void note_stall(struct lane *lane, int64_t from, int64_t to)
{
    uint32_t count = atomic_load_explicit(&lane->count, memory_order_relaxed);

    if (count == STALLS_MAX)
        return;
    if (count == STALLS_MAX - 1)
        to = INT64_MAX;
    lane->stalls[count] = (struct machine_stall){ lane->processor, from, to };
    atomic_store_explicit(&lane->count, count + 1, memory_order_release);
}

static void stay_on(unsigned processor)
{
#ifdef __linux__
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    sched_setaffinity(0, sizeof set, &set);
#else
    (void)processor;
#endif
}

static void sleep_until(int64_t deadline)
{
    struct timespec until = { (time_t)(deadline / NANOSECONDS), (long)(deadline % NANOSECONDS) };

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

/* Watch one processor until the process is killed, or until the checker has ended. */
static void *watch(void *argument)
{
    struct lane *lane = argument;
    int64_t deadline = canary_here->began;
    unsigned ticks = 0;

    stay_on(lane->processor);
    while (getppid() == canary_here->parent) {
        int64_t time;

        atomic_store_explicit(&lane->next, deadline, memory_order_release);
        sleep_until(deadline);
        time = monotonic();
        if (time - deadline >= CANARY_STALL_MIN)
            note_stall(lane, deadline, time);
        if (lane == canary_here->lanes && ticks++ % TICKS_PER_PRESSURE == 0)
            note_pressure(canary_here, pressure_source);
        deadline += ((time - deadline) / CANARY_PERIOD + 1) * CANARY_PERIOD;
    }
    return NULL;
}

__attribute__((noreturn)) static void be_canary(struct canary *canary)
{
    pthread_attr_t attributes;

    setsid();
    canary_here = canary;
    pressure_source = open_pressure();
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 128 * 1024);
    for (unsigned i = 1; i < canary->lane_count; i++)
        if (pthread_create(&canary->lanes[i].thread, &attributes, watch, &canary->lanes[i]) != 0)
            _exit(1);
    watch(&canary->lanes[0]);
    _exit(0);
}

/* ---- In the checker's process ---- */

/* Choose the processors that this process may run on. Returns their number. */
static unsigned choose_processors(unsigned processors[LANES_MAX])
{
    unsigned count = 0;
#ifdef __linux__
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0)
        for (unsigned i = 0; i < CPU_SETSIZE && count < LANES_MAX; i++)
            if (CPU_ISSET(i, &set))
                processors[count++] = i;
#endif
    if (!count)
        processors[count++] = 0;
    return count;
}

static size_t size_of(unsigned lanes)
{
    return sizeof(struct canary) + lanes * sizeof(struct lane);
}

static void release(struct canary *canary)
{
    munmap(canary, size_of(canary->lane_count));
}

struct canary *canary_begin(void)
{
    unsigned processors[LANES_MAX], count = choose_processors(processors);
    struct canary *canary = mmap(NULL, size_of(count), PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    pid_t process;

    if (canary == MAP_FAILED)
        return NULL;
    canary->parent = getpid();
    canary->lane_count = count;
    canary->began = monotonic();
    for (unsigned i = 0; i < count; i++) {
        canary->lanes[i].processor = processors[i];
        canary->lanes[i].next = canary->began;
    }
    process = fork();
    if (process == 0)
        be_canary(canary);
    /* The child shares this memory, so it must not write its own result of fork() here. */
    canary->process = process;
    if (process > 0)
        return canary;
    release(canary);
    return NULL;
}

/* Stop the canary's process. Returns true if the canary had watched to the end. */
static bool stop(const struct canary *canary)
{
    int status;

    kill(canary->process, SIGKILL);
    while (waitpid(canary->process, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/* Take the stalls that the lanes recorded, and the stalls that last until now. */
static bool take_stalls(const struct canary *canary, int64_t ended, struct machine *machine)
{
    size_t count = canary->lane_count;

    for (unsigned i = 0; i < canary->lane_count; i++)
        count += canary->lanes[i].count;
    machine->stalls = calloc(count, sizeof *machine->stalls);
    if (!machine->stalls)
        return false;
    for (unsigned i = 0; i < canary->lane_count; i++) {
        const struct lane *lane = &canary->lanes[i];

        memcpy(machine->stalls + machine->stall_count, lane->stalls,
               lane->count * sizeof *lane->stalls);
        machine->stall_count += lane->count;
        if (ended - lane->next >= CANARY_STALL_MIN)
            machine->stalls[machine->stall_count++] =
                (struct machine_stall){ lane->processor, lane->next, ended };
    }
    return true;
}

static void take_pressure(const struct canary *canary, struct machine *machine)
{
    size_t count = canary->pressure_count;

    if (!count)
        return;
    machine->pressure.samples = malloc(count * sizeof *machine->pressure.samples);
    if (!machine->pressure.samples)
        return;
    memcpy(machine->pressure.samples, canary->pressures, count * sizeof *machine->pressure.samples);
    machine->pressure.count = count;
    machine->has_pressure = true;
}

void canary_end(struct canary *canary, struct machine *machine)
{
    int source = open_pressure();
    bool watched;

    *machine = (struct machine){ 0 };
    if (canary) {
        watched = stop(canary);
        int64_t ended = monotonic();
        note_pressure(canary, source);
        machine->watched = watched && take_stalls(canary, ended, machine);
        take_pressure(canary, machine);
        release(canary);
    }
    if (source >= 0)
        close(source);
}

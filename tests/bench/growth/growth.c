/* Runs the rows and prints the table: growth [--smoke] [--asyncio=FILE] [NAME...]. See
 * growth.h. Another process runs the rows, so that one that crashes or hangs ends no other. */
#include "growth.h"

#include <fcntl.h>
#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <sys/wait.h>

enum {
    SIZES = 3,
    COLD_TURNS = 6,
    ROUNDS = 3,
    ROUNDS_OF_MOST = 2, /* they are less at the mercy of others on this machine */
    REPETITIONS = 2,
    SECONDS_MOST = 60, /* of real time, for a row */
};

static long sizes[SIZES] = { 1000, 10000, GROWTH_MOST };
static const double slope_allowed = 1.2;
static bool only_tries;                /* whether each row works; its figures mean nothing */
static const double long_enough = 0.2; /* seconds of a call that needs no second one */
static const double too_long = 3;      /* seconds of a call that is foreseen */

static const struct growth_section sections[] = {
    { "tasks", growth_tasks },
    { "cancelling", growth_cancels },
    { "waiting for several", growth_waits },
    { "task groups", growth_groups },
    { "locks and their like", growth_locks },
    { "queues", growth_queues },
    { "timers", growth_timers },
    { "async generators", growth_generators },
    { "contexts", growth_contexts },
    { "threads and signals", growth_threads },
    { "descriptors", growth_descriptors },
    { "reports and the log", growth_reports },
    { "debug mode", growth_debug },
    { "patterns", growth_patterns },
    { "streams and work queue", growth_streams },
};
enum { SECTIONS = sizeof sections / sizeof *sections };

struct co_task *growth_all[GROWTH_MOST];
struct co_event growth_event;

/* ---- One call ---- */

/* A small size fits into the caches, a large one does not, and that alone would look like growth.
 * So the caches are emptied before each call, and before each of its first turns: what the large
 * sizes have lost from one turn to the next the small ones have to fetch again, too. */
static void empty_caches(void)
{
    enum { LINE = 64, SIZE = 32 << 20 };
    static char memory[SIZE];

    for (size_t i = 0; i < SIZE && !only_tries; i += LINE)
        memory[i]++;
}

static double began, taken;
static int turns_left;

static void before_turn(void *argument, const struct co_iteration *iteration)
{
    double before;

    if (turns_left <= 0)
        return;
    turns_left--;
    before = process_time();
    empty_caches();
    began += process_time() - before;
}

void growth_begin(void)
{
    empty_caches();
    turns_left = COLD_TURNS;
    taken = -1;
    began = process_time();
}

void growth_end(void)
{
    if (taken < 0)
        taken = process_time() - began;
    turns_left = 0;
}

static int run_once(const struct growth_row *row, long n)
{
    growth_begin();
    int rc = row->run(n);
    growth_end();
    return rc;
}

/* Seconds of the quickest of several rounds, after a first one that warms up. */
static int measure_size(const struct growth_row *row, long n, double *least)
{
    int rounds = n == GROWTH_MOST ? ROUNDS_OF_MOST : ROUNDS;
    int rc = run_once(row, n);

    *least = taken;
    for (int round = 0; rc >= 0 && round < rounds && *least < long_enough && !only_tries; round++) {
        rc = run_once(row, n);
        *least = taken < *least ? taken : *least;
    }
    return rc;
}

struct figures {
    double each[SIZES]; /* nanoseconds; 0: not measured */
    double slope;
    bool is_cut; /* larger sizes would take too long */
};

/* The exponent of the cost, from the least size to n. */
static double slope(const struct growth_row *row, long n, double seconds_of_least, double seconds)
{
    double size = (double)n, least = (double)sizes[0];
    double sorting = row->sorts ? log(size) / log(least) : 1;

    return log(seconds / seconds_of_least / sorting) / log(size / least);
}

static int measure_row(const struct growth_row *row, struct figures *figures)
{
    long most = row->most ? row->most : GROWTH_MOST;
    double seconds[SIZES];
    int rc = 0;

    *figures = (struct figures){ 0 };
    for (int i = 0; i < SIZES && sizes[i] <= most && rc >= 0; i++) {
        if (i && seconds[i - 1] * pow(10, figures->slope) > too_long) {
            figures->is_cut = true;
            break;
        }
        rc = measure_size(row, sizes[i], &seconds[i]);
        figures->each[i] = seconds[i] / (double)sizes[i] * 1e9;
        if (i)
            figures->slope = slope(row, sizes[i], seconds[0], seconds[i]);
    }
    return rc;
}

/* ---- The processes that run rows ---- */

/* Rows that share a loop find used stacks there, and in an order without a pattern, as in a program
 * that has run for a while. A row that crashes or hangs takes no row along that is measured
 * later. */
enum worker_kind { ON_REAL_CLOCK, ON_VIRTUAL_CLOCK, WITHOUT_LOOP, WORKERS };
static struct worker {
    pid_t process; /* 0: none */
    int requests, outcomes;
} workers[WORKERS];

struct outcome {
    struct figures figures;
    int code;
    char message[CO_TEXT_MAX];
};

static void answer(const struct growth_row *row, int outcomes)
{
    struct outcome outcome = { 0 };

    alarm(SECONDS_MOST);
    outcome.code = measure_row(row, &outcome.figures);
    alarm(0);
    if (outcome.code < 0)
        snprintf(outcome.message, sizeof outcome.message, "%s", co_error_message(outcome.code));
    /* What a row leaves behind when it fails would be in the way of the next one. */
    if (write(outcomes, &outcome, sizeof outcome) != (ssize_t)sizeof outcome || outcome.code < 0)
        _exit(5);
}

static int answer_all(int requests, int outcomes)
{
    const struct growth_row *row;

    while (read(requests, &row, sizeof row) == (ssize_t)sizeof row)
        answer(row, outcomes);
    return 0;
}

static int use_stacks(long n)
{
    await(growth_create_waiting(n));
    for (long i = 0; i < n; i++)
        co_task_cancel(growth_all[growth_scattered(i, n)]);
    return growth_gather(n);
}

ASYNC(answer_in_loop, int requests; int outcomes;)
{
    await(use_stacks(sizes[SIZES - 1]));
    co_set_iteration_hook(before_turn, NULL);
    return answer_all(my->requests, my->outcomes);
}

static void work(enum worker_kind kind, int requests, int outcomes)
{
    struct co_options options = {
        .clock = kind == ON_VIRTUAL_CLOCK ? CO_CLOCK_VIRTUAL : CO_CLOCK_REAL,
        .turns_at_once = INT32_MAX,
        .stack_size = 16 << 10, /* four to a line of the page tables, as most memory is */
    };

    /* Memory that is freed stays here, as small sizes keep theirs: what the system takes for giving
     * it again is no cost of a primitive. */
    mallopt(M_TRIM_THRESHOLD, INT32_MAX);
    mallopt(M_MMAP_MAX, 0);
    if (kind == WITHOUT_LOOP)
        answer_all(requests, outcomes);
    else
        co_run(CORO(answer_in_loop, requests, outcomes), &options);
    _exit(0);
}

static int start_worker(enum worker_kind kind)
{
    int requests[2], outcomes[2];
    struct worker *worker = &workers[kind];

    fflush(NULL);
    if (pipe2(requests, O_CLOEXEC) < 0 || pipe2(outcomes, O_CLOEXEC) < 0 ||
        (worker->process = fork()) < 0)
        return -errno;
    if (worker->process == 0) {
        for (int i = 0; i < WORKERS; i++)
            if (workers[i].process > 0)
                close(workers[i].requests);
        close(requests[1]);
        close(outcomes[0]);
        work(kind, requests[0], outcomes[1]);
    }
    close(requests[0]);
    close(outcomes[1]);
    worker->requests = requests[1];
    worker->outcomes = outcomes[0];
    return 0;
}

/* Returns how it ended, as waitpid does. */
static int end_worker(struct worker *worker)
{
    int status = 0;

    if (worker->process <= 0)
        return 0;
    close(worker->requests);
    close(worker->outcomes);
    waitpid(worker->process, &status, 0);
    worker->process = 0;
    return status;
}

/* Addresses mean the same in a process that was forked. */
static bool ask(const struct worker *worker, const struct growth_row *row, struct outcome *outcome)
{
    return write(worker->requests, &row, sizeof row) == (ssize_t)sizeof row &&
           read(worker->outcomes, outcome, sizeof *outcome) == (ssize_t)sizeof *outcome;
}

static void measure(const struct growth_row *row, struct outcome *outcome)
{
    enum worker_kind kind = row->has_own_loop                ? WITHOUT_LOOP
                            : row->clock == CO_CLOCK_VIRTUAL ? ON_VIRTUAL_CLOCK
                                                             : ON_REAL_CLOCK;
    struct worker *worker = &workers[kind];

    *outcome = (struct outcome){ .message = "there is no process for it" };
    if (worker->process <= 0 && start_worker(kind) < 0) {
        outcome->code = -EAGAIN;
    } else if (!ask(worker, row, outcome)) {
        int status = end_worker(worker);

        outcome->code = -EIO;
        snprintf(outcome->message, sizeof outcome->message, "its process ended: %s",
                 WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "without a word");
    } else if (outcome->code < 0) {
        end_worker(worker);
    }
}

static bool is_too_steep(const struct outcome *outcome)
{
    return outcome->code >= 0 && outcome->figures.slope > slope_allowed && !only_tries;
}

/* A slope that is too large may be the doing of others on this machine, and is measured again. */
static void measure_again_if_needed(const struct growth_row *row, struct outcome *outcome)
{
    struct outcome again;

    measure(row, outcome);
    for (int time = 0; time < REPETITIONS && is_too_steep(outcome) && !outcome->figures.is_cut;
         time++) {
        measure(row, &again);
        if (again.code >= 0 && again.figures.slope < outcome->figures.slope)
            *outcome = again;
    }
}

/* ---- asyncio's figures ---- */

struct twin {
    long n;
    double each;
    char name[64];
};
static struct twin twins[256];
static size_t twin_count;

/* Lines of "n nanoseconds name". */
static int read_twins(const char *path)
{
    FILE *file = fopen(path, "r");

    if (!file)
        return -errno;
    while (twin_count < COUNT(twins) &&
           fscanf(file, "%ld %lf %63[^\n]", &twins[twin_count].n, &twins[twin_count].each,
                  twins[twin_count].name) == 3)
        twin_count++;
    fclose(file);
    return 0;
}

/* 0: there is no figure. */
static double twin_of(const char *name, long n)
{
    for (size_t i = 0; i < twin_count; i++)
        if (twins[i].n == n && strcmp(twins[i].name, name) == 0)
            return twins[i].each;
    return 0;
}

/* ---- The table ---- */

static void print_figure(double each)
{
    if (each > 0)
        printf(" %7.0f", each);
    else
        printf(" %7s", "-");
}

static bool is_behind(const struct growth_row *row, const struct figures *figures)
{
    for (int i = 0; i < SIZES; i++) {
        double theirs = twin_of(row->name, sizes[i]);

        if (theirs > 0 && figures->each[i] > theirs)
            return true;
    }
    return false;
}

/* What is wrong with the row; NULL: nothing. */
static const char *print_row(const struct growth_row *row, const struct outcome *outcome)
{
    const struct figures *figures = &outcome->figures;
    const char *wrong = NULL;

    printf("  %-30s", row->name);
    if (outcome->code < 0) {
        printf(" failed: %s\n", outcome->message);
        return "failed";
    }
    for (int i = 0; i < SIZES; i++)
        print_figure(figures->each[i]);
    printf("  %5.2f", figures->slope);
    for (int i = 0; i < 2; i++)
        print_figure(twin_of(row->name, sizes[i]));
    if (is_too_steep(outcome) && !row->as_asyncio)
        wrong = "grows";
    else if (is_behind(row, figures))
        wrong = "slower than asyncio";
    printf("%s\n", wrong ? " !" : row->as_asyncio ? " =" : "");
    return wrong;
}

static void print_head(void)
{
    printf("%-32s %7s %7s %7s  %5s %15s\n%-32s %7s %7s %7s  %5s %7s %7s\n", "nanoseconds each, of",
           "10^3", "10^4", "10^5", "slope", "asyncio:", "", "", "", "", "", "10^3", "10^4");
}

static bool is_wanted(const struct growth_row *row, char **names)
{
    for (char **name = names; *name; name++)
        if (strstr(row->name, *name))
            return true;
    return !*names;
}

struct verdict {
    size_t rows, as_asyncio;
    char wrong[4096];
};

static void do_row(const struct growth_row *row, struct verdict *verdict)
{
    size_t used = strlen(verdict->wrong);
    struct outcome outcome = { 0 };
    const char *wrong;

    measure_again_if_needed(row, &outcome);
    wrong = print_row(row, &outcome);
    fflush(stdout);
    verdict->rows++;
    verdict->as_asyncio += row->as_asyncio;
    if (wrong)
        snprintf(verdict->wrong + used, sizeof verdict->wrong - used, "  %s: %s\n", row->name,
                 wrong);
}

static void do_section(const struct growth_section *section, char **names, struct verdict *verdict)
{
    bool any = false;

    for (const struct growth_row *row = section->rows; row->name; row++) {
        if (!is_wanted(row, names))
            continue;
        if (!any)
            printf("%s\n", section->title);
        any = true;
        do_row(row, verdict);
    }
}

/* Only whether each row works. */
static void use_small_sizes(void)
{
    for (int i = 0; i < SIZES; i++)
        sizes[i] = 10 << i;
    only_tries = true;
}

static void use_option(const char *option)
{
    if (strcmp(option, "--smoke") == 0)
        use_small_sizes();
    else if (strncmp(option, "--asyncio=", 10) == 0 && read_twins(option + 10) < 0)
        fprintf(stderr, "The figures of asyncio cannot be read: %s\n", option + 10);
}

int main(int argc, char **argv)
{
    struct verdict verdict = { 0 };
    char **names = argv + 1;

    for (; *names && strncmp(*names, "--", 2) == 0; names++)
        use_option(*names);
    print_head();
    for (size_t i = 0; i < SECTIONS; i++)
        do_section(&sections[i], names, &verdict);
    for (int i = 0; i < WORKERS; i++)
        end_worker(&workers[i]);
    if (!verdict.rows) {
        fprintf(stderr, "No row has such a name.\n");
        return 2;
    }
    if (verdict.as_asyncio)
        printf("\n=: asyncio's order makes it grow. It has to be ahead of asyncio.\n");
    if (verdict.wrong[0])
        printf("\nWrong (a slope may be %.1f):\n%s", slope_allowed, verdict.wrong);
    return verdict.wrong[0] ? 1 : 0;
}

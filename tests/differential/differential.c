/*
 * Runs random programs of tasks and compares what happens with what happened in CPython 3.13, word
 * for word. README.md says where the programs come from.
 *
 *     differential [--rows=N] [--seed=S] [--list-failing] [SET...]
 *
 *     --rows=N         the first N programs of each set alone
 *     --seed=S         that program alone
 *     --list-failing   prints "SET SEED" for each program that differs, and nothing else of it
 *     SET              "lock"; or the path of a file of rows. Without it: all sets here
 *
 * The output is TAP, with a case for each set. The programs of a set run in a process of their own;
 * where a program ends that process, another goes on with the next program.
 */
#include "program.h"

#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SECONDS_A_ROW = 10,
    FAILURES_SHOWN = 5, /* of a set; of the others the seeds */
    ROWS_MAX = 16384,
};

static const char *const all_sets[] = { "lock", "sem", "cond",  "bar",  "queue", "queueall",
                                        "wait", "tg",  "await", "base", "gen",   "eager" };
enum { ALL_SETS = sizeof all_sets / sizeof *all_sets };

static struct {
    long rows; /* 0: all */
    const char *seed;
    bool list_failing;
} options;

/* ---- Rows ---- */

struct row {
    char *seed, *program, *expected; /* one allocation, which begins at the seed */
};

struct set {
    const char *name;
    struct row rows[ROWS_MAX];
    int count, agreeing;
};

__attribute__((noreturn, format(printf, 1, 2))) static void give_up(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    printf("Bail out! ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    exit(2);
}

/* A pipe with the rows. gzip hands a file on that is not compressed. */
static FILE *open_rows(const char *path, pid_t *gzip)
{
    int ends[2];

    if (pipe(ends) < 0)
        give_up("no pipe");
    fflush(stdout);
    *gzip = fork();
    if (*gzip == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execlp("gzip", "gzip", "-dcf", "--", path, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    if (*gzip < 0)
        give_up("no process for gzip");
    return fdopen(ends[0], "r");
}

static struct row parse_row(const char *line)
{
    struct row row = { .seed = strdup(line) };

    row.seed[strcspn(row.seed, "\n")] = '\0';
    row.program = strchr(row.seed, '\t');
    row.expected = row.program ? strchr(row.program + 1, '\t') : NULL;
    if (!row.expected)
        give_up("this is no row: %s", line);
    *row.program++ = '\0';
    *row.expected++ = '\0';
    return row;
}

static bool is_selected(const struct set *set, const struct row *row)
{
    if (options.seed)
        return strcmp(row->seed, options.seed) == 0;
    return options.rows == 0 || set->count < options.rows;
}

static void read_rows(struct set *set)
{
    char path[PATH_MAX], *line = NULL;
    size_t size = 0;
    pid_t gzip;
    int status;

    snprintf(path, sizeof path,
             strchr(set->name, '/') ? "%s" : SOURCE_ROOT "/tests/differential/%s.tsv.gz",
             set->name);
    FILE *rows = open_rows(path, &gzip);
    while (getline(&line, &size, rows) > 0) {
        struct row row = parse_row(line);

        if (!is_selected(set, &row))
            free(row.seed);
        else if (set->count == ROWS_MAX)
            give_up("%s has more than %d rows", path, ROWS_MAX);
        else
            set->rows[set->count++] = row;
    }
    free(line);
    fclose(rows);
    if (waitpid(gzip, &status, 0) < 0 || status != 0)
        give_up("gzip cannot read %s", path);
    if (set->count == 0)
        give_up("%s has no such row", path);
}

/* ---- What happened ---- */

/* Shared by the processes of a set. */
static struct progress {
    int row; /* the one that runs */
    int failures;
    bool agrees[ROWS_MAX];
    struct trace trace; /* of that row */
} * progress;

/* Where the first word begins that is not the same in both. */
static size_t first_difference(const char *a, const char *b)
{
    size_t begin = 0;

    for (size_t i = 0; a[i] == b[i] && a[i] != '\0'; i++) {
        if (a[i] == ' ')
            begin = i + 1;
    }
    return begin;
}

static void print_failure(const struct set *set, const struct row *row, const char *ending)
{
    const char *actual = progress->trace.text;
    size_t same = first_difference(row->expected, actual);

    if (options.list_failing) {
        printf("%s %s\n", set->name, row->seed);
    } else if (progress->failures < FAILURES_SHOWN) {
        printf("# %s, seed %s: %s\n", set->name, row->seed, ending);
        printf("#   program:  %s\n", row->program);
        printf("#   expected: %.*s>>> %s\n", (int)same, row->expected, row->expected + same);
        printf("#   actual:   %.*s>>> %s\n", (int)same, actual, actual + same);
    } else {
        printf("# %s, seed %s: %s (--seed=%s shows it)\n", set->name, row->seed, ending, row->seed);
    }
    progress->failures++;
    fflush(stdout);
}

static void run_row(const struct set *set, int number)
{
    const struct row *row = &set->rows[number];
    struct program program;

    if (!program_parse(&program, row->program))
        give_up("this is no program: %s", row->program);
    alarm(SECONDS_A_ROW);
    program_run(&program, &progress->trace);
    alarm(0);
    program_free(&program);
    progress->agrees[number] = strcmp(progress->trace.text, row->expected) == 0;
    if (!progress->agrees[number])
        print_failure(set, row, "the traces differ");
}

/* In a process of its own, which a program may end. Returns how it ended. */
static int run_rows_from(const struct set *set, int first)
{
    pid_t child;
    int status;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        for (progress->row = first; progress->row < set->count; progress->row++)
            run_row(set, progress->row);
        exit(0); /* not _exit(): leak checks are made at exit */
    }
    if (child < 0 || waitpid(child, &status, 0) < 0)
        give_up("no process for %s", set->name);
    return status;
}

static void describe_ending(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(text, size, "ended by signal %d, %s", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(text, size, "exit code %d", WEXITSTATUS(status));
}

/* Returns whether all programs do what they should, and end well. */
static bool run_set(struct set *set)
{
    bool all_end_well = true;

    memset(progress, 0, sizeof *progress);
    for (int first = 0; first < set->count; first = progress->row + 1) {
        int status = run_rows_from(set, first);
        char ending[128];

        if (status == 0)
            break;
        describe_ending(status, ending, sizeof ending);
        all_end_well = false;
        if (progress->row < set->count)
            print_failure(set, &set->rows[progress->row], ending);
        else
            printf("# %s, after the last program: %s\n", set->name, ending);
    }
    for (int i = 0; i < set->count; i++)
        set->agreeing += progress->agrees[i];
    return all_end_well && set->agreeing == set->count;
}

/* ---- The whole ---- */

static void read_options(int count, char **arguments, struct set *sets, int *set_count)
{
    for (int i = 1; i < count; i++) {
        char *end = NULL;
        bool good = true;

        if (strncmp(arguments[i], "--rows=", 7) == 0) {
            options.rows = strtol(arguments[i] + 7, &end, 10);
            good = options.rows > 0 && *end == '\0';
        } else if (strncmp(arguments[i], "--seed=", 7) == 0) {
            options.seed = arguments[i] + 7;
        } else if (strcmp(arguments[i], "--list-failing") == 0) {
            options.list_failing = true;
        } else if (arguments[i][0] != '-') {
            sets[(*set_count)++].name = arguments[i];
        } else {
            good = false;
        }
        if (!good)
            give_up("it is run as: %s [--rows=N] [--seed=S] [--list-failing] [SET...]",
                    arguments[0]);
    }
    for (int i = 0; *set_count < ALL_SETS && i < ALL_SETS && !sets[i].name; i++)
        sets[(*set_count)++].name = all_sets[i];
}

static void free_sets(struct set *sets, int count)
{
    for (int i = 0; i < count; i++) {
        for (int row = 0; row < sets[i].count; row++)
            free(sets[i].rows[row].seed);
    }
    free(sets);
}

int main(int argument_count, char **arguments)
{
    struct set *sets = calloc((size_t)(argument_count + ALL_SETS), sizeof *sets);
    int count = 0, rows = 0, agreeing = 0;

    progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!sets || progress == MAP_FAILED)
        give_up("no memory");
    read_options(argument_count, arguments, sets, &count);
    if (!options.list_failing)
        printf("TAP version 13\n1..%d\n", count);
    for (int i = 0; i < count; i++) {
        read_rows(&sets[i]);
        bool good = run_set(&sets[i]);
        if (!options.list_failing)
            printf("%s %d - %s\n", good ? "ok" : "not ok", i + 1, sets[i].name);
        rows += sets[i].count;
        agreeing += sets[i].agreeing;
    }
    for (int i = 0; i < count; i++)
        printf("# %s %d of %d\n", sets[i].name, sets[i].agreeing, sets[i].count);
    printf("# %d of %d\n", agreeing, rows);
    free_sets(sets, count);
    return agreeing == rows ? 0 : 1;
}

#include "test.h"

#include "co/co.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    EXIT_ASSERTION = 101, /* told apart from what sanitizers and Valgrind exit with */
    EXIT_SKIPPED = 77,
    DEFAULT_TIMEOUT_SECONDS = 20,
    DESCRIPTORS_LOOKED_AT = 256,
    OUTPUT_SHOWN = 64 * 1024,
};

static struct test_case *first_case;
static struct test_case **last_link = &first_case;

void test_register(struct test_case *test)
{
    *last_link = test;
    last_link = &test->next;
}

/* Each case runs again for each of its allocations by the runtime, which then fails. The case need
 * not come to what it expects then, but it has to end, and by itself. The first run only counts. */
static bool short_of_memory;
static uint64_t failing_allocation;
static uint64_t *allocations; /* of the last run, told by its process */

/* ---- In the case's process ---- */

static char note[512];
static char
    folder[PATH_MAX]; /* named by the harness, which removes it; made by the case that wants it */

void test_note(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(note, sizeof note, format, arguments);
    va_end(arguments);
}

bool test_is_short_of_memory(void)
{
    return short_of_memory;
}

static void note_allocations(void)
{
    if (short_of_memory)
        *allocations = co_allocations();
}

void test_skip(const char *reason)
{
    printf("%s\n", reason);
    fflush(stdout);
    _exit(EXIT_SKIPPED);
}

__attribute__((noreturn, format(printf, 3, 4))) static void fail(const char *file, int line,
                                                                 const char *format, ...)
{
    va_list arguments;

    note_allocations();
    fflush(stdout);
    fprintf(stderr, "%s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    if (note[0])
        fprintf(stderr, "at: %s\n", note);
    fflush(stderr);
    _exit(EXIT_ASSERTION);
}

void test_integers_equal(long long actual, long long expected, const char *actual_text,
                         const char *expected_text, const char *file, int line)
{
    if (actual != expected)
        fail(file, line, "%s is %lld, expected %s, that is %lld", actual_text, actual,
             expected_text, expected);
}

void test_strings_equal(const char *actual, const char *expected, const char *actual_text,
                        const char *expected_text, const char *file, int line)
{
    if (actual && expected ? strcmp(actual, expected) != 0 : actual != expected)
        fail(file, line, "%s is\n\"%s\"\nexpected %s, that is\n\"%s\"", actual_text,
             actual ? actual : "(NULL)", expected_text, expected ? expected : "(NULL)");
}

void test_true(bool condition, const char *text, const char *file, int line)
{
    if (!condition)
        fail(file, line, "%s is false", text);
}

void test_numbers_near(double actual, double expected, double tolerance, const char *actual_text,
                       const char *expected_text, const char *file, int line)
{
    /* Negated, so that it also fails for what is not a number. */
    if (!(fabs(actual - expected) <= tolerance))
        fail(file, line, "%s is %.9g, expected %s, that is %.9g, give or take %g", actual_text,
             actual, expected_text, expected, tolerance);
}

const char *test_folder(void)
{
    if (mkdir(folder, 0777) < 0 && errno != EEXIST)
        fail(__FILE__, __LINE__, "%s cannot be made: %s", folder, strerror(errno));
    return folder;
}

static void note_open_descriptors(bool open[DESCRIPTORS_LOOKED_AT])
{
    memset(open, 0, DESCRIPTORS_LOOKED_AT * sizeof open[0]);
    for (int descriptor = 0; descriptor < DESCRIPTORS_LOOKED_AT; descriptor++)
        open[descriptor] = fcntl(descriptor, F_GETFD) >= 0;
}

static void fail_for_leaked_descriptors(const bool before[DESCRIPTORS_LOOKED_AT])
{
    bool after[DESCRIPTORS_LOOKED_AT];

    note_open_descriptors(after);
    for (int descriptor = 0; descriptor < DESCRIPTORS_LOOKED_AT; descriptor++) {
        char link[64], what[256] = "";

        if (!after[descriptor] || before[descriptor])
            continue;
        snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
        if (readlink(link, what, sizeof what - 1) < 0)
            what[0] = '\0';
        fprintf(stderr, "the case left descriptor %d open: %s\n", descriptor, what);
        fflush(stderr);
        _exit(EXIT_ASSERTION);
    }
}

/* The parent of the harness may have made it ignore some signals, for example in the background. */
static void mind_all_signals(void)
{
    for (int number = 1; number < NSIG; number++) {
        struct sigaction now;

        if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
            signal(number, SIG_DFL);
    }
}

/* Valgrind maps the stack of the process as it grows, but not for the frame of a signal: one that
 * comes where the mapped part happens to end would end the process. So that part becomes deep. */
__attribute__((noinline)) static void map_stack(void)
{
    volatile char room[256 * 1024];

    for (size_t i = sizeof room; i >= 1024; i -= 1024)
        room[i - 1] = 0;
}

__attribute__((noreturn)) static void run_here(const struct test_case *test, int output,
                                               const sigset_t *signal_mask)
{
    int nothing = open("/dev/null", O_RDONLY);
    bool open_before[DESCRIPTORS_LOOKED_AT];

#ifdef __linux__
    /* Ctrl-C ends the harness alone, since a case is in a process group of its own. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    setpgid(0, 0);
    map_stack();
    mind_all_signals();
    sigprocmask(SIG_SETMASK, signal_mask, NULL);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    close(nothing);
    close(output);
    note_open_descriptors(open_before);
    if (short_of_memory)
        co_fail_allocation(failing_allocation ? failing_allocation : UINT64_MAX, false);
    test->body();
    note_allocations();
    co_fail_allocation(0, false);
    fail_for_leaked_descriptors(open_before);
    exit(0); /* not _exit(): leak checks and coverage are written at exit */
}

/* ---- In the harness's process ---- */

static double now_in_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* False if the child had to be killed because its time was over. */
static bool wait_for_child(pid_t child, const sigset_t *child_signal, double timeout, int *status)
{
    double deadline = now_in_seconds() + timeout;

    while (waitpid(child, status, WNOHANG) == 0) {
        double left = deadline - now_in_seconds();
        struct timespec pause = { (time_t)left, (long)((left - (double)(time_t)left) * 1e9) };

        if (left <= 0) {
            kill(-child, SIGKILL);
            kill(child, SIGKILL); /* it may not have come to its setpgid() */
            waitpid(child, status, 0);
            return false;
        }
        sigtimedwait(child_signal, NULL, &pause);
    }
    kill(-child, SIGKILL); /* what the case has left running */
    return true;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(path);
}

static void name_folder(int number)
{
    const char *parent = getenv("TMPDIR");

    snprintf(folder, sizeof folder, "%s/asyncdemo-test-%ld-%d",
             parent && parent[0] ? parent : P_tmpdir, (long)getpid(), number);
}

/* The captured output as TAP comments, its end if it is long. */
static void show_output(FILE *output)
{
    bool line_begins = true;
    int byte;

    fseek(output, 0, SEEK_END);
    fseek(output, ftell(output) > OUTPUT_SHOWN ? ftell(output) - OUTPUT_SHOWN : 0, SEEK_SET);
    while ((byte = getc(output)) != EOF) {
        if (line_begins)
            fputs("#   ", stdout);
        putchar(byte);
        line_begins = byte == '\n';
    }
    if (!line_begins)
        putchar('\n');
}

struct outcome {
    bool in_time;
    int status;
    FILE *output;
};

static bool is_skipped(const struct outcome *outcome)
{
    return outcome->in_time && WIFEXITED(outcome->status) &&
           WEXITSTATUS(outcome->status) == EXIT_SKIPPED;
}

static bool is_good(const struct outcome *outcome)
{
    int code = WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status) : -1;

    return outcome->in_time &&
           (code == 0 || code == EXIT_SKIPPED || (code == EXIT_ASSERTION && failing_allocation));
}

static void print_skip(int number, const struct test_case *test, FILE *output)
{
    char reason[256] = "";

    rewind(output);
    if (fgets(reason, sizeof reason, output))
        reason[strcspn(reason, "\n")] = '\0';
    printf("ok %d - %s # SKIP %s\n", number, test->name, reason);
}

static void print_failure(int number, const struct test_case *test, double timeout,
                          const struct outcome *outcome)
{
    int status = outcome->status;

    printf("not ok %d - %s\n", number, test->name);
    if (failing_allocation)
        printf("# %s: without allocation %llu\n", test->name,
               (unsigned long long)failing_allocation);
    if (!outcome->in_time)
        printf("# %s: not done after %g s (TEST_TIMEOUT)\n", test->name, timeout);
    else if (WIFSIGNALED(status))
        printf("# %s: ended by signal %d, %s\n", test->name, WTERMSIG(status),
               strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != EXIT_ASSERTION)
        printf("# %s: exit code %d\n", test->name, WEXITSTATUS(status));
    show_output(outcome->output);
}

/* The caller closes the output. */
static struct outcome run_once(int number, const struct test_case *test, double timeout)
{
    struct outcome outcome = { .output = tmpfile() };
    sigset_t child_signal, before;
    pid_t child;

    sigemptyset(&child_signal);
    sigaddset(&child_signal, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_signal, &before);
    name_folder(number);
    fflush(stdout);
    child = outcome.output ? fork() : -1;
    if (child == 0)
        run_here(test, fileno(outcome.output), &before);
    if (child < 0) {
        printf("Bail out! %s: no process for it: %s\n", test->name, strerror(errno));
        exit(1);
    }
    outcome.in_time = wait_for_child(child, &child_signal, timeout, &outcome.status);
    sigprocmask(SIG_SETMASK, &before, NULL);
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return outcome;
}

/* The outcome of the first run that is not good, or of the last one. */
static struct outcome run_without_each_allocation(int number, const struct test_case *test,
                                                  double timeout)
{
    struct outcome outcome;
    uint64_t count;

    failing_allocation = *allocations = 0;
    outcome = run_once(number, test, timeout);
    count = *allocations;
    /* Each of the first ones; of thousands that are alike, one in sixteen. */
    for (uint64_t n = 1; n <= count && is_good(&outcome); n += 1 + n / 512 * 16) {
        fclose(outcome.output);
        failing_allocation = n;
        outcome = run_once(number, test, timeout);
    }
    return outcome;
}

/* True if the case passed or was skipped. */
static bool run_case(int number, const struct test_case *test, double timeout)
{
    struct outcome outcome = short_of_memory ? run_without_each_allocation(number, test, timeout)
                                             : run_once(number, test, timeout);
    bool good = is_good(&outcome);

    if (!good)
        print_failure(number, test, timeout, &outcome);
    else if (is_skipped(&outcome) && !failing_allocation)
        print_skip(number, test, outcome.output);
    else
        printf("ok %d - %s\n", number, test->name);
    fclose(outcome.output);
    return good;
}

static bool is_selected(const struct test_case *test, char **words)
{
    if (!words[0])
        return true;
    for (; words[0]; words++) {
        if (strstr(test->name, words[0]))
            return true;
    }
    return false;
}

int main(int argument_count, char **arguments)
{
    bool list = argument_count > 1 && strcmp(arguments[1], "--list") == 0;
    const char *timeout_text = getenv("TEST_TIMEOUT");
    double timeout = timeout_text ? strtod(timeout_text, NULL) : DEFAULT_TIMEOUT_SECONDS;
    int count = 0, number = 0, failed = 0;

    short_of_memory = argument_count > 1 && strcmp(arguments[1], "--short-of-memory") == 0;
    char **words = arguments + (list || short_of_memory ? 2 : 1);
    if (short_of_memory)
        allocations = mmap(NULL, sizeof *allocations, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (struct test_case *test = first_case; test; test = test->next) {
        if (!is_selected(test, words))
            continue;
        count++;
        if (list)
            puts(test->name);
    }
    if (list)
        return 0;
    if (count == 0) {
        fprintf(stderr, "%s: no case is named so. --list shows the names.\n", arguments[0]);
        return 2;
    }
    printf("TAP version 13\n1..%d\n", count);
    for (struct test_case *test = first_case; test; test = test->next) {
        if (is_selected(test, words) && !run_case(++number, test, timeout))
            failed++;
    }
    return failed ? 1 : 0;
}

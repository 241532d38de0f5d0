#include "check/check.h"

#include "co/outside.h"

#include "tree.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

/* ---- Demos ---- */

static int tick(void *arguments)
{
    (void)arguments;
    log_time("begin");
    int rc = co_sleep(0.05);
    log_time("end");
    return rc;
}
static const char tick_log[] = "[  0.000] begin\n[  0.050] end\n";

static int tick_slowly(void *arguments)
{
    (void)arguments;
    log_time("begin");
    int rc = co_sleep(0.08);
    log_time("end");
    return rc;
}

/* The lines of tick(), but not by a timer of its own. */
static int tick_by_polling(void *arguments)
{
    (void)arguments;
    log_time("begin");
    for (int i = 0; i < 5; i++) {
        int rc = co_sleep(0.01);

        if (rc < 0)
            return rc;
    }
    log_time("end");
    return 0;
}

static int deadlock(void *arguments)
{
    static struct co_lock lock;
    int rc = tick(arguments);

    if (rc == 0)
        rc = co_lock_acquire(&lock);
    return rc < 0 ? rc : co_lock_acquire(&lock);
}

static int by_variant(void *arguments)
{
    return variant("slow") ? tick_slowly(arguments) : tick(arguments);
}

/* The first of two timers is armed 5 ms late, by work that takes no time on the virtual clock. */
static int order;

static int work_and_sleep(void *arguments)
{
    struct timespec pause = { 0, 5000000 };

    (void)arguments;
    nanosleep(&pause, NULL);
    int rc = co_sleep(0.001);
    log_time("worker is number %d", ++order);
    return rc;
}

static int sleep_alone(void *arguments)
{
    (void)arguments;
    int rc = co_sleep(0.004);
    log_time("sleeper is number %d", ++order);
    return rc;
}

static int race(void *arguments)
{
    struct co_coro both[] = { { .run = sleep_alone, .name = "sleeper" },
                              { .run = work_and_sleep, .name = "worker" } };

    (void)arguments;
    return co_gather_coros(both, 2, NULL, 0);
}
static const char race_log[] = "[  0.001] worker is number 1\n[  0.004] sleeper is number 2\n";

/* On the real clock, its text depends on more than the clock. */
static int uncontrolled(void *arguments)
{
    (void)arguments;
    int rc = co_sleep(0.01);

    if (co_time_nanoseconds() == 10000000)
        log_time("as agreed");
    else
        log_time("process %ld", (long)getpid());
    return rc;
}

/* It does not end before the signal that its parent sends then. */
static int interrupt_parent(void *arguments)
{
    (void)arguments;
    kill(getppid(), SIGINT);
    pause();
    return co_sleep(100);
}

static int interrupt_on_the_real_clock(void *arguments)
{
    int rc = tick(arguments);

    return co_time_nanoseconds() == 50000000 ? rc : interrupt_parent(arguments);
}

static int crash_on_the_real_clock(void *arguments)
{
    int rc = tick(arguments);

    if (co_time_nanoseconds() != 50000000)
        raise(SIGKILL);
    return rc;
}

/* Beside three busy loops on one processor the work takes three more times its own time, which is
 * the machine's doing. */
static int work_beside_busy_loops(void *arguments)
{
    enum { LOOPS = 3, WORK_MILLISECONDS = 60 };
    pid_t loops[LOOPS];
    cpu_set_t here;
    int rc = co_sleep(0.01);

    (void)arguments;
    if (!co_time_is_virtual()) {
        CPU_ZERO(&here);
        CPU_SET((unsigned)sched_getcpu(), &here);
        sched_setaffinity(0, sizeof here, &here);
        for (int i = 0; i < LOOPS; i++) {
            loops[i] = fork();
            for (volatile bool busy = loops[i] == 0; busy;)
                ;
        }
        for (clock_t began = clock(); clock() - began < WORK_MILLISECONDS * CLOCKS_PER_SEC / 1000;)
            ;
        for (int i = 0; i < LOOPS; i++) {
            kill(loops[i], SIGKILL);
            waitpid(loops[i], NULL, 0);
        }
    }
    log_time("end");
    return rc;
}

/* The thread sleeps like a thread that has lost its wake-up. */
static int lose_half_a_second(void *arguments)
{
    struct timespec pause = { 0, 500000000 };

    (void)arguments;
    log_time("begin");
    int rc = co_sleep(0.05);
    if (!co_time_is_virtual())
        nanosleep(&pause, NULL);
    log_time("end");
    return rc;
}

static int talk_on_the_real_clock(void *arguments)
{
    int rc = tick(arguments);

    if (!co_time_is_virtual())
        fprintf(stderr, "not for the golden\n");
    return rc;
}

static int tick_for_ever(void *arguments)
{
    (void)arguments;
    for (;;) {
        log_time("tick");
        int rc = co_sleep(1);
        if (rc < 0)
            return rc;
    }
}

static const struct demo kept_waiting = { .main = work_beside_busy_loops };
static const struct demo slow_on_the_real_clock = { .main = lose_half_a_second };
static const struct demo talking = { .main = talk_on_the_real_clock };
static const struct demo endless = { .main = tick_for_ever };
static const struct demo right = { .main = tick };
static const struct demo slow = { .main = tick_slowly };
static const struct demo polling = { .main = tick_by_polling };
static const struct demo stuck = { .main = deadlock, .exit_code = 3 };
static const struct demo stuck_unexpectedly = { .main = deadlock };
static const struct demo varied = { .main = by_variant, .variants = { { "slow", "", 0 } } };
static const struct demo racing = { .main = race };
static const struct demo random_text = { .main = uncontrolled };
static const struct demo needy = { .main = tick, .needs = IO_CURL };
static const struct demo interrupting_and_waiting = { .main = interrupt_parent };
static const struct demo interrupting_on_the_real_clock = { .main = interrupt_on_the_real_clock };
static const struct demo crashing = { .main = crash_on_the_real_clock };

/* ---- Running ---- */

static struct check_options options = {
    .virtual_clock = true, .real_clock = true, .early = CHECK_EARLY, .late = 1000000000
}; /* these tests run on busy machines */
static char *out;
static size_t out_size;

static int check_all(const struct check_demo *demos, size_t count)
{
    int exit_code;

    free(out);
    if (!options.embedded)
        options.root = test_folder();
    options.out = open_memstream(&out, &out_size);
    exit_code = check_demos(demos, count, &options);
    fclose(options.out);
    return exit_code;
}

static int check_one(const struct demo *demo)
{
    struct check_demo one = { "chapter", "one", demo };

    return check_all(&one, 1);
}

/* ---- Passed cases ---- */

TEST(a_demo_that_is_its_golden_passes_on_both_clocks)
{
    tree_write("one.txt", tick_log);
    ASSERT_EQ(check_one(&right), 0);
    assert_has(out, "passed       one  virtual");
    assert_has(out, "passed       one  real");
    assert_has(out, "\n2 passed, 0 failed\n");
}

TEST(each_clock_can_be_checked_alone)
{
    tree_write("one.txt", tick_log);
    options.real_clock = false;
    ASSERT_EQ(check_one(&right), 0);
    assert_has(out, "\n1 passed, 0 failed\n");
    ASSERT_TRUE(strstr(out, "real") == NULL);
    options.real_clock = true;
    options.virtual_clock = false;
    ASSERT_EQ(check_one(&right), 0);
    assert_has(out, "\n1 passed, 0 failed\n");
    ASSERT_TRUE(strstr(out, "virtual") == NULL);
}

TEST(expected_deadlock_passes_on_both_clocks)
{
    tree_write("one.txt", tick_log);
    options.real_clock = false;
    ASSERT_EQ(check_one(&stuck), 1);
    assert_has(out, "it prints on stderr, and its golden does not");
    {
        struct check_demo one = { "chapter", "one", &stuck };
        FILE *nowhere = fopen("/dev/null", "w");
        struct accept_options accept = {
            .root = test_folder(), .yes = true, .out = nowhere, .messages = nowhere
        };

        ASSERT_EQ(accept_demos(&one, 1, &accept), 0);
        fclose(nowhere);
    }
    options.real_clock = true;
    ASSERT_EQ(check_one(&stuck), 0);
    assert_has(out, "\n2 passed, 0 failed\n");
}

TEST(variants_have_goldens_of_their_own)
{
    tree_write("one.txt", tick_log);
    tree_write("one.slow.txt", "[  0.000] begin\n[  0.080] end\n");
    ASSERT_EQ(check_one(&varied), 0);
    assert_has(out, "\n4 passed, 0 failed\n");
    options.variant = "slow";
    ASSERT_EQ(check_one(&varied), 0);
    assert_has(out, "\n2 passed, 0 failed\n");
    options.variant = "";
    ASSERT_EQ(check_one(&varied), 0);
    assert_has(out, "passed       one  virtual");
}

TEST(race_within_the_limit_passes_with_a_remark)
{
    tree_write("one.txt", race_log);
    ASSERT_EQ(check_one(&racing), 0);
    assert_has(out, "; explained by lateness: ");
    assert_has(out, "\n2 passed, 0 failed\n");
}

/* ---- Failed cases ---- */

TEST(wrong_transcript_fails_and_skips_the_real_run)
{
    tree_write("one.txt", tick_log);
    ASSERT_EQ(check_one(&slow), 1);
    assert_has(out, "failed       one  virtual");
    assert_has(out, "too late: line 2 at 0.080, due at 0.050.");
    assert_has(out, "skipped      one  real");
    assert_has(out, "\n0 passed, 1 failed, 1 skipped\n");
}

TEST(wrong_transcript_fails_on_the_real_clock_alone)
{
    tree_write("one.txt", tick_log);
    options.virtual_clock = false;
    ASSERT_EQ(check_one(&slow), 1);
    assert_has(out, "failed       one  virtual");
    assert_has(out, "\n0 passed, 1 failed\n");
}

TEST(demo_is_skipped_with_the_reason_without_its_library)
{
    struct check_demo demos[] = { { "chapter", "one", &needy }, { "chapter", "two", &right } };

    curl_library.soname = NULL;
    tree_write("two.txt", tick_log);
    ASSERT_EQ(check_all(demos, 2), 0);
    assert_has(out, "skipped      one  virtual\n"
                    "  libcurl is missing (Debian: libcurl4-openssl-dev).\n"
                    "skipped      one  real\n"
                    "  libcurl is missing (Debian: libcurl4-openssl-dev).\n");
    assert_has(out, "\n2 passed, 0 failed, 2 skipped\n");
}

TEST(demo_without_its_library_is_skipped_on_the_real_clock_alone)
{
    curl_library.soname = NULL;
    options.virtual_clock = false;
    ASSERT_EQ(check_one(&needy), 0);
    assert_has(out, "skipped      one  real\n");
    ASSERT_TRUE(!strstr(out, "virtual"));
}

TEST(an_unexpected_deadlock_fails)
{
    tree_write("one.txt", tick_log);
    ASSERT_EQ(check_one(&stuck_unexpectedly), 1);
    assert_has(out, "a deadlock: the tasks that are left");
    assert_has(out, "Its output on stderr:");
}

TEST(demo_that_differs_from_run_to_run_fails)
{
    tree_write("one.txt", "[  0.010] as agreed\n");
    ASSERT_EQ(check_one(&random_text), 1);
    assert_has(out, "passed       one  virtual");
    assert_has(out, "uncontrolled: ");
    assert_has(out, "\n1 passed, 1 failed\n");
}

TEST(a_crash_on_the_real_clock_fails)
{
    tree_write("one.txt", tick_log);
    ASSERT_EQ(check_one(&crashing), 1);
    assert_has(out, "it was ended by signal 9");
    assert_has(out, "\n1 passed, 1 failed\n");
}

/* ---- Other verdicts ---- */

TEST(late_machine_is_inconclusive_and_the_run_is_repeated)
{
    if (RUNNING_ON_VALGRIND)
        test_skip("Valgrind lets the busy loops run one at a time");
    tree_write("one.txt", "[  0.010] end\n");
    options.late = 100000000;
    ASSERT_EQ(check_one(&kept_waiting), 4);
    assert_has(out, "passed       one  virtual");
    assert_has(out, "inconclusive one  real");
    assert_has(out, "this machine was too late to tell");
    assert_has(out, "It was run 3 times");
    assert_has(out, "the exit code is 4.\n1 passed, 0 failed, 1 skipped\n");
}

TEST(late_program_fails_when_the_machine_is_on_time)
{
    tree_write("one.txt", tick_log);
    options.late = 300000000;
    ASSERT_EQ(check_one(&slow_on_the_real_clock), 1);
    assert_has(out, "passed       one  virtual");
    assert_has(out, "failed       one  real");
    assert_has(out, "too late: the 2nd line of main at ");
    assert_has(out, ", due at 0.");
    assert_has(out, " (limit 300 ms); of these ");
}

TEST(program_that_says_more_on_the_real_clock_fails)
{
    tree_write("one.txt", tick_log);
    ASSERT_EQ(check_one(&talking), 1);
    assert_has(out, "the run prints on stderr, and its golden does not");
    assert_has(out, "not for the golden");
}

TEST(program_that_prints_for_ever_does_not_end)
{
    tree_write("one.txt", tick_log);
    options.real_clock = false;
    ASSERT_EQ(check_one(&endless), 1);
    assert_has(out, "it does not end: its golden ends at 0.050; its last line is at ");
}

TEST(a_missing_golden_is_named)
{
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "broken       one  virtual");
    assert_has(out, "golden/chapter/one.txt: ");
    assert_has(out, "\n0 passed, 0 failed, 1 broken, 1 skipped\n");
}

TEST(golden_is_named_with_its_line_when_it_cannot_be_read)
{
    tree_write("one.txt", "[  0.000] begin\n=======\n[  0.050] end\n");
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "golden/chapter/one.txt:2: ");
    ASSERT_STR_EQ(tree_read("one.txt"), "[  0.000] begin\n=======\n[  0.050] end\n");
}

TEST(unreadable_golden_of_stderr_is_named)
{
    tree_write("one.txt", tick_log);
    tree_write("one.err.txt", "cut short");
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "golden/chapter/one.err.txt:1: ");
}

/* ---- Events ---- */

static const char tick_events[] = "events 1\n"
                                  "0 main is made by the loop\n"
                                  "0 main prints begin\n"
                                  "0 main sleeps until 0.05\n"
                                  "0.05 main is woken after 0.05\n"
                                  "0.05 main prints end\n"
                                  "0.05 main ends\n"
                                  "0.05 the run ends\n";

TEST(run_with_the_golden_events_passes)
{
    tree_write("one.txt", tick_log);
    tree_write("one.events", tick_events);
    ASSERT_EQ(check_one(&right), 0);
    assert_has(out, "\n2 passed, 0 failed\n");
    ASSERT_TRUE(strstr(out, "text alone") == NULL);
}

TEST(pass_without_golden_events_says_so)
{
    tree_write("one.txt", tick_log);
    ASSERT_EQ(check_one(&right), 0);
    assert_has(out, "  it has no golden of events, so its text alone was judged.\n");
}

TEST(run_with_other_events_fails_on_both_clocks)
{
    tree_write("one.txt", tick_log);
    tree_write("one.events", tick_events);
    ASSERT_EQ(check_one(&polling), 1);
    assert_has(out, "wrong event: at 0 s main sleeps until 0.01, in co_sleep(0.01); "
                    "expected: main sleeps until 0.05.\n");
    assert_has(out, "golden    0 main sleeps until 0.05\n");
    assert_has(out, "this run  0 main sleeps until 0.01\n");
    assert_has(out, "Look       tests/check/test_check.c:");
    assert_has(out, "golden/chapter/one.events:4\n");
    assert_has(out, "own timer of 10 ms; expected: own timer of 50 ms");
    assert_has(out, "\n0 passed, 2 failed\n");
}

TEST(report_of_each_form_tells_of_other_events)
{
    static const enum check_format forms[] = { CHECK_HUMAN, CHECK_TAP, CHECK_JUNIT, CHECK_JSON,
                                               CHECK_GITHUB };

    tree_write("one.txt", tick_log);
    tree_write("one.events", tick_events);
    options.real_clock = false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        test_note("form %d", (int)forms[i]);
        options.format = forms[i];
        ASSERT_EQ(check_one(&polling), 1);
        assert_has(out, "at 0 s main sleeps until 0.01, in co_sleep(0.01); "
                        "expected: main sleeps until 0.05");
        assert_has(out, "tests/check/test_check.c");
        assert_has(out, "golden/chapter/one.events");
    }
}

TEST(damaged_golden_of_events_is_reported_with_advice)
{
    tree_write("one.txt", tick_log);
    tree_write("one.events", "events 1\n0 main sings\n");
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "golden/chapter/one.events:2: no task of this name has been made.\n");
    assert_has(out, "rm ");
}

TEST(a_failure_counts_more_than_a_broken_case)
{
    struct check_demo demos[] = { { "chapter", "one", &slow }, { "chapter", "two", &right } };

    tree_write("one.txt", tick_log);
    ASSERT_EQ(check_all(demos, 2), 1);
    assert_has(out, "\n0 passed, 1 failed, 1 broken, 2 skipped\n");
}

TEST(tool_fails_with_a_message_without_descriptors)
{
    int first_free;
    struct rlimit limit;

    tree_write("one.txt", tick_log);
    first_free = open("/dev/null", O_RDONLY);
    close(first_free);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = (rlim_t)first_free + 1;
    setrlimit(RLIMIT_NOFILE, &limit);
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "no descriptor is left to run it");
}

TEST(interrupt_ends_the_check_and_keeps_its_earlier_verdicts)
{
    struct check_demo demos[] = { { "chapter", "one", &right },
                                  { "chapter", "two", &interrupting_and_waiting },
                                  { "chapter", "three", &right } };

    tree_write("one.txt", tick_log);
    tree_write("two.txt", tick_log);
    tree_write("three.txt", tick_log);
    options.side_by_side = 1;
    ASSERT_EQ(check_all(demos, 3), 130);
    assert_has(out, "passed       one  virtual");
    ASSERT_TRUE(strstr(out, "two") == NULL);
    ASSERT_TRUE(strstr(out, "three") == NULL);
    assert_has(out, "\n1 run judged in ");
    assert_has(out,
               "\nInterrupted: 5 more not judged. The exit code is 130.\n1 passed, 0 failed\n");
}

TEST(interrupt_keeps_the_real_runs_that_have_ended)
{
    struct check_demo demos[] = { { "chapter", "one", &right },
                                  { "chapter", "two", &interrupting_on_the_real_clock },
                                  { "chapter", "three", &right } };

    tree_write("one.txt", tick_log);
    tree_write("two.txt", tick_log);
    tree_write("three.txt", tick_log);
    options.side_by_side = 1;
    ASSERT_EQ(check_all(demos, 3), 130);
    assert_has(out, "passed       one    real");
    assert_has(out, "passed       two    virtual");
    ASSERT_TRUE(strstr(out, "two    real") == NULL);
    ASSERT_TRUE(strstr(out, "three  real") == NULL);
    assert_has(out,
               "\nInterrupted: 2 more not judged. The exit code is 130.\n4 passed, 0 failed\n");
}

/* ---- Orphans ---- */

TEST(a_golden_without_a_demo_is_a_failure_that_names_it)
{
    struct check_demo demos[] = { { "chapter", "one", &right } };

    options.real_clock = false;
    options.catalog = (struct check_catalog){ demos, 1 };
    tree_write("one.txt", tick_log);
    ASSERT_EQ(check_all(demos, 1), 0);
    tree_write("one.gone.txt", tick_log);
    ASSERT_EQ(check_all(demos, 1), 1);
    assert_has(out, "failed       one.gone  virtual\n");
    assert_has(out, "/golden/chapter/one.gone.txt: no demo or variant has this name.\n");
    assert_has(out, "\n1 passed, 1 failed\n");
    /* One variant alone: other files are none of its business. */
    options.variant = "";
    ASSERT_EQ(check_all(demos, 1), 0);
    options.variant = NULL;
    options.virtual_clock = false;
    options.real_clock = true;
    ASSERT_EQ(check_all(demos, 1), 0);
}

/* ---- Advice ---- */

TEST(root_option_is_repeated_in_the_advice)
{
    options.real_clock = false;
    options.root_was_given = true;
    tree_write("one.txt", "[  0.000] begin\n");
    ASSERT_EQ(check_one(&right), 1);
    assert_has(out, "asyncdemo accept one --root=");
}

TEST(damaged_golden_is_reported_with_advice)
{
    options.real_clock = false;
    tree_write("one.txt", "[  0.000] begin\r\n");
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "golden/chapter/one.txt:1: the line ends with a carriage return");
    assert_has(out, "  Next       sed -i 's/\\r$//' ");
    tree_write("one.txt", tick_log);
    tree_write("one.err.txt", "cut");
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "golden/chapter/one.err.txt:1: the file is cut short");
    assert_has(out, "             rm ");
    assert_has(out, "one.err.txt\n");
}

TEST(check_of_no_demos_passes)
{
    ASSERT_EQ(check_all(NULL, 0), 0);
    assert_has(out, "\n0 passed, 0 failed\n");
}

/* ---- Goldens within the program ---- */

static const char *embedded(const char *path, size_t *size)
{
    *size = sizeof tick_log - 1;
    return strcmp(path, "golden/chapter/one.txt") == 0 ? tick_log : NULL;
}

TEST(goldens_within_the_program_are_read)
{
    struct check_demo other = { "chapter", "other", &right };

    options.embedded = embedded;
    options.real_clock = false;
    ASSERT_EQ(check_one(&right), 0);
    ASSERT_EQ(check_one(&slow), 1);
    ASSERT_EQ(check_all(&other, 1), 5);
    assert_has(out, "golden/chapter/other.txt: ");
}

/* ---- Another build as the reference ---- */

static const char *saved(void)
{
    static char folder[4096];

    snprintf(folder, sizeof folder, "%s/saved", test_folder());
    return folder;
}

static void save_reference(const struct demo *demo)
{
    options.save_reference = saved();
    options.real_clock = false;
    ASSERT_EQ(check_one(demo), 0);
    options.save_reference = NULL;
    options.real_clock = true;
    options.reference = saved();
}

TEST(a_build_like_the_reference_passes)
{
    tree_write("one.txt", race_log);
    save_reference(&racing);
    ASSERT_EQ(check_one(&racing), 0);
    assert_has(out, "; explained by lateness: ");
}

TEST(a_build_unlike_the_reference_fails_on_both_clocks)
{
    tree_write("one.txt", tick_log);
    save_reference(&right);
    ASSERT_EQ(check_one(&slow), 1);
    assert_has(out, "failed       one  virtual");
    assert_has(out, "failed       one  real");
    assert_has(out, "own timer of 80 ms; expected: own timer of 50 ms");
    assert_has(out, "\n0 passed, 2 failed\n");
}

TEST(a_build_with_other_causes_fails_on_the_real_clock)
{
    tree_write("one.txt", tick_log);
    save_reference(&right);
    ASSERT_EQ(check_one(&polling), 1);
    assert_has(out, "passed       one  virtual");
    assert_has(out, "failed       one  real");
    assert_has(out, "own timer of 10 ms; expected: own timer of 50 ms");
}

TEST(reference_is_not_saved_when_it_differs_from_its_golden)
{
    tree_write("one.txt", tick_log);
    options.save_reference = saved();
    ASSERT_EQ(check_one(&slow), 1);
    options.save_reference = NULL;
    options.reference = saved();
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "saved/chapter.one.stream: the reference cannot be read");
}

TEST(a_reference_that_cannot_be_saved_is_a_broken_case)
{
    tree_write("one.txt", tick_log);
    options.save_reference = "/dev/null/saved";
    ASSERT_EQ(check_one(&right), 5);
    assert_has(out, "the reference cannot be saved");
}

/* ---- Forms ---- */

TEST(report_of_each_form_names_skipped_cases_and_reasons)
{
    static const struct {
        enum check_format format;
        const char *part;
    } rows[] = {
        { CHECK_TAP,
          "ok 1 - chapter/one on the virtual clock # SKIP libcurl is missing (Debian: " },
        { CHECK_JUNIT, "<skipped message=\"libcurl is missing (Debian: libcurl4-openssl-dev)\"/>" },
        { CHECK_JSON, "\"verdict\":\"skipped\",\"took\":0.000000000,"
                      "\"message\":\"libcurl is missing (Debian: libcurl4-openssl-dev)\"" },
    };

    curl_library.soname = NULL;
    options.real_clock = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        options.format = rows[i].format;
        ASSERT_EQ(check_one(&needy), 0);
        assert_has(out, rows[i].part);
    }
}

TEST(report_has_the_form_that_is_asked_for)
{
    static const struct {
        enum check_format format;
        const char *begin;
    } rows[] = { { CHECK_TAP, "TAP version 14\n1..1\nok 1 - chapter/one on the virtual clock\n" },
                 { CHECK_JUNIT, "<?xml version=\"1.0\"" },
                 { CHECK_JSON, "{\"v\":1,\"passed\":1," } };

    tree_write("one.txt", tick_log);
    options.real_clock = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        options.format = rows[i].format;
        ASSERT_EQ(check_one(&right), 0);
        ASSERT_TRUE(strstr(out, rows[i].begin) == out);
    }
}

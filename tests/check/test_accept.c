#include "check/check.h"

#include "tree.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static int log_new(void *arguments)
{
    (void)arguments;
    log_time("begin");
    int rc = co_sleep(0.2);
    log_time("new end");
    return rc;
}

static int deadlock(void *arguments)
{
    static struct co_lock lock;

    (void)arguments;
    log_time("begin");
    int rc = co_lock_acquire(&lock);
    return rc < 0 ? rc : co_lock_acquire(&lock);
}

static int by_variant(void *arguments)
{
    return variant("stuck") ? deadlock(arguments) : log_new(arguments);
}

static int never_the_same(void *arguments)
{
    (void)arguments;
    log_time("process %ld", (long)getpid());
    return 0;
}

static int never_the_same_result(void *arguments)
{
    (void)arguments;
    log_time("begin");
    return co_return_text("process %ld", (long)getpid());
}

static const struct demo plain = { .main = log_new };
static const struct demo stuck = { .main = deadlock };
static const struct demo stuck_on_purpose = { .main = deadlock, .exit_code = 3 };
static const struct demo varied = { .main = by_variant, .variants = { { "stuck", "", 3 } } };
static const struct demo needy = { .main = log_new, .needs = IO_CURL };
static const struct demo fickle = { .main = never_the_same };
static const struct demo fickle_events = { .main = never_the_same_result };

static const char old_log[] = "[  0.000] begin\n[  0.300] old end\n";
static const char new_log[] = "[  0.000] begin\n[  0.200] new end\n";
static const char new_events[] = "events 1\n"
                                 "0 main is made by the loop\n"
                                 "0 main prints begin\n"
                                 "0 main sleeps until 0.2\n"
                                 "0.2 main is woken after 0.2\n"
                                 "0.2 main prints new end\n"
                                 "0.2 main ends\n"
                                 "0.2 the run ends\n";

static struct accept_options options;
static char *out, *messages;
static size_t out_size, messages_size;

static int accept_all(const struct check_demo *demos, size_t count)
{
    int exit_code;

    free(out);
    free(messages);
    options.root = test_folder();
    options.out = open_memstream(&out, &out_size);
    options.messages = open_memstream(&messages, &messages_size);
    exit_code = accept_demos(demos, count, &options);
    fclose(options.out);
    fclose(options.messages);
    return exit_code;
}

static int accept_one(const struct demo *demo)
{
    struct check_demo one = { "chapter", "one", demo };

    return accept_all(&one, 1);
}

static int accept_answered(const struct demo *demo, const char *answer)
{
    int exit_code;

    options.answers = tmpfile();
    fputs(answer, options.answers);
    rewind(options.answers);
    exit_code = accept_one(demo);
    fclose(options.answers);
    options.answers = NULL;
    return exit_code;
}

TEST(a_missing_golden_is_made)
{
    options.yes = true;
    ASSERT_EQ(accept_one(&plain), 0);
    ASSERT_STR_EQ(tree_read("one.txt"), new_log);
    ASSERT_STR_EQ(tree_read("one.err.txt"), "(none)");
    ASSERT_STR_EQ(tree_read("one.events"), new_events);
    assert_has(messages, "one is accepted.\n");
}

TEST(missing_golden_of_events_is_made)
{
    options.yes = true;
    tree_write("one.txt", new_log);
    ASSERT_EQ(accept_one(&plain), 0);
    assert_has(out, "+0 main prints begin\n");
    ASSERT_STR_EQ(tree_read("one.events"), new_events);
}

TEST(changed_golden_of_events_is_shown_and_replaced)
{
    options.yes = true;
    tree_write("one.txt", new_log);
    tree_write("one.events", "events 1\n0 the run ends\n");
    ASSERT_EQ(accept_one(&plain), 0);
    assert_has(out, "-0 the run ends\n");
    assert_has(out, "+0.2 the run ends\n");
    ASSERT_STR_EQ(tree_read("one.events"), new_events);
}

TEST(events_that_differ_from_run_to_run_are_no_golden)
{
    options.yes = true;
    ASSERT_EQ(accept_one(&fickle_events), 0);
    assert_has(messages, "The events of two runs of one differ, so they are no golden.\n");
    ASSERT_STR_EQ(tree_read("one.txt"), "[  0.000] begin\n");
    ASSERT_STR_EQ(tree_read("one.events"), "(none)");
    tree_write("one.events", new_events);
    ASSERT_EQ(accept_one(&fickle_events), 1);
    assert_has(messages, "one is not accepted: the events of two runs of it differ");
    ASSERT_STR_EQ(tree_read("one.events"), new_events);
}

TEST(an_empty_golden_is_filled)
{
    options.yes = true;
    tree_write("one.txt", "");
    ASSERT_EQ(accept_one(&plain), 0);
    ASSERT_STR_EQ(tree_read("one.txt"), new_log);
}

TEST(changed_golden_is_shown_and_replaced)
{
    options.yes = true;
    tree_write("one.txt", old_log);
    ASSERT_EQ(accept_one(&plain), 0);
    assert_has(out, "\n [  0.000] begin\n-[  0.300] old end\n+[  0.200] new end\n");
    ASSERT_STR_EQ(tree_read("one.txt"), new_log);
}

TEST(unchanged_golden_is_left_alone)
{
    struct stat before, after;

    options.yes = true;
    tree_write("one.txt", new_log);
    tree_write("one.events", new_events);
    ASSERT_EQ(stat(tree_path("one.txt"), &before), 0);
    ASSERT_EQ(accept_one(&plain), 0);
    ASSERT_EQ(stat(tree_path("one.txt"), &after), 0);
    ASSERT_EQ(before.st_ino, after.st_ino);
    ASSERT_STR_EQ(out, "");
    assert_has(messages, "one is unchanged.\n");
}

TEST(a_person_is_asked)
{
    tree_write("one.txt", old_log);
    ASSERT_EQ(accept_answered(&plain, "n\n"), 1);
    assert_has(messages, "Make this the golden of one? [y/N] ");
    assert_has(messages, "one is not accepted: the answer was no. Its golden stays.\n");
    ASSERT_STR_EQ(tree_read("one.txt"), old_log);
    ASSERT_EQ(accept_answered(&plain, "\n"), 1);
    ASSERT_STR_EQ(tree_read("one.txt"), old_log);
    ASSERT_EQ(accept_answered(&plain, "yes\n"), 0);
    ASSERT_STR_EQ(tree_read("one.txt"), new_log);
}

TEST(a_long_answer_is_one_answer)
{
    struct check_demo demos[] = { { "chapter", "one", &plain }, { "chapter", "two", &plain } };

    options.answers = tmpfile();
    fputs("no, not at all, and never, and by no means, y\ny\n", options.answers);
    rewind(options.answers);
    ASSERT_EQ(accept_all(demos, 2), 1);
    ASSERT_STR_EQ(tree_read("one.txt"), "(none)");
    ASSERT_STR_EQ(tree_read("two.txt"), new_log);
    fclose(options.answers);
}

TEST(accept_writes_nothing_when_answers_end)
{
    tree_write("one.txt", old_log);
    ASSERT_EQ(accept_answered(&plain, ""), 130);
    ASSERT_STR_EQ(tree_read("one.txt"), old_log);
}

TEST(golden_is_not_written_without_a_person_to_ask)
{
    tree_write("one.txt", old_log);
    ASSERT_EQ(accept_one(&plain), 2);
    assert_has(messages, "--yes");
    assert_has(out, "+[  0.200] new end\n");
    ASSERT_STR_EQ(tree_read("one.txt"), old_log);
}

/* ---- Refusals ---- */

TEST(a_run_that_does_not_end_well_is_refused)
{
    options.yes = true;
    tree_write("one.txt", old_log);
    ASSERT_EQ(accept_one(&stuck), 1);
    assert_has(messages, "one is not accepted: a deadlock");
    assert_has(messages, "DEADLOCK at 0.000 s");
    ASSERT_STR_EQ(tree_read("one.txt"), old_log);
}

TEST(runs_that_differ_are_refused)
{
    options.yes = true;
    tree_write("one.txt", old_log);
    ASSERT_EQ(accept_one(&fickle), 1);
    assert_has(messages, "one is not accepted: two runs of it differ");
    ASSERT_STR_EQ(tree_read("one.txt"), old_log);
}

TEST(a_golden_with_merge_marks_is_refused_with_the_line)
{
    static const char merged[] = "[  0.000] begin\n<<<<<<< mine\n[  0.300] old end\n";

    options.yes = true;
    tree_write("one.txt", merged);
    ASSERT_EQ(accept_one(&plain), 5);
    assert_has(messages, "one.txt:2: ");
    ASSERT_STR_EQ(tree_read("one.txt"), merged);
}

TEST(a_golden_that_is_cut_short_is_refused)
{
    options.yes = true;
    tree_write("one.txt", "[  0.000] begin\n[  0.3");
    ASSERT_EQ(accept_one(&plain), 5);
    ASSERT_STR_EQ(tree_read("one.txt"), "[  0.000] begin\n[  0.3");
}

TEST(damaged_golden_is_reported_with_advice)
{
    options.yes = options.root_was_given = true;
    tree_write("one.txt", "[  0.000] begin\r\n");
    ASSERT_EQ(accept_one(&plain), 5);
    assert_has(messages, "\n  The file is left as it is.\n  Next       sed -i 's/\\r$//' ");
    assert_has(messages, " --root=");
    tree_write("one.txt", "\xef\xbb\xbf[  0.000] begin\n");
    ASSERT_EQ(accept_one(&plain), 5);
    assert_has(messages, "\n  Next       sed -i '1s/^\\xef\\xbb\\xbf//' ");
    tree_write("one.txt", "[  0.000] begin");
    ASSERT_EQ(accept_one(&plain), 5);
    assert_has(messages, "\n  Next       git checkout -- ");
    tree_write("one.txt", new_log);
    tree_write("one.err.txt", "cut");
    ASSERT_EQ(accept_one(&plain), 5);
    assert_has(messages, "one.err.txt\n");
}

/* The advice of accept must lead to a golden that accept takes. */
TEST(golden_that_follows_the_advice_is_acceptable)
{
    static const char *const damaged[] = { "[  0.000] begin\r\n[  0.200] new end\r\n",
                                           "\xef\xbb\xbf[  0.000] begin\n[  0.200] new end\n" };

    options.yes = true;
    for (int i = 0; i < 2; i++) {
        char command[8192];

        tree_write("one.txt", damaged[i]);
        ASSERT_EQ(accept_one(&plain), 5);
        snprintf(command, sizeof command, "%s", strstr(messages, "sed -i"));
        *strchr(command, '\n') = '\0';
        ASSERT_EQ(system(command), 0);
        ASSERT_STR_EQ(tree_read("one.txt"), new_log);
    }
}

TEST(lines_that_look_the_same_are_shown_with_their_difference)
{
    options.yes = true;
    tree_write("one.txt", "[  0.000] begin\n[  0.200] new\xc2\xa0"
                          "end\n");
    ASSERT_EQ(accept_one(&plain), 0);
    assert_has(out, "\n# Line 2 and line 2 of the new text may look the same.\n"
                    "# They part at character 14: the old line has another kind of blank "
                    "(U+00A0),\n# the new line a blank (U+0020). Only blanks differ.\n");
}

TEST(accept_reports_a_folder_that_cannot_be_written)
{
    struct check_demo one = { "chapter", "one", &plain };

    options.yes = true;
    options.out = options.messages = open_memstream(&messages, &messages_size);
    options.root = "/proc";
    ASSERT_EQ(accept_demos(&one, 1, &options), 5);
    fclose(options.messages);
    assert_has(messages, "one is not accepted: /proc/golden");
}

TEST(goldens_within_the_program_are_refused)
{
    struct check_demo one = { "chapter", "one", &plain };

    options.yes = true;
    options.out = options.messages = open_memstream(&messages, &messages_size);
    ASSERT_EQ(accept_demos(&one, 1, &options), 5);
    fclose(options.messages);
    assert_has(messages, "In the source tree: ./asyncdemo accept");
}

TEST(refused_golden_does_not_hold_up_the_others)
{
    struct check_demo demos[] = { { "chapter", "one", &stuck }, { "chapter", "two", &plain } };

    options.yes = true;
    ASSERT_EQ(accept_all(demos, 2), 1);
    ASSERT_STR_EQ(tree_read("one.txt"), "(none)");
    ASSERT_STR_EQ(tree_read("two.txt"), new_log);
}

TEST(demo_without_its_library_is_refused_and_others_accepted)
{
    struct check_demo demos[] = { { "chapter", "one", &needy }, { "chapter", "two", &plain } };

    curl_library.soname = NULL;
    options.yes = true;
    ASSERT_EQ(accept_all(demos, 2), EXIT_SKIPPED);
    assert_has(messages,
               "one is not accepted: libcurl is missing (Debian: libcurl4-openssl-dev).\n");
    ASSERT_STR_EQ(tree_read("one.txt"), "(none)");
    ASSERT_STR_EQ(tree_read("two.txt"), new_log);
    ASSERT_EQ(accept_one(&needy), EXIT_SKIPPED);
}

/* ---- stderr and variants ---- */

TEST(stderr_of_a_run_is_accepted_as_a_golden)
{
    options.yes = true;
    ASSERT_EQ(accept_one(&stuck_on_purpose), 0);
    ASSERT_STR_EQ(tree_read("one.txt"), "[  0.000] begin\n");
    assert_has(tree_read("one.err.txt"), "DEADLOCK at 0.000 s");
    assert_has(out, "+DEADLOCK");
}

TEST(golden_of_stderr_is_removed_when_stderr_is_empty)
{
    options.yes = true;
    tree_write("one.txt", new_log);
    tree_write("one.err.txt", "an error\n");
    ASSERT_EQ(accept_one(&plain), 0);
    assert_has(out, "-an error\n");
    ASSERT_STR_EQ(tree_read("one.err.txt"), "(none)");
    ASSERT_STR_EQ(tree_read("one.txt"), new_log);
}

TEST(each_variant_has_its_golden)
{
    options.yes = true;
    ASSERT_EQ(accept_one(&varied), 0);
    ASSERT_STR_EQ(tree_read("one.txt"), new_log);
    ASSERT_STR_EQ(tree_read("one.stuck.txt"), "[  0.000] begin\n");
    assert_has(tree_read("one.stuck.err.txt"), "DEADLOCK");
}

TEST(one_variant_is_accepted_alone)
{
    options.yes = true;
    options.variant = "stuck";
    ASSERT_EQ(accept_one(&varied), 0);
    ASSERT_STR_EQ(tree_read("one.txt"), "(none)");
    assert_has(messages, "one.stuck is accepted.\n");
}

/* ---- Bad luck ---- */

TEST(killed_accept_leaves_the_old_golden_or_the_new_one)
{
    int accepted = 0;

    options.yes = true;
    for (int i = 0; i < 60; i++) {
        const char *left;
        pid_t child;

        tree_write("one.txt", old_log);
        child = fork();
        if (child == 0) {
            accept_one(&plain);
            _exit(0);
        }
        usleep((useconds_t)i * 200);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        left = tree_read("one.txt");
        accepted += strcmp(left, new_log) == 0;
        if (strcmp(left, new_log) != 0)
            ASSERT_STR_EQ(left, old_log);
    }
    test_note("%d of 60 had come to an end", accepted);
    options.yes = true;
    ASSERT_EQ(accept_one(&plain), 0);
    ASSERT_STR_EQ(tree_read("one.txt"), new_log);
}

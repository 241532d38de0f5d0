#include "check/golden_remake.h"

#include "run_text.h"
#include "test.h"

#include <stdio.h>

static struct shell_run runs[GOLDEN_RUNS];
static struct text made;
static int64_t spread;

static void end(void)
{
    for (int i = 0; i < GOLDEN_RUNS; i++)
        shell_run_free(&runs[i]);
    text_free(&made);
}

static void parse_or_fail(struct golden_file *file, const char *text, size_t size)
{
    struct transcript_error error = { 0 };

    golden_file_parse(file, "golden", text, size, &error);
    ASSERT_STR_EQ(error.message, "");
}

/* Make a golden file of the runs; `old` is NULL if there is none yet. What is made can be read. */
static const char *remake_runs(const char *old_text)
{
    struct golden_file old = { 0 }, probe, again;
    struct text head = { 0 };
    struct golden_remake remake = { .probe = &probe };

    if (old_text) {
        parse_or_fail(&old, old_text, strlen(old_text));
        remake.old = &old;
    }
    golden_remake_head(&head, remake.old, old_text ? NULL : "cmd", -1);
    parse_or_fail(&probe, text_string(&head), head.length);
    for (int i = 0; i < GOLDEN_RUNS; i++)
        remake.runs[i] = &runs[i];
    remake.head = text_string(&head);
    ASSERT_EQ(golden_remake_write(&remake, &made), 0);
    spread = remake.spread;
    parse_or_fail(&again, made.bytes, made.length);
    golden_file_free(&again);
    golden_file_free(&old);
    golden_file_free(&probe);
    text_free(&head);
    return text_string(&made);
}

static const char *remake(const char *old_text, const char *one, const char *other,
                          const char *third)
{
    end();
    runs[0] = run_text(one);
    runs[1] = run_text(other);
    runs[2] = run_text(third);
    return remake_runs(old_text);
}

static const char *remake_same(const char *old_text, const char *run)
{
    return remake(old_text, run, run, run);
}

TEST(lines_are_stamped_from_the_first_one_on)
{
    ASSERT_STR_EQ(remake_same(NULL, "5 a\n5.1! b\n5.2 c\n"),
                  "$ cmd\n[  0.000] a\n! [  0.100] b\n[  0.200] c\nexit 0\n");
    ASSERT_STR_EQ(remake_same(NULL, ""), "$ cmd\nexit 0\n");
    end();
}

TEST(changing_parts_become_placeholders)
{
    ASSERT_STR_EQ(
        remake(NULL, "0 pid 12 took 1.5 s\n", "0 pid 7 took 1.25 s\n", "0 pid 100 took 3.0 s\n"),
        "$ cmd\n? [  0.000] pid {int} took {float} s\nexit 0\n");
    ASSERT_STR_EQ(remake(NULL, "0 at 0x7f {1}\n", "0 at 0x8f {1}\n", "0 at 0x9f {1}\n"),
                  "$ cmd\n? [  0.000] at {hex} {{1}\nexit 0\n");
    ASSERT_STR_EQ(remake(NULL, "0 in /tmp/a.\n", "0 in /tmp/b.\n", "0 in /tmp/c.\n"),
                  "$ cmd\n? [  0.000] in {path}\nexit 0\n");
    ASSERT_STR_EQ(remake(NULL, "0 hello Ann!\n", "0 hello Bob!\n", "0 hello you two!\n"),
                  "$ cmd\n? [  0.000] hello {*}!\nexit 0\n");
    end();
}

TEST(lines_in_another_order_are_marked)
{
    ASSERT_STR_EQ(
        remake(NULL, "0 a\n0 b\n0 c\n0 d\n", "0 a\n0 c\n0 b\n0 d\n", "0 a\n0 b\n0 c\n0 d\n"),
        "$ cmd\n[  0.000] a\n~ [  0.000] b\n~ [  0.000] c\n[  0.000] d\nexit 0\n");
    end();
}

TEST(lines_that_some_runs_lack_become_an_elision)
{
    ASSERT_STR_EQ(remake(NULL, "0 a\n0 x\n0 d\n", "0 a\n0 d\n", "0 a\n0 y\n0 z\n0 d\n"),
                  "$ cmd\n[  0.000] a\n...\n[  0.000] d\nexit 0\n");
    ASSERT_STR_EQ(remake(NULL, "0 a\n", "0 a\n0! w\n", "0 a\n"),
                  "$ cmd\n[  0.000] a\n! ...\nexit 0\n");
    end();
}

TEST(bytes_that_are_no_text_are_escaped)
{
    ASSERT_STR_EQ(remake_same(NULL, "0 \033[1m{\r\n0 b \n0 \xff"),
                  "$ cmd\n? [  0.000] {\\x1b}[1m{{{\\r}\n? [  0.000] b{\\x20}\n"
                  "? [  0.000] {\\xff}{no newline}\nexit 0\n");
    end();
}

TEST(stamps_of_the_command_are_taken)
{
    ASSERT_STR_EQ(remake(NULL, "0 [08:00:00.000] a\n1 [08:00:00.100] b\n",
                         "0 [09:00:00.000] a\n1 [09:00:00.100] b\n",
                         "0 [10:00:00.000] a\n1 [10:00:00.101] b\n"),
                  "$ cmd\nstamps own\n[08:00:00.000] a\n[08:00:00.100] b\nexit 0\n");
    end();
}

TEST(steps_that_differ_are_allowed_by_headers)
{
    ASSERT_STR_EQ(remake(NULL, "0 a\n0.1 b\n", "0 a\n0.2 b\n", "0 a\n0.15 b\n"),
                  "$ cmd\nlate 0.2s\nearly 0.2s\n[  0.000] a\n[  0.150] b\nexit 0\n");
    ASSERT_EQ(spread, 100000000);
    end();
}

TEST(command_that_does_not_end_keeps_its_first_lines)
{
    const char *text = "0 a\n0.5 b\n0.95 c\n";
    struct golden_file probe;
    struct golden_remake remake_it = { .head = "$ cmd\nlimit 1s\n", .probe = &probe };

    parse_or_fail(&probe, remake_it.head, strlen(remake_it.head));
    for (int i = 0; i < GOLDEN_RUNS; i++) {
        runs[i] = run_text(text);
        runs[i].end = SHELL_AT_LIMIT;
        remake_it.runs[i] = &runs[i];
    }
    ASSERT_EQ(golden_remake_write(&remake_it, &made), 0);
    ASSERT_STR_EQ(text_string(&made),
                  "$ cmd\nlimit 1s\n[  0.000] a\n[  0.500] b\n...\nexit limit\n");
    golden_file_free(&probe);
    end();
}

TEST(flood_keeps_its_first_lines)
{
    static char text[1024], expected[1024];
    struct shell_line gap = { .is_gap = true };

    end();
    for (int i = 0; i < 25; i++)
        sprintf(text + strlen(text), "0 %d\n", i);
    for (int i = 0; i < GOLDEN_RUNS; i++) {
        runs[i] = run_text(text);
        ASSERT_EQ(shell_lines_add(&runs[i].output, gap, ""), 0);
    }
    strcpy(expected, "$ cmd\n");
    for (int i = 0; i < 20; i++)
        sprintf(expected + strlen(expected), "[  0.000] %d\n", i);
    strcat(expected, "...\nexit 0\n");
    ASSERT_STR_EQ(remake_runs(NULL), expected);
    end();
}

TEST(step_across_an_elision_differs_by_what_it_stands_for)
{
    ASSERT_STR_EQ(remake(NULL, "0 a\n1 b\n1 z\n", "0 a\n1 c\n1.2 d\n1.2 z\n", "0 a\n1 b\n1 z\n"),
                  "$ cmd\nlate 0.4s\nearly 0.4s\n[  0.000] a\n...\n[  1.000] z\nexit 0\n");
    end();
}

TEST(file_that_fits_stays_as_it_is)
{
    static const char old[] = "# by hand\n$ cmd\nlate 1s\n[  0.0] a\n? [  0.1] {*}\n...\n"
                              "~ [  0.2] c\n~ [  0.2] b\n! ...\nexit 0\n";

    ASSERT_STR_EQ(remake_same(old, "0 a\n0.11 x\n0.15 y\n0.2 b\n0.21 c\n0.21! w\n"), old);
    end();
}

TEST(streams_stay_in_their_order_where_the_times_stay)
{
    static const char old[] = "$ cmd\n[  0.000] a\n! [  0.300] b\n[  0.300] c\nexit 0\n";

    ASSERT_STR_EQ(remake_same(old, "5 a\n5.3 c\n5.3! b\n"), old);
    ASSERT_STR_EQ(remake_same(old, "5 a\n5.3 c\n5.4! b\n"),
                  "$ cmd\n[  0.000] a\n[  0.300] c\n! [  0.400] b\nexit 0\n");
    end();
}

TEST(placeholder_of_the_user_stays_where_it_fits)
{
    static const char old[] = "$ cmd\n[  0.0] a\n? [  0.1] pid {int:pid}\n...\n"
                              "? [  0.2] again {=pid}\n[  0.3] z\nexit 3\n";

    ASSERT_STR_EQ(remake_same(old, "0 A\n0.1 pid 7\n0.15 x\n0.2 again 7\n0.5 z\n0.6 new\n"),
                  "$ cmd\n[  0.000] A\n? [  0.1] pid {int:pid}\n...\n? [  0.2] again {=pid}\n"
                  "[  0.500] z\n[  0.600] new\nexit 0\n");
    end();
}

TEST(lines_without_stamps_stay_so)
{
    ASSERT_STR_EQ(remake_same("$ cmd\nstamps none\n\nb\n", "0 exit 0\n0 b\n0 # x\n"),
                  "$ cmd\nstamps none\n\n\\exit 0\nb\n\\# x\nexit 0\n");
    end();
}

TEST(head_takes_a_new_command_and_limit)
{
    struct golden_file old;
    struct text head = { 0 };
    static const char text[] = "# x\n$ cmd\n> more\nlimit 9s\nlate 1s\n[  0.0] a\n";

    parse_or_fail(&old, text, strlen(text));
    golden_remake_head(&head, &old, "one\ntwo", 2500000000);
    ASSERT_STR_EQ(text_string(&head), "# x\n$ one\n> two\nlate 1s\nlimit 2.5s\n");
    text_clear(&head);
    golden_remake_head(&head, &old, NULL, -1);
    ASSERT_STR_EQ(text_string(&head), "# x\n$ cmd\n> more\nlimit 9s\nlate 1s\n");
    text_free(&head);
    golden_file_free(&old);
}

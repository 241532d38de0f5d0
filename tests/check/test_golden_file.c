#include "check/golden_file.h"

#include "test.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static struct golden_file file;
static struct transcript_error error;

static int parse(const char *text)
{
    error = (struct transcript_error){ 0 };
    return golden_file_parse(&file, "a.golden", text, strlen(text), &error);
}

static void parse_or_fail(const char *text)
{
    parse(text);
    ASSERT_STR_EQ(error.message, "");
}

static void assert_refused(const char *text, const char *sentence)
{
    ASSERT_TRUE(parse(text) < 0);
    ASSERT_STR_EQ(error.message, sentence);
    golden_file_free(&file);
}

static void assert_text(size_t item, const char *text)
{
    ASSERT_TRUE(item < file.count);
    ASSERT_EQ(file.items[item].length, strlen(text));
    ASSERT_EQ(memcmp(file.items[item].text, text, strlen(text)), 0);
}

TEST(command_and_headers_are_read)
{
    parse_or_fail("# made by hand\n$ python3 a.py\n> b\ncwd tests\nenv A=1\nenv B\nlimit 2s\n"
                  "late 100ms\nearly 0.25\nstart <= 1.5s\nexit 3\n");
    ASSERT_STR_EQ(file.command, "python3 a.py\nb");
    ASSERT_EQ(file.command_number, 2);
    ASSERT_STR_EQ(file.folder, "tests");
    ASSERT_EQ(file.environment_count, 2);
    ASSERT_STR_EQ(file.environment[0], "A=1");
    ASSERT_STR_EQ(file.environment[1], "B");
    ASSERT_EQ(file.limit, 2000000000);
    ASSERT_EQ(file.late, 100000000);
    ASSERT_EQ(file.early, 250000000);
    ASSERT_EQ(file.start, 1500000000);
    ASSERT_EQ(file.end.status, 3);
    ASSERT_EQ(file.count, 0);
    golden_file_free(&file);
}

TEST(value_is_negative_without_its_header)
{
    parse_or_fail("$ a\n");
    ASSERT_EQ(file.limit, -1);
    ASSERT_EQ(file.late, -1);
    ASSERT_EQ(file.early, -1);
    ASSERT_EQ(file.start, -1);
    ASSERT_EQ(file.end.number, 0);
    ASSERT_TRUE(file.folder == NULL);
    golden_file_free(&file);
}

TEST(lines_have_marks_stamps_and_text)
{
    parse_or_fail("$ a\n[  0.010] one\n! [  0.020] two\n? [  0.030] {int}\n~ ! ? [  0.040] {hex}\n"
                  "[  0.050]\n...\n! ...\nplain\n\\exit 0\n\n# remark\nexit SIGTERM\n\n");
    ASSERT_EQ(file.count, 10);
    assert_text(0, "one");
    ASSERT_EQ(file.items[0].number, 2);
    ASSERT_EQ(file.items[0].time, 10000000);
    ASSERT_TRUE(file.items[1].is_error && !file.items[1].is_pattern);
    ASSERT_TRUE(file.items[2].is_pattern && !file.items[2].is_error);
    ASSERT_TRUE(file.items[3].is_pattern && file.items[3].is_error && file.items[3].is_unordered);
    assert_text(4, "");
    ASSERT_TRUE(file.items[4].stamped);
    ASSERT_TRUE(file.items[5].is_elision && !file.items[5].is_error);
    ASSERT_TRUE(file.items[6].is_elision && file.items[6].is_error);
    assert_text(7, "plain");
    ASSERT_TRUE(!file.items[7].stamped);
    assert_text(8, "exit 0");
    assert_text(9, "");
    ASSERT_EQ(file.end.kind, GOLDEN_END_SIGNAL);
    ASSERT_EQ(file.end.status, SIGTERM);
    golden_file_free(&file);
}

TEST(empty_line_ends_the_headers)
{
    parse_or_fail("$ a\n\nlate 1s\n\nexit 0\n");
    ASSERT_EQ(file.late, -1);
    ASSERT_EQ(file.count, 2);
    assert_text(0, "late 1s");
    assert_text(1, "");
    golden_file_free(&file);
}

TEST(stamps_of_the_command_are_of_any_kind)
{
    parse_or_fail("$ a\nstamps own\n\n2026-11-30 09:21:32,123 INFO x\n"
                  "? 2026-11-30 09:21:32,323 INFO {int}\n");
    ASSERT_EQ(file.kind, TRANSCRIPT_STAMP_DATE);
    assert_text(0, "INFO x");
    ASSERT_EQ(file.items[1].time - file.items[0].time, 200000000);
    golden_file_free(&file);
    parse_or_fail("$ a\n\n2026-11-30 09:21:32,123 INFO x\n");
    ASSERT_EQ(file.kind, TRANSCRIPT_STAMP_NONE);
    golden_file_free(&file);
    parse_or_fail("$ a\nstamps none\n[  0.010] x\n");
    assert_text(0, "[  0.010] x");
    golden_file_free(&file);
}

TEST(damaged_golden_file_is_refused_in_a_sentence)
{
    static const char no_header[] =
        "a.golden:2: there is no header \"foo bar\"; there are cwd, env, limit, late, early, start "
        "and stamps. An empty line stands between headers and output.";
    static const char no_end[] =
        "a.golden:2: the end is \"exit 0\", another code up to 255, \"exit SIGTERM\" or \"exit "
        "limit\". A backslash before the line makes it a line of output.";

    assert_refused("", "a.golden: the file is empty.");
    assert_refused("hello\n",
                   "a.golden:1: a golden of a command begins with the command, as in \"$ make\".");
    assert_refused("# x\n",
                   "a.golden: a golden of a command begins with the command, as in \"$ make\".");
    assert_refused("$ a\nfoo bar\n", no_header);
    assert_refused("$ a\ncwd\n", "a.golden:2: the header cwd has no value.");
    assert_refused("$ a\ncwd a\ncwd b\n", "a.golden:3: this header is there a second time.");
    assert_refused("$ a\nlimit 1s\nlimit 2s\n", "a.golden:3: this header is there a second time.");
    assert_refused("$ a\nenv =1\n", "a.golden:2: \"=1\" has no name before its =.");
    assert_refused("$ a\nlimit soon\n",
                   "a.golden:2: \"soon\" is no time; a time is 2s, 0.5s or 300ms.");
    assert_refused("$ a\nlimit -1s\n",
                   "a.golden:2: \"-1s\" is no time; a time is 2s, 0.5s or 300ms.");
    assert_refused("$ a\nlimit 1.2.3s\n",
                   "a.golden:2: \"1.2.3s\" is no time; a time is 2s, 0.5s or 300ms.");
    assert_refused("$ a\nstart 2s\n",
                   "a.golden:2: a limit of the start is written \"start <= 2s\".");
    assert_refused("$ a\nstamps wall\n",
                   "a.golden:2: \"wall\" is no kind of stamps: arrival, own or none.");
    assert_refused("$ a\nexit x\n", no_end);
    assert_refused("$ a\nexit 256\n", no_end);
    assert_refused("$ a\nexit SIGFOO\n", no_end);
    assert_refused("$ a\nexit\n", no_end);
    assert_refused("$ a\nexit limit\n",
                   "a.golden:2: \"exit limit\" needs a header such as \"limit 2s\".");
    assert_refused("$ a\nexit 0\nx\n", "a.golden:3: a line follows the end. A backslash before "
                                       "line 2 makes that line one of the output.");
    assert_refused("$ a\n~ ...\n", "a.golden:2: \"...\" takes no mark but \"! \", for stderr.");
    assert_refused("$ a\n? [  0.010] {\n",
                   "a.golden:2: a brace is not closed; {{ stands for a brace.");
    assert_refused("$ a\r\n", "a.golden:1: the line ends with a carriage return and a newline; "
                              "lines end with a newline alone.");
    assert_refused("$ a\n\n\xff\n", "a.golden:3: byte 1 of the line, 0xff, is not UTF-8.");
    assert_refused("$ a", "a.golden:1: the file is cut short: its last line has no newline.");
}

TEST(too_many_lines_in_any_order_are_refused)
{
    static char text[16 * GOLDEN_GROUP_MAX] = "$ a\n";

    for (int i = 0; i < GOLDEN_GROUP_MAX; i++)
        strcat(text, "~ x\n");
    parse_or_fail(text);
    golden_file_free(&file);
    strcat(text, "~ x\n");
    assert_refused(text, "a.golden:1002: more than 1000 lines may change places here.");
}

TEST(names_of_signals_are_read_and_written)
{
    ASSERT_STR_EQ(golden_signal_name(SIGKILL), "KILL");
    ASSERT_TRUE(golden_signal_name(0) == NULL);
    ASSERT_EQ(golden_signal("SEGV", 4), SIGSEGV);
    ASSERT_EQ(golden_signal("SEG", 3), 0);
}

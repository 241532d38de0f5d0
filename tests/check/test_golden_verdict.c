#include "check/golden_verdict.h"

#include "run_text.h"
#include "test.h"

#include <errno.h>
#include <signal.h>

#define MILLISECOND INT64_C(1000000)
/* The start of the run, by the clock that the machine's record has. */
#define BEGAN (100000 * MILLISECOND)

static struct golden_file file;
static struct child run;
static struct shell_call call = { .limit = 1000 * MILLISECOND };
static struct machine machine;
static struct machine_stall stall;
static struct delay_sample pressure[2];
static struct verdict verdict;
static struct golden_suspicion suspicion;
static struct text errors;

/* A machine whose processor stalled for `stalled` from the start on, and in which some task waited
 * for `waited`. */
static void set_machine(int64_t stalled, int64_t waited)
{
    stall = (struct machine_stall){ 0, BEGAN, BEGAN + stalled };
    pressure[0] = (struct delay_sample){ BEGAN, 0 };
    pressure[1] = (struct delay_sample){ BEGAN + 100000 * MILLISECOND, waited };
    machine = (struct machine){ .watched = true,
                                .stalls = &stall,
                                .stall_count = 1,
                                .has_pressure = true,
                                .pressure = { .samples = pressure, .count = 2, .source = -1 } };
}

static void judge_end(const char *golden, const char *output, enum shell_end end, int status)
{
    struct transcript_error error = { 0 };
    static char text[1024];
    struct golden_case one = { .file = &file,
                               .path = "a.golden",
                               .run = &run,
                               .machine = &machine,
                               .limits = { 50 * MILLISECOND, 50 * MILLISECOND, -1 } };

    golden_file_free(&file);
    child_free(&run);
    snprintf(text, sizeof text, "$ command\nlimit 1s\n%s", golden);
    golden_file_parse(&file, "golden", text, strlen(text), &error);
    ASSERT_STR_EQ(error.message, "");
    run = (struct child){
        .command = &call, .end = CHILD_ENDED, .took = call.limit, .shell_run = run_text(output)
    };
    run.shell_run.end = end;
    run.shell_run.status = status;
    run.shell_run.delays.began = BEGAN;
    golden_judge(&one, &suspicion, &verdict, &errors);
}

static void judge(const char *golden, const char *output)
{
    judge_end(golden, output, SHELL_EXITED, 0);
}

static void end(void)
{
    golden_file_free(&file);
    child_free(&run);
    text_free(&errors);
}

static void assert_verdict(enum verdict_kind kind, const char *message)
{
    ASSERT_STR_EQ(verdict.message, message);
    ASSERT_EQ(verdict.kind, kind);
}

static const char golden[] = "[  0.000] a\n[  0.100] b\nexit 0\n";
static const char late[] = "0 a\n0.4 b\n";
#define LATE "line 4 comes too late: 0.400 s after line 3 instead of 0.100 s; allowed is 50 ms"

TEST(run_that_agrees_passes)
{
    set_machine(0, 0);
    judge(golden, "0 a\n0.12 b\n");
    assert_verdict(VERDICT_PASSED, "");
    ASSERT_EQ(verdict.lateness, 20 * MILLISECOND);
    ASSERT_EQ(verdict.limit, 50 * MILLISECOND);
    end();
}

TEST(lateness_on_a_machine_on_time_fails)
{
    set_machine(0, 0);
    judge(golden, late);
    assert_verdict(VERDICT_FAILED, LATE);
    ASSERT_EQ(verdict.golden.line, 4);
    ASSERT_EQ(verdict.difference, DIFFERENCE_TOO_LATE);
    end();
}

TEST(lateness_of_the_machine_is_inconclusive)
{
    set_machine(300 * MILLISECOND, 0);
    judge(golden, late);
    ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
    ASSERT_TRUE(strncmp(verdict.message, LATE "; this machine was too late", strlen(LATE) + 27) ==
                0);
    ASSERT_TRUE(suspicion.item == NULL);
    end();
}

/* Less than half of the lateness, or all but more than the limit of it, explains nothing. */
TEST(lateness_that_the_machine_explains_in_part_fails)
{
    set_machine(200 * MILLISECOND, 0);
    judge(golden, late);
    assert_verdict(VERDICT_FAILED, LATE);
    set_machine(30 * MILLISECOND, 0);
    judge(golden, "0 a\n0.17 b\n");
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    set_machine(40 * MILLISECOND, 0);
    judge(golden, "0 a\n0.17 b\n");
    ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
    end();
}

TEST(processes_that_waited_explain_lateness)
{
    static const struct delay_sample samples[] = {
        { BEGAN, 0 }, { BEGAN + 400 * MILLISECOND, 300 * MILLISECOND }
    };
    struct golden_case one = { .file = &file, .run = &run, .machine = &machine };

    set_machine(0, 0);
    judge(golden, late);
    ASSERT_EQ(verdict.kind, VERDICT_FAILED);
    one.limits = (struct golden_limits){ 50 * MILLISECOND, 50 * MILLISECOND, -1 };
    run.shell_run.delays.samples = malloc(sizeof samples);
    memcpy(run.shell_run.delays.samples, samples, sizeof samples);
    run.shell_run.delays.count = 2;
    golden_judge(&one, &suspicion, &verdict, &errors);
    ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
    ASSERT_TRUE(suspicion.item == NULL);
    end();
}

/* The pressure of the whole system may have had nothing to do with the command. If the same line is
 * late each time, the command is to blame. */
TEST(suspicion_is_confirmed_by_the_same_line)
{
    struct golden_suspicion suspicions[3];

    set_machine(0, 400 * MILLISECOND);
    judge(golden, late);
    ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
    ASSERT_TRUE(suspicion.item == &file.items[1]);
    for (int i = 0; i < 3; i++)
        suspicions[i] = suspicion;
    golden_judge_together(suspicions, 3, &verdict);
    assert_verdict(VERDICT_FAILED, LATE "; it was so in 3 of 3 runs");
    end();
}

TEST(suspicion_of_several_lines_stays_open)
{
    struct golden_suspicion suspicions[3];

    set_machine(0, 400 * MILLISECOND);
    judge(golden, late);
    for (int i = 0; i < 3; i++)
        suspicions[i] = suspicion;
    suspicions[1].item = &file.items[0];
    golden_judge_together(suspicions, 3, &verdict);
    ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
    suspicions[1].item = NULL;
    golden_judge_together(suspicions, 3, &verdict);
    ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
    end();
}

/* The lateness of the machine is no excuse for another text. */
TEST(wrong_text_fails_on_any_machine)
{
    set_machine(100000 * MILLISECOND, 0);
    judge(golden, "0 a\n0.1 c\n");
    assert_verdict(VERDICT_FAILED, "the command prints another text than line 4 of the golden");
    end();
}

TEST(end_is_judged)
{
    set_machine(0, 0);
    judge_end("exit 0\n", "", SHELL_EXITED, 3);
    assert_verdict(VERDICT_FAILED, "the command ended with exit code 3, expected exit code 0");
    ASSERT_EQ(verdict.golden.line, 3);
    judge_end("exit SIGTERM\n", "", SHELL_SIGNALLED, SIGTERM);
    assert_verdict(VERDICT_PASSED, "");
    judge_end("exit SIGTERM\n", "", SHELL_SIGNALLED, SIGKILL);
    assert_verdict(VERDICT_FAILED, "SIGKILL ended the command, expected SIGTERM");
    judge_end("exit limit\n", "", SHELL_AT_LIMIT, 0);
    assert_verdict(VERDICT_PASSED, "");
    judge_end("exit limit\n", "", SHELL_EXITED, 0);
    assert_verdict(VERDICT_FAILED,
                   "the command ended with exit code 0, expected no end before its limit");
    judge_end("", "", SHELL_AT_LIMIT, 0);
    assert_verdict(VERDICT_FAILED,
                   "the command does not end: its limit of 1 s was over, and it was "
                   "ended, expected exit code 0");
    judge_end("[  0.000] a\n", "0 b\n", SHELL_EXITED, 1);
    assert_verdict(VERDICT_FAILED, "the command prints another text than line 3 of the golden; the "
                                   "command ended with exit code 1, expected exit code 0");
    end();
}

/* On a machine that was late, a command comes less far until its limit. */
TEST(missing_line_at_the_limit_may_be_late)
{
    static const char endless[] = "[  0.000] a\n[  0.500] b\nexit limit\n";

    set_machine(0, 0);
    judge_end(endless, "0 a\n", SHELL_AT_LIMIT, 0);
    assert_verdict(VERDICT_FAILED, "line 4 of the golden is missing");
    set_machine(600 * MILLISECOND, 0);
    judge_end(endless, "0 a\n", SHELL_AT_LIMIT, 0);
    ASSERT_EQ(verdict.kind, VERDICT_INCONCLUSIVE);
    end();
}

TEST(run_that_was_not_made_is_broken)
{
    set_machine(0, 0);
    judge_end("", "", SHELL_NO_FOLDER, -ENOENT);
    assert_verdict(VERDICT_BROKEN,
                   "a.golden: its folder \".\" cannot be entered: No such file or directory");
    judge_end("", "", SHELL_NOT_BEGUN, -EAGAIN);
    assert_verdict(VERDICT_BROKEN,
                   "the system could not start the command: Resource temporarily unavailable");
    end();
}

TEST(run_whose_process_was_killed_fails)
{
    struct golden_case one = { .file = &file, .path = "a.golden", .run = &run };

    run = (struct child){ .command = &call, .end = CHILD_SIGNALLED, .status = SIGKILL };
    golden_judge(&one, &suspicion, &verdict, &errors);
    assert_verdict(VERDICT_FAILED,
                   "signal 9, Killed, ended the process that follows the command, "
                   "so that the output is lost; a command must not kill its parent");
    run = (struct child){ .command = &call, .end = CHILD_TIMED_OUT, .time_limit = 32000000000 };
    golden_judge(&one, &suspicion, &verdict, &errors);
    assert_verdict(VERDICT_FAILED, "the process that follows the command did not end within 32 s, "
                                   "and was killed, so that the output is lost; "
                                   "a command must not stop its parent");
    end();
}

TEST(long_line_is_shown_in_part)
{
    static char output[3000] = "0 ";

    set_machine(0, 0);
    judge("[  0.000] a\n", "0 b\n");
    ASSERT_TRUE(!verdict.actual.is_cut);
    memset(output + 2, 'b', sizeof output - 4);
    output[sizeof output - 2] = '\n';
    judge("[  0.000] a\n", output);
    ASSERT_TRUE(verdict.actual.is_cut);
    ASSERT_TRUE(verdict.actual.length < sizeof output - 4);
    end();
}

TEST(command_that_cannot_run_is_to_be_mended)
{
    set_machine(0, 0);
    judge_end("[  0.000] a\n", "", SHELL_EXITED, 127);
    assert_verdict(VERDICT_FAILED, "the shell did not find the command: it ended with exit code "
                                   "127, expected exit code 0");
    ASSERT_EQ(verdict.golden.line, 1);
    ASSERT_TRUE(verdict.golden.is_command);
    judge_end("[  0.000] a\nexit 127\n", "0 b\n", SHELL_EXITED, 127);
    ASSERT_EQ(verdict.golden.line, 3);
    ASSERT_TRUE(!verdict.golden.is_command);
    end();
}

TEST(unexpected_words_on_stderr_are_shown)
{
    set_machine(0, 0);
    judge("[  0.000] a\n", "0 a\n0! one\n0! two\n");
    assert_verdict(VERDICT_FAILED, "the command prints on stderr, where the golden has nothing");
    ASSERT_EQ(verdict.difference, DIFFERENCE_STDERR);
    ASSERT_STR_EQ(verdict.stderr_text, "one\ntwo\n");
    judge("[  0.000] a\n! [  0.000] one\n", "0 one\n0! a\n");
    assert_verdict(VERDICT_FAILED, "the command prints another text than line 3 of the golden; its "
                                   "text came on stderr");
    ASSERT_EQ(verdict.stderr_size, 0);
    end();
}

TEST(processes_that_were_left_are_told)
{
    struct golden_case one = { .file = &file, .run = &run, .machine = &machine };

    set_machine(0, 0);
    judge("[  0.000] a\n", "0 a\n");
    one.limits = (struct golden_limits){ 0, 0, -1 };
    run.shell_run.left_processes = true;
    golden_judge(&one, &suspicion, &verdict, &errors);
    assert_verdict(VERDICT_PASSED, "it left processes behind, which were ended");
    end();
}

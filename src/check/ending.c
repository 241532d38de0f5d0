#include "check/ending.h"

#include <signal.h>
#include <string.h>

static bool decide(struct verdict *verdict, enum verdict_kind kind, enum difference difference)
{
    verdict->kind = kind;
    verdict->difference = difference;
    return true;
}

static bool judge_refusal(int code, struct verdict *verdict)
{
    const char *what = "the system refused to run it";

    if (code == -EMFILE || code == -ENFILE)
        what = "there is no descriptor left to run it";
    else if (code == -EAGAIN)
        what = "there is no process left to run it";
    else if (code == -ENOMEM)
        what = "there is no memory left to run it";
    else if (code == -EPROTO)
        what = "what it told about its run was cut short";
    verdict_say(verdict, "%s: %s", what, strerror(-code));
    return decide(verdict, VERDICT_BROKEN, DIFFERENCE_RESOURCES);
}

static bool judge_signal(int signal, struct verdict *verdict)
{
    if (signal == SIGXFSZ)
        verdict_say(verdict, "it printed more than %d MiB and was ended", CHILD_LOG_MAX >> 20);
    else
        verdict_say(verdict, "it was ended by signal %d, %s", signal, strsignal(signal));
    return decide(verdict, VERDICT_FAILED, DIFFERENCE_CRASHED);
}

/* Other codes come from the system that it runs on; 0 if what has been printed or recorded did not
 * find room. */
static bool is_of_the_program(int code)
{
    return code < 0 && code != -ENOMEM && code != -EMFILE && code != -EAGAIN;
}

static bool judge_result(const struct run_result *result, int expected_exit_code,
                         struct verdict *verdict)
{
    if (result->exit_code == expected_exit_code)
        return false;
    if (result->exit_code == EXIT_TOOL_FAILED) {
        verdict_say(verdict, "%s", result->message);
        return is_of_the_program(result->code)
                   ? decide(verdict, VERDICT_FAILED, DIFFERENCE_EXIT_CODE)
                   : decide(verdict, VERDICT_BROKEN, DIFFERENCE_RESOURCES);
    }
    if (result->exit_code == EXIT_DEADLOCK && result->code == -EDEADLK) {
        verdict_say(verdict, "a deadlock: tasks are left that can never run again");
        return decide(verdict, VERDICT_FAILED, DIFFERENCE_DEADLOCK);
    }
    if (result->exit_code == EXIT_DEADLOCK && result->code == -ELOOP) {
        verdict_say(verdict, "a livelock: tasks turn without time moving");
        return decide(verdict, VERDICT_FAILED, DIFFERENCE_LIVELOCK);
    }
    verdict_say(verdict, "it ended with exit code %d, expected %d", result->exit_code,
                expected_exit_code);
    return decide(verdict, VERDICT_FAILED, DIFFERENCE_EXIT_CODE);
}

bool ending_judge(const struct child *run, int expected_exit_code, struct verdict *verdict)
{
    char duration[DURATION_MAX];

    verdict->stderr_text = run->errors;
    verdict->stderr_size = run->errors_size;
    switch (run->end) {
    case CHILD_NOT_RUN:
        verdict_say(verdict, "it was not run");
        return decide(verdict, VERDICT_SKIPPED, DIFFERENCE_NONE);
    case CHILD_REFUSED:
        return judge_refusal(run->status, verdict);
    case CHILD_TIMED_OUT:
        verdict_say(verdict, "it had not ended after %s, and was killed",
                    duration_words(duration, run->time_limit));
        return decide(verdict, VERDICT_FAILED, DIFFERENCE_TIMED_OUT);
    case CHILD_SIGNALLED:
        return judge_signal(run->status, verdict);
    case CHILD_EXITED:
        verdict_say(verdict, "its process left in the middle of the run, with exit code %d",
                    run->status);
        return decide(verdict, VERDICT_FAILED, DIFFERENCE_CRASHED);
    case CHILD_ENDED:
        break;
    }
    if (run->clock == CO_CLOCK_REAL && run->record.failed)
        return judge_refusal(-ENOMEM, verdict);
    return judge_result(&run->result, expected_exit_code, verdict);
}

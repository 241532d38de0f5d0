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
        what = "no descriptor is left to run it";
    else if (code == -EAGAIN)
        what = "no process is left to run it";
    else if (code == -ENOMEM)
        what = "no memory is left to run it";
    else if (code == -EPROTO)
        what = "the report of its run was cut short";
    verdict_say(verdict, "%s: %s", what, strerror(-code));
    return decide(verdict, VERDICT_BROKEN, DIFFERENCE_RESOURCES);
}

/* Returns when the run logged its last line, by the stamp of that line; negative if there is
 * none. */
static double last_stamp(const struct child *run)
{
    const char *end = run->log_size ? memrchr(run->log, '\n', run->log_size) : NULL, *begin;
    char stamp[DURATION_MAX];
    double moment;

    if (!end)
        return -1;
    begin = memrchr(run->log, '\n', (size_t)(end - run->log));
    begin = begin ? begin + 1 : run->log;
    snprintf(stamp, sizeof stamp, "%.*s", (int)(end - begin), begin);
    return sscanf(stamp, "[%lf]", &moment) == 1 ? moment : -1;
}

/* Judge a run that was killed because it printed too much or took too long. */
static bool judge_endless(const struct child *run, struct verdict *verdict)
{
    double last = last_stamp(run);
    char duration[DURATION_MAX];

    verdict_say(verdict, "it does not end: its golden ends at %.3f", (double)run->ends_at / 1e9);
    if (run->end == CHILD_TIMED_OUT)
        verdict_add(verdict, ", and after %s of real time it was killed",
                    duration_words(duration, run->time_limit));
    if (last >= 0)
        verdict_add(verdict, "; its last line is at %.3f", last);
    return decide(verdict, VERDICT_FAILED, DIFFERENCE_ENDLESS);
}

static bool judge_signal(const struct child *run, struct verdict *verdict)
{
    if (run->status == SIGXFSZ)
        return judge_endless(run, verdict);
    verdict_say(verdict, "it was ended by signal %d, %s", run->status, strsignal(run->status));
    return decide(verdict, VERDICT_FAILED, DIFFERENCE_CRASHED);
}

static const struct event *end_of_main(const struct stream *stream)
{
    for (size_t i = 0; stream->task_count && i < stream->count; i++)
        if (stream->events[i].kind == EVENT_TASK_END &&
            stream->events[i].task == stream->events[stream->tasks[0]].task)
            return &stream->events[i];
    return NULL;
}

void ending_add(struct verdict *verdict, const struct stream *stream)
{
    const struct event *end = end_of_main(stream);

    if (!end)
        return;
    verdict_add(verdict, "; main ended at %.3f", (double)end->time / 1e9);
    if (end->result < 0)
        verdict_add(verdict, " with %s", co_error_name(end->result));
    if (end->file[0])
        verdict_add(verdict, ", at %s:%d", end->file, end->line);
}

/* Returns whether the program itself returned this code. The other codes come from the system. The
 * code 0 means that the output or the record found no room. */
static bool is_of_the_program(int code)
{
    return code < 0 && code != -ENOMEM && code != -EMFILE && code != -EAGAIN;
}

static bool judge_result(const struct child *run, int expected_exit_code, struct verdict *verdict)
{
    const struct run_result *result = &run->result;
    enum difference difference = DIFFERENCE_EXIT_CODE;

    if (result->exit_code == expected_exit_code)
        return false;
    if (result->exit_code == EXIT_TOOL_FAILED) {
        verdict_say(verdict, "%s", result->message);
        if (!is_of_the_program(result->code))
            return decide(verdict, VERDICT_BROKEN, DIFFERENCE_RESOURCES);
    } else if (result->exit_code == EXIT_DEADLOCK && result->code == -EDEADLK) {
        difference = DIFFERENCE_DEADLOCK;
        verdict_say(verdict, "a deadlock: the tasks that are left can never run again");
    } else if (result->exit_code == EXIT_DEADLOCK && result->code == -ELOOP) {
        difference = DIFFERENCE_LIVELOCK;
        verdict_say(verdict, "a livelock: tasks run again and again while time stands still");
    } else {
        verdict_say(verdict, "it ended with exit code %d, expected %d", result->exit_code,
                    expected_exit_code);
    }
    if (difference == DIFFERENCE_EXIT_CODE)
        ending_add(verdict, &run->stream);
    return decide(verdict, VERDICT_FAILED, difference);
}

bool ending_judge(const struct child *run, int expected_exit_code, struct verdict *verdict)
{
    verdict->stderr_text = run->errors;
    verdict->stderr_size = run->errors_size;
    switch (run->end) {
    case CHILD_NOT_RUN:
        verdict_say(verdict, "it was not run");
        return decide(verdict, VERDICT_SKIPPED, DIFFERENCE_NONE);
    case CHILD_REFUSED:
        return judge_refusal(run->status, verdict);
    case CHILD_TIMED_OUT:
        return judge_endless(run, verdict);
    case CHILD_SIGNALLED:
        return judge_signal(run, verdict);
    case CHILD_EXITED:
        verdict_say(verdict, "its process exited in the middle of the run, with exit code %d",
                    run->status);
        return decide(verdict, VERDICT_FAILED, DIFFERENCE_CRASHED);
    case CHILD_ENDED:
        break;
    }
    if (run->clock == CO_CLOCK_REAL && run->record.failed)
        return judge_refusal(-ENOMEM, verdict);
    return judge_result(run, expected_exit_code, verdict);
}

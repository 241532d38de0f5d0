#include "try/capture.h"

#include "check/children.h"

#include <errno.h>

/* A process that has been told to end has this much time. */
static const int64_t margin = INT64_C(5) * SHELL_PATIENCE;

static int keep_lines(struct capture *capture, const struct shell_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct shell_line *line = &lines->lines[i];
        struct text *text = line->is_error ? &capture->errors : &capture->output;

        text_add_bytes(text, lines->bytes + line->offset, line->length);
        text_add(text, "\n");
    }
    return capture->output.failed || capture->errors.failed ? -ENOMEM : 0;
}

int capture_command(const struct shell_call *call, struct capture *capture)
{
    struct child child = { .command = call,
                           .clock = CO_CLOCK_REAL,
                           .time_limit = 2 * call->limit + margin };
    int rc = children_run(&child, 1, 0, NULL);

    *capture = (struct capture){ 0 };
    if (rc == 0 && child.end != CHILD_ENDED)
        rc = child.end == CHILD_REFUSED ? child.status : -ECHILD;
    if (rc == 0) {
        capture->end = child.shell_run.end;
        capture->status = child.shell_run.status;
        rc = capture->end == SHELL_STOPPED ? -EINTR : keep_lines(capture, &child.shell_run.output);
    }
    child_free(&child);
    return rc;
}

void capture_free(struct capture *capture)
{
    text_free(&capture->output);
    text_free(&capture->errors);
}

/* Serve the three pipes of a child at the same time. A child stops when it writes to a full pipe
 * that no task reads. */
#include "io/process/child.h"

#include <string.h>

struct feed {
    struct io_stream *stream;
    const char *input;
    size_t size;
};

static int feed(void *argument)
{
    const struct feed *my = argument;
    int rc = my->size ? io_stream_write(my->stream, my->input, my->size) : 0;

    if (rc >= 0 && my->size)
        rc = io_stream_drain(my->stream);
    if (rc != -ECANCELED)
        io_stream_close(my->stream);
    return rc == -EPIPE || rc == -ECONNRESET || rc > 0 ? 0 : rc;
}

struct collect {
    struct io_stream *stream;
    const char **data;
    size_t *size;
};

static int collect(void *argument)
{
    const struct collect *my = argument;
    int rc = io_stream_read_all(my->stream, my->data);

    if (rc >= 0)
        *my->size = (size_t)rc;
    return rc < 0 ? rc : 0;
}

/* Run all coroutines at the same time, and return when all have ended, since they write into the
 * caller's result. If one fails, cancel the others: a child that is not read any more would not
 * end. */
static int run_all(const struct co_coro *coros, size_t count)
{
    struct co_task_group group = { 0 };
    struct co_task_error error;
    int rc = co_task_group_enter(&group);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < count; i++)
        co_task_group_create_task(&group, coros[i]);
    rc = co_task_group_exit(&group, 0);
    if (co_task_group_next_error(&group, &error) > 0 && rc != -ECANCELED)
        rc = co_raise(error.code, "%s", error.message);
    while (co_task_group_next_error(&group, &error) > 0)
        ;
    return rc;
}

int io_process_communicate(struct io_process *process, const char *input, size_t size,
                           struct io_output *result)
{
    struct io_stream *const *streams = process->streams;
    struct feed to_input = { streams[CHILD_INPUT], input, input ? size : 0 };
    struct collect from_output, from_errors;
    struct co_coro coros[CHILD_STREAMS];
    size_t count = 0;
    int rc = 0;

    *result = (struct io_output){ .output = "", .errors = "" };
    from_output = (struct collect){ streams[CHILD_OUTPUT], &result->output, &result->output_size };
    from_errors = (struct collect){ streams[CHILD_ERRORS], &result->errors, &result->errors_size };
    if (streams[CHILD_INPUT])
        coros[count++] =
            (struct co_coro){ feed, &to_input, sizeof to_input, "feed_stdin", 0, NULL };
    if (streams[CHILD_OUTPUT])
        coros[count++] =
            (struct co_coro){ collect, &from_output, sizeof from_output, "read_stdout", 0, NULL };
    if (streams[CHILD_ERRORS])
        coros[count++] =
            (struct co_coro){ collect, &from_errors, sizeof from_errors, "read_stderr", 0, NULL };
    if (count == 1)
        rc = coros[0].run((void *)coros[0].arguments);
    else if (count)
        rc = run_all(coros, count);
    return rc < 0 ? rc : io_process_wait(process, &result->status);
}

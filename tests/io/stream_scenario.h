/* The common part of the tests of streams: tasks that read and write. */
#ifndef STREAM_SCENARIO_H
#define STREAM_SCENARIO_H

#include "co/scenario.h"
#include "io/stream.h"

static const char *data __attribute__((unused));
static char many[1 << 20] __attribute__((unused));

__attribute__((unused)) static void reads(int result, const char *expected)
{
    ASSERT_EQ(result, strlen(expected));
    ASSERT_STR_EQ(data, expected);
}

ASYNC(read_some, struct io_stream *stream; const char *name;)
{
    int rc = io_stream_read(my->stream, 100, &data);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : data);
    return rc;
}

ASYNC(write_later, struct io_stream *stream; double seconds; const char *text;)
{
    await(co_sleep(my->seconds));
    say("written");
    return io_stream_write(my->stream, my->text, strlen(my->text));
}

#endif

/* src/io/stream.c, stream_read.c and stream_write.c: bytes between two ends within the process, on
 * both clocks. */
#include "io/stream.h"

#include "co/scenario.h"

TEST_ON_BOTH_CLOCKS(what_is_written_at_one_end_is_read_at_the_other)
{
    struct io_stream *ends[2];
    const char *data;

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], "hello", 5));
    ASSERT_EQ(io_stream_read(ends[1], 100, &data), 5);
    ASSERT_STR_EQ(data, "hello");
    io_stream_release(ends[0]);
    ASSERT_EQ(io_stream_read(ends[1], 100, &data), 0);
    io_stream_release(ends[1]);
    return 0;
}

/* src/io/websocket/websocket_header.c: lengths. tests/io/test_websocket_frames.c has the other
 * headers that are refused. */
#include "io/websocket/websocket_header.h"

#include "test.h"

TEST(length_is_refused_when_it_could_be_shorter_or_is_too_long)
{
    static const struct {
        uint64_t length;
        size_t bytes; /* after the first part, for the length */
        bool is_allowed;
    } rows[] = {
        { 125, 2, false },        { 126, 2, true },     { UINT16_MAX, 2, true },
        { UINT16_MAX, 8, false }, { 1 << 16, 8, true }, { INT64_MAX, 8, true },
        { 1ULL << 63, 8, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct io_frame_header header = { 0 };
        uint8_t bytes[10] = { 0x80 | IO_FRAME_BINARY, rows[i].bytes == 2 ? 126 : 127 };

        for (size_t k = 0; k < rows[i].bytes; k++)
            bytes[1 + rows[i].bytes - k] = (uint8_t)(rows[i].length >> 8 * k);
        test_note("%llu in %zu bytes", (unsigned long long)rows[i].length, rows[i].bytes);
        io_frame_header_add(&header, bytes, 2);
        ASSERT_EQ(io_frame_header_missing(&header), rows[i].bytes);
        ASSERT_TRUE(!io_frame_header_wrong(&header, false, false));
        io_frame_header_add(&header, bytes + 2, rows[i].bytes);
        ASSERT_EQ(io_frame_header_missing(&header), 0);
        ASSERT_EQ(io_frame_header_length(&header), rows[i].length);
        ASSERT_EQ(io_frame_header_wrong(&header, false, false) == NULL, rows[i].is_allowed);
    }
}

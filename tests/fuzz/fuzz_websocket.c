/* The frames of a WebSocket, as a server or a client gets them: the first byte says which end
 * reads, and the second byte gives the size of each read. */
#include "io/websocket/websocket_frames.h"

#include "io/library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is true whatever came. */
static void check(bool condition)
{
    if (!condition)
        abort();
}

static void check_output(struct io_frames *frames)
{
    check(io_buffer_size(&frames->output) <= 2 * (IO_FRAME_HEADER_MAX + 125));
    io_buffer_take(&frames->output, io_buffer_size(&frames->output));
}

static void check_message(struct io_frames *frames)
{
    size_t size = io_buffer_size(&frames->message);

    check(size <= LIMIT && frames->message.capacity <= 64 * 1024);
    if (!frames->complete)
        return;
    check(io_buffer_data(&frames->message)[size] == '\0');
    io_frames_drop_message(frames);
    check(io_buffer_size(&frames->message) == 0);
}

/* False: nothing more is looked at. */
static bool read_piece(struct io_frames *frames, const char *data, size_t size)
{
    while (size) {
        int taken = io_frames_read(frames, data, size);

        check_output(frames);
        check_message(frames);
        if (taken < 0) {
            check(taken == frames->error && frames->reason[0] && io_frames_close_sent(frames));
            check(io_frames_read(frames, data, size) == taken);
            check(io_buffer_size(&frames->output) == 0);
            return false;
        }
        check((size_t)taken <= size);
        if (io_frames_close_received(frames)) {
            check(io_frames_close_sent(frames) && io_frames_close_code(frames) >= 1000);
            return false;
        }
        check(taken > 0);
        data += taken;
        size -= (size_t)taken;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct io_frames frames = { 0 };
    size_t piece;

    if (size < 2)
        return 0;
    check(io_frames_open(&frames, data[0] & 1, LIMIT) == 0);
    piece = data[1] ? data[1] : size;
    for (data += 2, size -= 2; size; data += piece, size -= piece) {
        piece = piece < size ? piece : size;
        if (!read_piece(&frames, (const char *)data, piece))
            break;
    }
    io_frames_close(&frames);
    return 0;
}

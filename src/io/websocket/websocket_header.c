#include "io/websocket/websocket_header.h"

#include <string.h>

enum { FIRST_PART = 2, MASK_SIZE = 4 };
enum { TWO_BYTES_FOLLOW = 126, EIGHT_BYTES_FOLLOW = 127 }; /* in place of a length */

/* ---- What is in it ---- */

static bool is_last(const struct io_frame_header *header)
{
    return header->bytes[0] & 0x80;
}

static int opcode(const struct io_frame_header *header)
{
    return header->bytes[0] & 0x0f;
}

static bool is_masked(const struct io_frame_header *header)
{
    return header->bytes[1] & 0x80;
}

static int short_length(const struct io_frame_header *header)
{
    return header->bytes[1] & 0x7f;
}

bool io_frame_header_is_control(const struct io_frame_header *header)
{
    return opcode(header) & 8;
}

bool io_frame_header_is_close(const struct io_frame_header *header)
{
    return opcode(header) == IO_FRAME_CLOSE;
}

/* ---- Its parts ---- */

static size_t length_size(const struct io_frame_header *header)
{
    int length = short_length(header);

    return length == TWO_BYTES_FOLLOW ? 2 : length == EIGHT_BYTES_FOLLOW ? 8 : 0;
}

size_t io_frame_header_missing(const struct io_frame_header *header)
{
    size_t end = FIRST_PART;

    if (header->size >= end)
        end += length_size(header);
    if (header->size >= end)
        end += is_masked(header) ? MASK_SIZE : 0;
    return end - header->size;
}

void io_frame_header_add(struct io_frame_header *header, const void *bytes, size_t size)
{
    memcpy(header->bytes + header->size, bytes, size);
    header->size += size;
}

bool io_frame_header_has_length(const struct io_frame_header *header)
{
    return header->size >= FIRST_PART && header->size >= FIRST_PART + length_size(header);
}

uint64_t io_frame_header_length(const struct io_frame_header *header)
{
    size_t bytes = length_size(header);
    uint64_t length = bytes ? 0 : (uint64_t)short_length(header);

    for (size_t i = 0; i < bytes; i++)
        length = length << 8 | header->bytes[FIRST_PART + i];
    return length;
}

const uint8_t *io_frame_header_mask(const struct io_frame_header *header)
{
    return is_masked(header) ? header->bytes + header->size - MASK_SIZE : NULL;
}

/* ---- What is wrong ---- */

static const char *wrong_in_first_part(const struct io_frame_header *header, bool is_server,
                                       bool in_message)
{
#define UNEXPECTED(opcode) [opcode] = "Unexpected opcode=" #opcode
    static const char *const unexpected[16] = {
        UNEXPECTED(3),  UNEXPECTED(4),  UNEXPECTED(5),  UNEXPECTED(6),  UNEXPECTED(7),
        UNEXPECTED(11), UNEXPECTED(12), UNEXPECTED(13), UNEXPECTED(14), UNEXPECTED(15),
    };
#undef UNEXPECTED
    bool is_control = io_frame_header_is_control(header);
    bool is_continuation = opcode(header) == IO_FRAME_CONTINUATION;

    if (header->bytes[0] & 0x70)
        return "reserved bits are set";
    if (unexpected[opcode(header)])
        return unexpected[opcode(header)];
    if (is_masked(header) != is_server)
        return is_server ? "a client has to mask" : "a server may not mask";
    if (is_control && !is_last(header))
        return "a control frame in fragments";
    if (is_control && short_length(header) > IO_CONTROL_PAYLOAD_MAX)
        return "a control frame of more than 125 bytes";
    if (opcode(header) == IO_FRAME_CLOSE && short_length(header) == 1)
        return "a close frame with half a code";
    if (!is_control && is_continuation != in_message)
        return is_continuation ? "a continuation of nothing" : "a message within another";
    return NULL;
}

static bool has_wrong_length(const struct io_frame_header *header)
{
    uint64_t length = io_frame_header_length(header);

    return (length_size(header) == 2 && length < TWO_BYTES_FOLLOW) ||
           (length_size(header) == 8 && (length <= UINT16_MAX || length > INT64_MAX));
}

const char *io_frame_header_wrong(const struct io_frame_header *header, bool is_server,
                                  bool in_message)
{
    const char *wrong =
        header->size < FIRST_PART ? NULL : wrong_in_first_part(header, is_server, in_message);

    if (!wrong && io_frame_header_has_length(header) && has_wrong_length(header))
        wrong = "a length that is not written as it should";
    return wrong;
}

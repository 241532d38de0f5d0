#include "io/websocket/websocket_close.h"

enum { CODE_SIZE = 2, MASK_SIZE = 4 };

bool io_close_code_is_allowed(int code)
{
    bool is_registered = code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006);

    return is_registered || (code >= 3000 && code <= 4999);
}

void io_close_add(struct io_close *close, const uint8_t *bytes, size_t size, const uint8_t *mask)
{
    for (size_t i = 0; i < size; i++, close->size++)
        close->payload[close->size] = bytes[i] ^ (mask ? mask[close->size % MASK_SIZE] : 0);
}

int io_close_code(const struct io_close *close)
{
    return close->size < CODE_SIZE ? IO_CLOSE_NO_CODE : close->payload[0] << 8 | close->payload[1];
}

const uint8_t *io_close_reason(const struct io_close *close, size_t *size)
{
    *size = close->size < CODE_SIZE ? 0 : close->size - CODE_SIZE;
    return close->payload + CODE_SIZE;
}

/* How many bytes follow the first byte of a character, and the bounds of the second byte (Unicode,
 * table 3-7). -1: no character begins with this byte. */
static int bytes_that_follow(uint8_t first, uint8_t *lowest, uint8_t *highest)
{
    *lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    *highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (first < 0x80)
        return 0;
    if (first < 0xc2 || first > 0xf4)
        return -1;
    return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

bool io_close_reason_is_utf8(const struct io_close *close)
{
    size_t size;
    const uint8_t *next = io_close_reason(close, &size), *end = next + size;

    while (next < end) {
        uint8_t lowest, highest;
        int following = bytes_that_follow(*next++, &lowest, &highest);

        if (following < 0 || end - next < following)
            return false;
        for (; following > 0; following--, next++) {
            if (*next < lowest || *next > highest)
                return false;
            lowest = 0x80, highest = 0xbf;
        }
    }
    return true;
}

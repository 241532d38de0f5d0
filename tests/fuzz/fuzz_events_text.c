/* Texts of events: what is read can be written, and is read again as the same text. */
#include "run/events_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    char *bytes;
    size_t size;
};

/* What is true whatever came. */
static void check(bool condition)
{
    if (!condition)
        abort();
}

static struct bytes write_text(const struct stream *stream)
{
    struct bytes text = { 0 };
    FILE *memory = open_memstream(&text.bytes, &text.size);

    check(memory != NULL);
    check(stream_write_text(stream, memory) == 0);
    fclose(memory);
    return text;
}

static struct bytes read_again(const struct bytes *text)
{
    struct stream stream = { 0 };
    struct events_damage damage;
    struct bytes again;

    check(stream_read_text(&stream, text->bytes, text->size, &damage) == 0);
    again = write_text(&stream);
    stream_free(&stream);
    return again;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stream stream = { 0 };
    struct events_damage damage;
    int rc = stream_read_text(&stream, (const char *)data, size, &damage);

    check(rc == 0 || (rc == -EPROTO && damage.sentence));
    if (rc == 0) {
        struct bytes first = write_text(&stream), again = read_again(&first);

        check(first.size == again.size && memcmp(first.bytes, again.bytes, first.size) == 0);
        free(first.bytes);
        free(again.bytes);
    }
    stream_free(&stream);
    return 0;
}

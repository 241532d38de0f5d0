/* The text form of a run: reading. */
#include "run/events_reader.h"
#include "run/events_text.h"

#include <string.h>

enum { REPEATS_MAX = 1000000 };

/* "... 3 times more": take the line before again. */
static bool take_repeats(struct events_reader *reader, struct words words, struct words last)
{
    uint32_t count;

    if (!words_take_count(&words, &count) || count > REPEATS_MAX || !last.at ||
        !words_take(&words, " times more") || words.at != words.end)
        return false;
    while (count-- > 0)
        if (!reader_take_line(reader, last))
            return false;
    return true;
}

/* The first line tells the version. `last` is the line before; it has no bytes if that cannot be
 * repeated. */
static bool take_line(struct events_reader *reader, struct words line, struct words last,
                      size_t number)
{
    reader->sentence = "this line is no event, such as \"0.5 main ends\"";
    if (number == 1) {
        reader->sentence = "line 1 must be \"events 1\"";
        return words_take(&line, "events 1") && line.at == line.end;
    }
    if (reader->ended) {
        reader->sentence = "a line follows the end of the run";
        return false;
    }
    if (words_take(&line, "... "))
        return take_repeats(reader, line, last);
    return reader_take_line(reader, line);
}

static int take_lines(struct events_reader *reader, const char *bytes, size_t size,
                      struct events_damage *damage)
{
    struct words line, last = { 0 };

    *damage = (struct events_damage){ 0 };
    for (const char *end = bytes + size; bytes < end; bytes = line.end + 1) {
        line = (struct words){ bytes, memchr(bytes, '\n', (size_t)(end - bytes)) };
        damage->line++;
        damage->sentence = "it is cut short";
        if (!line.end)
            return -EPROTO;
        if (!take_line(reader, line, last, damage->line)) {
            damage->sentence = reader->sentence;
            return reader->out_of_memory ? -ENOMEM : -EPROTO;
        }
        last = damage->line > 1 ? line : last;
    }
    damage->sentence = "the end of the run is missing";
    return reader->ended ? 0 : -EPROTO;
}

int stream_read_text(struct stream *stream, const char *bytes, size_t size,
                     struct events_damage *damage)
{
    struct events_reader reader = { .stream = stream };
    int rc = take_lines(&reader, bytes, size, damage);

    reader_free(&reader);
    return rc;
}

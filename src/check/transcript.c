#include "check/transcript.h"

#include "run/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NANOSECONDS INT64_C(1000000000)

static const int64_t DAY = 24 * 60 * 60 * NANOSECONDS;

/* 73 years: sums and differences of a few times fit into 64 bits. What would lie beyond is no
 * stamp. */
static const int64_t TIME_MAX = INT64_MAX / 4;

/* What parsing knows besides the transcript itself. */
struct parser {
    struct transcript *transcript;
    const char *name;
    enum transcript_form form;
    struct transcript_error *error;
    size_t room;  /* lines that the array can take */
    int64_t time; /* of the last stamp */
};

int transcript_fail(struct transcript_error *error, const char *name, size_t line, int code,
                    const char *format, ...)
{
    va_list arguments;
    int length;

    error->line = line;
    if (line)
        length = co_format(error->message, sizeof error->message, "%s:%zu: ", name, line);
    else
        length = co_format(error->message, sizeof error->message, "%s: ", name);
    if ((size_t)length < sizeof error->message) {
        va_start(arguments, format);
        co_format_arguments(error->message + length, sizeof error->message - (size_t)length, format,
                            arguments);
        va_end(arguments);
    }
    return code;
}

void transcript_show(FILE *out, const char *text, size_t length)
{
    struct text safe = { 0 };

    text_add_safe(&safe, text, length);
    fwrite(text_string(&safe), 1, safe.length, out);
    text_free(&safe);
}

static int check_line(const struct parser *parser, const struct transcript_line *line)
{
    static const char *const marks[] = { "<<<<<<<", "|||||||", "=======", ">>>>>>>" };
    const char *text = line->whole;
    size_t length = line->whole_length;

    if (length > TRANSCRIPT_LINE_MAX)
        return transcript_fail(parser->error, parser->name, line->number, -EFBIG,
                               "the line has %zu bytes; more than %d are not read.", length,
                               TRANSCRIPT_LINE_MAX);
    if (line->number == 1 && length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        return transcript_fail(
            parser->error, parser->name, 1, -EBADMSG,
            "the file begins with a byte order mark, which is no part of a transcript.");
    for (size_t i = 0, character; i < length; i += character) {
        if (text[i] == '\0')
            return transcript_fail(parser->error, parser->name, line->number, -EBADMSG,
                                   "byte %zu of the line is NUL: this is not text.", i + 1);
        if (text[i] == '\r')
            return transcript_fail(
                parser->error, parser->name, line->number, -EBADMSG,
                "byte %zu of the line is a carriage return; lines end with a newline alone.",
                i + 1);
        character = text_character_length(text + i, length - i);
        if (character == 0)
            return transcript_fail(parser->error, parser->name, line->number, -EILSEQ,
                                   "byte %zu of the line, 0x%02x, is not UTF-8.", i + 1,
                                   (unsigned char)text[i]);
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (length >= 7 && memcmp(text, marks[i], 7) == 0 && (length == 7 || text[7] == ' '))
            return transcript_fail(
                parser->error, parser->name, line->number, -EBADMSG,
                "a merge mark (%s): the file holds both sides of an unfinished merge.", marks[i]);
    }
    return 0;
}

/* ---- Stamps ---- */

/* Reads at least `least` and at most `most` digits. */
static bool read_digits(const char **at, const char *end, int least, int most, int64_t *value)
{
    int digits = 0;

    *value = 0;
    while (*at < end && digits < most && **at >= '0' && **at <= '9') {
        *value = *value * 10 + (*(*at)++ - '0');
        digits++;
    }
    return digits >= least;
}

static bool read_character(const char **at, const char *end, char character)
{
    if (*at >= end || **at != character)
        return false;
    (*at)++;
    return true;
}

/* A point and one to nine digits. */
static bool read_fraction(const char **at, const char *end, int64_t *nanoseconds)
{
    const char *digits;

    if (!read_character(at, end, '.'))
        return false;
    digits = *at;
    if (!read_digits(at, end, 1, 9, nanoseconds))
        return false;
    for (long i = *at - digits; i < 9; i++)
        *nanoseconds *= 10;
    return true;
}

static void skip_blanks(const char **at, const char *end)
{
    while (*at < end && **at == ' ')
        (*at)++;
}

static bool read_time_of_day(const char **at, const char *end, int64_t *time)
{
    int64_t hour, minute, second, fraction;

    if (!read_digits(at, end, 2, 2, &hour) || !read_character(at, end, ':') ||
        !read_digits(at, end, 2, 2, &minute) || !read_character(at, end, ':') ||
        !read_digits(at, end, 2, 2, &second) || !read_fraction(at, end, &fraction))
        return false;
    *time = ((hour * 60 + minute) * 60 + second) * NANOSECONDS + fraction;
    return hour < 24 && minute < 60 && second <= 60; /* 60: a leap second */
}

static bool read_seconds(const char **at, const char *end, int64_t *time)
{
    int64_t seconds, fraction;

    skip_blanks(at, end);
    if (!read_digits(at, end, 1, 9, &seconds) || !read_fraction(at, end, &fraction))
        return false;
    *time = seconds * NANOSECONDS + fraction;
    return true;
}

static bool read_difference(const char **at, const char *end, int64_t *time)
{
    skip_blanks(at, end);
    return read_character(at, end, '+') && read_seconds(at, end, time);
}

/* The value as written. `*at` is moved behind the stamp and its blank if there is one of this
 * kind. */
static bool read_stamp(enum transcript_stamp kind, const char **at, const char *end, int64_t *time)
{
    const char *here = *at;
    bool found;

    if (!read_character(&here, end, '['))
        return false;
    if (kind == TRANSCRIPT_STAMP_CLOCK)
        found = read_time_of_day(&here, end, time);
    else if (kind == TRANSCRIPT_STAMP_ELAPSED)
        found = read_seconds(&here, end, time);
    else
        found = read_difference(&here, end, time);
    if (!found || !read_character(&here, end, ']'))
        return false;
    if (here < end && !read_character(&here, end, ' '))
        return false;
    *at = here;
    return true;
}

/* The time of day is known, the day is not: it is the one that makes the step shorter than half a
 * day. */
static int64_t on_nearest_day(int64_t time_of_day, int64_t before)
{
    int64_t time = before - before % DAY + time_of_day;

    if (time - before > DAY / 2)
        return time - DAY;
    if (before - time > DAY / 2)
        return time + DAY;
    return time;
}

static int64_t time_of_stamp(const struct parser *parser, enum transcript_stamp kind,
                             int64_t written)
{
    if (kind == TRANSCRIPT_STAMP_DELTA)
        return parser->time + written;
    if (kind == TRANSCRIPT_STAMP_CLOCK && parser->transcript->stamp)
        return on_nearest_day(written, parser->time);
    return written;
}

static void find_stamp(struct parser *parser, struct transcript_line *line)
{
    struct transcript *transcript = parser->transcript;
    enum transcript_stamp kind = transcript->stamp ? transcript->stamp : TRANSCRIPT_STAMP_CLOCK;
    enum transcript_stamp last = transcript->stamp ? transcript->stamp : TRANSCRIPT_STAMP_DELTA;
    const char *end = line->whole + line->whole_length;

    for (; kind <= last && !line->stamped; kind++) {
        const char *text = line->whole;
        int64_t written, time;

        if (!read_stamp(kind, &text, end, &written))
            continue;
        time = time_of_stamp(parser, kind, written);
        if (time > TIME_MAX || time < -TIME_MAX)
            continue;
        line->stamped = true;
        line->time = time;
        line->text = text;
        line->text_length = (size_t)(end - text);
        transcript->stamp = kind;
    }
}

static int check_time(const struct parser *parser, const struct transcript_line *line)
{
    if (line->number == 1 && parser->transcript->stamp != TRANSCRIPT_STAMP_ELAPSED)
        return transcript_fail(
            parser->error, parser->name, 1, -EBADMSG,
            "a golden transcript begins with the seconds since the start, as in [  0.010].");
    if (line->stamped && line->time < parser->time)
        return transcript_fail(
            parser->error, parser->name, line->number, -EBADMSG,
            "time runs backwards: this line is %.3f s earlier than the one before.",
            (double)(parser->time - line->time) / (double)NANOSECONDS);
    return 0;
}

/* ---- Lines ---- */

static int append_line(struct parser *parser, const struct transcript_line *line)
{
    struct transcript *transcript = parser->transcript;

    if (transcript->count == TRANSCRIPT_LINES_MAX)
        return transcript_fail(parser->error, parser->name, 0, -EFBIG,
                               "more than %d lines are not read.", TRANSCRIPT_LINES_MAX);
    if (transcript->count == parser->room) {
        size_t room = parser->room ? parser->room * 2 : 64;
        void *lines = realloc(transcript->lines, room * sizeof *transcript->lines);

        if (!lines)
            return transcript_fail(parser->error, parser->name, 0, -ENOMEM,
                                   "no memory is left for its lines.");
        transcript->lines = lines;
        parser->room = room;
    }
    transcript->lines[transcript->count++] = *line;
    return 0;
}

static int parse_line(struct parser *parser, const char *begin, const char *end)
{
    struct transcript_line line = {
        .number = parser->transcript->count + 1,
        .whole = begin,
        .whole_length = (size_t)(end - begin),
        .text = begin,
        .text_length = (size_t)(end - begin),
    };
    int result = check_line(parser, &line);

    if (result < 0)
        return result;
    if (parser->form != TRANSCRIPT_UNSTAMPED)
        find_stamp(parser, &line);
    if (parser->form == TRANSCRIPT_GOLDEN_LOG)
        result = check_time(parser, &line);
    if (result < 0)
        return result;
    if (line.stamped)
        parser->time = line.time;
    return append_line(parser, &line);
}

static int parse_bytes(struct parser *parser)
{
    const char *at = parser->transcript->bytes;
    const char *end = at + parser->transcript->size;

    if (at == end)
        return transcript_fail(parser->error, parser->name, 0, -EBADMSG, "the file is empty.");
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        int result = parse_line(parser, at, newline ? newline : end);

        if (result < 0)
            return result;
        if (!newline)
            return transcript_fail(parser->error, parser->name, parser->transcript->count, -EBADMSG,
                                   "the file is cut short: its last line has no newline.");
        at = newline + 1;
    }
    return 0;
}

/* Takes the transcript's bytes as they are, gives everything back if they are no transcript. */
static int parse(struct transcript *transcript, const char *name, enum transcript_form form,
                 struct transcript_error *error)
{
    struct parser parser = { .transcript = transcript, .name = name, .form = form, .error = error };
    int result = parse_bytes(&parser);

    if (result < 0)
        transcript_free(transcript);
    return result;
}

int transcript_parse(struct transcript *transcript, const char *name, const char *bytes,
                     size_t size, enum transcript_form form, struct transcript_error *error)
{
    memset(transcript, 0, sizeof *transcript);
    if (size > TRANSCRIPT_SIZE_MAX)
        return transcript_fail(error, name, 0, -EFBIG, "more than %d bytes are not read.",
                               TRANSCRIPT_SIZE_MAX);
    transcript->bytes = malloc(size + 1); /* not NULL for an empty one */
    if (!transcript->bytes)
        return transcript_fail(error, name, 0, -ENOMEM, "no memory is left for its %zu bytes.",
                               size);
    if (size)
        memcpy(transcript->bytes, bytes, size);
    transcript->size = size;
    return parse(transcript, name, form, error);
}

/* ---- Files ---- */

/* Reads up to the end, since the size of a pipe is not known beforehand. */
static int read_all(int descriptor, struct transcript *transcript)
{
    size_t room = 0;

    for (;;) {
        ssize_t count;

        if (transcript->size == room) {
            char *bytes;

            if (transcript->size > TRANSCRIPT_SIZE_MAX)
                return -EFBIG;
            room = room ? room * 2 : 8192;
            bytes = realloc(transcript->bytes, room);
            if (!bytes)
                return -ENOMEM;
            transcript->bytes = bytes;
        }
        count = read(descriptor, transcript->bytes + transcript->size, room - transcript->size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -errno;
        if (count == 0)
            return transcript->size > TRANSCRIPT_SIZE_MAX ? -EFBIG : 0;
        transcript->size += (size_t)count;
    }
}

int transcript_read(struct transcript *transcript, const char *path, enum transcript_form form,
                    struct transcript_error *error)
{
    int descriptor, result;

    memset(transcript, 0, sizeof *transcript);
    do {
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0) {
        result = -errno;
        return transcript_fail(error, path, 0, result, "it cannot be opened: %s.",
                               strerror(-result));
    }
    result = read_all(descriptor, transcript);
    close(descriptor);
    if (result < 0) {
        transcript_free(transcript);
        return transcript_fail(error, path, 0, result, "it cannot be read: %s.", strerror(-result));
    }
    return parse(transcript, path, form, error);
}

void transcript_free(struct transcript *transcript)
{
    free(transcript->bytes);
    free(transcript->lines);
    memset(transcript, 0, sizeof *transcript);
}

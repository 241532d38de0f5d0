#include "check/transcript.h"

#include "check/transcript_clock.h"
#include "co/explain/growing_text.h"
#include "co/monotonic.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The state of the parser besides the transcript itself. */
struct parser {
    struct transcript *transcript;
    const char *name;
    enum transcript_form form;
    struct transcript_error *error;
    size_t room; /* the number of lines that the array can take */
    struct transcript_clock clock;
};

int transcript_fail(struct transcript_error *error, const char *name, size_t line, int code,
                    const char *format, ...)
{
    va_list arguments;
    int length;

    error->line = line;
    error->damage = code == -ENOENT   ? TRANSCRIPT_ABSENT
                    : code == -EISDIR ? TRANSCRIPT_FOLDER
                                      : TRANSCRIPT_UNREAD;
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

/* ---- What is no transcript ---- */

__attribute__((format(printf, 5, 6))) static int refuse(const struct parser *parser, size_t line,
                                                        enum transcript_damage damage, int code,
                                                        const char *format, ...)
{
    char sentence[256];
    va_list arguments;

    va_start(arguments, format);
    co_format_arguments(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    transcript_fail(parser->error, parser->name, line, code, "%s", sentence);
    parser->error->damage = damage;
    return code;
}

static int check_bytes(const struct parser *parser, const struct transcript_line *line)
{
    const char *text = line->whole;
    size_t length = line->whole_length;

    for (size_t i = 0, character; i < length; i += character) {
        if (text[i] == '\0')
            return refuse(parser, line->number, TRANSCRIPT_NOT_TEXT, -EBADMSG,
                          "byte %zu of the line is NUL, so the file is not text.", i + 1);
        if (text[i] == '\r' && i + 1 == length)
            return refuse(parser, line->number, TRANSCRIPT_HAS_CRLF, -EBADMSG,
                          "the line ends with a carriage return and a newline; lines end with a "
                          "newline alone.");
        if (text[i] == '\r')
            return refuse(parser, line->number, TRANSCRIPT_NOT_TEXT, -EBADMSG,
                          "byte %zu of the line is a carriage return; lines end with a newline "
                          "alone.",
                          i + 1);
        character = text_character_length(text + i, length - i);
        if (character == 0)
            return refuse(parser, line->number, TRANSCRIPT_NOT_TEXT, -EILSEQ,
                          "byte %zu of the line, 0x%02x, is not UTF-8.", i + 1,
                          (unsigned char)text[i]);
    }
    return 0;
}

static int check_merge_marks(const struct parser *parser, const struct transcript_line *line)
{
    static const char *const marks[] = { "<<<<<<<", "|||||||", "=======", ">>>>>>>" };
    const char *text = line->whole;
    size_t length = line->whole_length;

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (length >= 7 && memcmp(text, marks[i], 7) == 0 && (length == 7 || text[7] == ' '))
            return refuse(parser, line->number, TRANSCRIPT_UNMERGED, -EBADMSG,
                          "a merge mark (%s): the file holds both sides of an unfinished merge.",
                          marks[i]);
    }
    return 0;
}

static bool has_byte_order_mark(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
}

static int check_line(const struct parser *parser, const struct transcript_line *line)
{
    int result = 0;

    if (line->whole_length > TRANSCRIPT_LINE_MAX)
        return refuse(parser, line->number, TRANSCRIPT_TOO_LARGE, -EFBIG,
                      "the line has %zu bytes; more than %d are not read.", line->whole_length,
                      TRANSCRIPT_LINE_MAX);
    if (line->number == 1 && has_byte_order_mark(line->whole, line->whole_length))
        return refuse(parser, 1, TRANSCRIPT_HAS_BYTE_ORDER_MARK, -EBADMSG,
                      "the file begins with a byte order mark, which is no part of a transcript.");
    result = check_bytes(parser, line);
    return result < 0 ? result : check_merge_marks(parser, line);
}

/* Refuse UTF-16. Otherwise the message would be "not UTF-8", which does not tell the person what to
 * do. */
static int check_encoding(const struct parser *parser)
{
    const char *bytes = parser->transcript->bytes;

    if (parser->transcript->size < 2 ||
        (memcmp(bytes, "\xff\xfe", 2) != 0 && memcmp(bytes, "\xfe\xff", 2) != 0))
        return 0;
    return refuse(parser, 0, TRANSCRIPT_NOT_TEXT, -EILSEQ,
                  "the file is UTF-16; save it as UTF-8:  iconv -f UTF-16 -t UTF-8");
}

/* ---- Stamps ---- */

static void find_stamp(struct parser *parser, struct transcript_line *line)
{
    const char *text = line->whole, *end = line->whole + line->whole_length;

    if (!transcript_clock_read(&parser->clock, &text, end))
        return;
    line->stamped = true;
    line->time = parser->clock.time;
    line->text = text;
    line->text_length = (size_t)(end - text);
    parser->transcript->stamp = parser->clock.kind;
}

/* `before` is the time of the stamp before this line. */
static int check_time(const struct parser *parser, const struct transcript_line *line,
                      int64_t before)
{
    if (line->number == 1 && parser->transcript->stamp != TRANSCRIPT_STAMP_ELAPSED)
        return refuse(
            parser, 1, TRANSCRIPT_WRONG_STAMP, -EBADMSG,
            "a golden transcript begins with the seconds since the start, as in [  0.010].");
    if (line->stamped && line->time < before)
        return refuse(parser, line->number, TRANSCRIPT_WRONG_STAMP, -EBADMSG,
                      "time runs backwards: this line is %.3f s earlier than the one before.",
                      (double)(before - line->time) / (double)NANOSECONDS);
    return 0;
}

/* ---- Lines ---- */

static int append_line(struct parser *parser, const struct transcript_line *line)
{
    struct transcript *transcript = parser->transcript;

    if (transcript->count == TRANSCRIPT_LINES_MAX)
        return refuse(parser, 0, TRANSCRIPT_TOO_LARGE, -EFBIG, "more than %d lines are not read.",
                      TRANSCRIPT_LINES_MAX);
    if (transcript->count == parser->room) {
        size_t room = parser->room ? parser->room * 2 : 16;
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

/* Take off the characters that files and editors add to a line, and note them as flaws. */
static void note_flaws(const struct parser *parser, const char **begin, const char **end)
{
    if (parser->transcript->count == 0 && has_byte_order_mark(*begin, (size_t)(*end - *begin))) {
        *begin += 3;
        parser->transcript->flaws |= TRANSCRIPT_BYTE_ORDER_MARK;
    }
    if (*begin < *end && (*end)[-1] == '\r') {
        --*end;
        parser->transcript->flaws |= TRANSCRIPT_CRLF;
    }
}

static int parse_line(struct parser *parser, const char *begin, const char *end)
{
    struct transcript_line line = { .number = parser->transcript->count + 1 };
    int64_t before = parser->clock.time;
    int result;

    if (parser->form == TRANSCRIPT_FROM_ELSEWHERE)
        note_flaws(parser, &begin, &end);
    line.whole = line.text = begin;
    line.whole_length = line.text_length = (size_t)(end - begin);
    result = check_line(parser, &line);
    if (result < 0)
        return result;
    if (parser->form != TRANSCRIPT_UNSTAMPED)
        find_stamp(parser, &line);
    if (parser->form == TRANSCRIPT_GOLDEN_LOG)
        result = check_time(parser, &line, before);
    return result < 0 ? result : append_line(parser, &line);
}

/* Handle a file that ends without a newline. */
static int end_cut_short(const struct parser *parser)
{
    parser->transcript->flaws |= TRANSCRIPT_NO_NEWLINE;
    if (parser->form == TRANSCRIPT_FROM_ELSEWHERE)
        return 0;
    return refuse(parser, parser->transcript->count, TRANSCRIPT_CUT_SHORT, -EBADMSG,
                  "the file is cut short: its last line has no newline.");
}

static int parse_bytes(struct parser *parser)
{
    const char *at = parser->transcript->bytes;
    const char *end = at + parser->transcript->size;
    int result = check_encoding(parser);

    if (at == end && parser->form != TRANSCRIPT_FROM_ELSEWHERE)
        return refuse(parser, 0, TRANSCRIPT_EMPTY, -EBADMSG, "the file is empty.");
    while (result == 0 && at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));

        result = parse_line(parser, at, newline ? newline : end);
        if (result == 0 && !newline)
            return end_cut_short(parser);
        at = newline ? newline + 1 : end;
    }
    return result;
}

/* Parse the transcript's bytes in place. If they are no transcript, free all. */
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
    transcript->bytes = malloc(size + 1); /* plus 1, because malloc(0) may return NULL */
    if (!transcript->bytes)
        return transcript_fail(error, name, 0, -ENOMEM, "no memory is left for its %zu bytes.",
                               size);
    if (size)
        memcpy(transcript->bytes, bytes, size);
    transcript->size = size;
    return parse(transcript, name, form, error);
}

/* ---- Files ---- */

/* Read up to the end, because the size of a pipe is not known beforehand. */
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

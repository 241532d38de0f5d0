/*
 * A transcript is text that a program has printed, mostly with a time stamp before each line. If a
 * file is no transcript, the reader says precisely what is wrong with it.
 *
 * The first stamp decides which kind of stamp the transcript has (src/check/transcript_stamp.h). A
 * stamp of another kind is text.
 */
#ifndef CHECK_TRANSCRIPT_H
#define CHECK_TRANSCRIPT_H

#include "check/transcript_stamp.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A larger file cannot be the log of a run. */
enum {
    TRANSCRIPT_SIZE_MAX = 16 * 1024 * 1024,
    TRANSCRIPT_LINE_MAX = 64 * 1024,
    TRANSCRIPT_LINES_MAX = 1024 * 1024,
};

enum transcript_form {
    TRANSCRIPT_OF_A_PROGRAM, /* any output; lines without a stamp are lines too */
    /* it begins with a stamp of elapsed seconds, and time never runs backwards */
    TRANSCRIPT_GOLDEN_LOG,
    TRANSCRIPT_UNSTAMPED, /* no line has a stamp */
    /* Any output that went through files and editors of other people. Their additions are taken
     * off, and noted as flaws. The file may be empty. */
    TRANSCRIPT_FROM_ELSEWHERE,
};

/* The flaws of a transcript, a set of bits. */
enum transcript_flaw {
    TRANSCRIPT_BYTE_ORDER_MARK = 1,
    TRANSCRIPT_CRLF = 2,       /* lines end with carriage return and newline */
    TRANSCRIPT_NO_NEWLINE = 4, /* the last line has no newline */
};

/* The reason why bytes are no transcript. */
enum transcript_damage {
    TRANSCRIPT_FOLDER, /* a folder is in the place of the file */
    TRANSCRIPT_UNREAD, /* the file could not be read, so its content is unknown */
    TRANSCRIPT_ABSENT, /* there is no such file */
    TRANSCRIPT_EMPTY,
    TRANSCRIPT_CUT_SHORT,
    TRANSCRIPT_HAS_CRLF,
    TRANSCRIPT_HAS_BYTE_ORDER_MARK,
    TRANSCRIPT_UNMERGED,
    TRANSCRIPT_NOT_TEXT, /* the text is not UTF-8, or has control characters that no log has */
    TRANSCRIPT_TOO_LARGE,
    TRANSCRIPT_WRONG_STAMP,    /* a golden has no stamp, or its time runs backwards */
    TRANSCRIPT_NO_EVENTS,      /* a golden of events is no text of events */
    TRANSCRIPT_NO_GOLDEN_FILE, /* a golden file of a command breaks its rules */
};

/* A line. Its strings lie in the transcript's bytes and are not terminated by a NUL. */
struct transcript_line {
    size_t number;     /* from 1 */
    const char *whole; /* the line as it is in the file, without its newline */
    size_t whole_length;
    /* the text after the stamp and one blank; the whole line if it has no stamp */
    const char *text;
    size_t text_length;
    bool stamped;
    /* The time of the stamp in nanoseconds. Only differences within one transcript have a
     * meaning. */
    int64_t time;
};

struct transcript {
    char *bytes; /* the content of the file */
    size_t size;
    struct transcript_line *lines;
    size_t count;
    enum transcript_stamp stamp; /* the kind of all stamps */
    unsigned flaws;              /* bits of enum transcript_flaw, with TRANSCRIPT_FROM_ELSEWHERE */
};

struct transcript_error {
    size_t line; /* 0 if the error concerns the whole file */
    enum transcript_damage damage;
    /* it names file and line: a sentence without a newline at its end */
    char message[PATH_MAX + 256];
};

/*
 * Reads the file at `path`, which may be a pipe. Returns 0; then the caller owns the transcript and
 * gives it to transcript_free(). Or returns a negative error code, leaves the transcript all-zero
 * and fills `error`:
 *   -EILSEQ   the bytes are not UTF-8 in the sense of RFC 3629
 *   -EBADMSG  the file is empty or cut short (no newline at its end), or has a NUL, a carriage
 *             return, a byte order mark or a merge mark; a golden does not begin with a stamp, or
 *             its time runs backwards
 *   -EFBIG    the file is larger than the limits above
 *   -ENOMEM   no memory is left
 *   -ENOENT, -EACCES, -EISDIR, ...  from opening and reading the file
 */
int transcript_read(struct transcript *transcript, const char *path, enum transcript_form form,
                    struct transcript_error *error);

/* Parses bytes in memory, which are copied, in the same way. `name` stands for the path in
 * messages. */
int transcript_parse(struct transcript *transcript, const char *name, const char *bytes,
                     size_t size, enum transcript_form form, struct transcript_error *error);

/* Fills `error` with the text, behind "NAME:LINE: " or, if line is 0, "NAME: ". The damage is
 * TRANSCRIPT_ABSENT for -ENOENT, TRANSCRIPT_FOLDER for -EISDIR, otherwise TRANSCRIPT_UNREAD.
 * Returns `code`. */
int transcript_fail(struct transcript_error *error, const char *name, size_t line, int code,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Frees the memory of the transcript and leaves it all-zero. An all-zero transcript may be freed
 * again. */
void transcript_free(struct transcript *transcript);

/* Writes text from a file, made fit for a terminal by text_add_safe(). */
void transcript_show(FILE *out, const char *text, size_t length);

#endif

/*
 * A transcript: text that a program has printed, mostly with a time stamp before each line. The
 * reader says precisely what is wrong with a file that is none.
 *
 * The first stamp settles which kind the transcript has (src/check/transcript_stamp.h). What looks
 * like another kind is text.
 */
#ifndef CHECK_TRANSCRIPT_H
#define CHECK_TRANSCRIPT_H

#include "check/transcript_stamp.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What is too large to be the log of a run. */
enum {
    TRANSCRIPT_SIZE_MAX = 16 * 1024 * 1024,
    TRANSCRIPT_LINE_MAX = 64 * 1024,
    TRANSCRIPT_LINES_MAX = 1024 * 1024,
};

enum transcript_form {
    TRANSCRIPT_OF_A_PROGRAM, /* any output; lines without a stamp are lines too */
    TRANSCRIPT_GOLDEN_LOG,   /* begins with a stamp of elapsed seconds; time never runs backwards */
    TRANSCRIPT_UNSTAMPED,    /* nothing is a stamp */
    /* Any output, after it went through files and editors of other people: what these do to it is
     * taken off, and noted as a flaw. It may be empty. */
    TRANSCRIPT_FROM_ELSEWHERE,
};

/* Set in struct transcript. */
enum transcript_flaw {
    TRANSCRIPT_BYTE_ORDER_MARK = 1,
    TRANSCRIPT_CRLF = 2,       /* lines end with carriage return and newline */
    TRANSCRIPT_NO_NEWLINE = 4, /* the last line has none */
};

/* Why bytes are no transcript. */
enum transcript_damage {
    TRANSCRIPT_UNREAD, /* the file could not be read: nothing is known of its content */
    TRANSCRIPT_ABSENT, /* there is no such file */
    TRANSCRIPT_EMPTY,
    TRANSCRIPT_CUT_SHORT,
    TRANSCRIPT_HAS_CRLF,
    TRANSCRIPT_HAS_BYTE_ORDER_MARK,
    TRANSCRIPT_UNMERGED,
    TRANSCRIPT_NOT_TEXT, /* not UTF-8, or with control characters that no log has */
    TRANSCRIPT_TOO_LARGE,
    TRANSCRIPT_WRONG_STAMP, /* a golden without a stamp, or whose time runs backwards */
};

/* Pointers lead into the transcript's bytes and are not terminated by a NUL. */
struct transcript_line {
    size_t number;     /* from 1 */
    const char *whole; /* the line as it stands there, without its end */
    size_t whole_length;
    const char *text; /* what follows the stamp and one blank; the whole line if it has no stamp */
    size_t text_length;
    bool stamped;
    /* In nanoseconds, if stamped; only differences within one transcript mean something. */
    int64_t time;
};

struct transcript {
    char *bytes; /* the file as it is */
    size_t size;
    struct transcript_line *lines;
    size_t count;
    enum transcript_stamp stamp; /* of the lines that have one */
    unsigned flaws;              /* TRANSCRIPT_FROM_ELSEWHERE: of enum transcript_flaw */
};

struct transcript_error {
    size_t line; /* 0 if it concerns the whole file */
    enum transcript_damage damage;
    char message[PATH_MAX + 256]; /* names file and line; a sentence without a newline at its end */
};

/*
 * Reads the file at `path`, which may be a pipe. Returns 0, and the transcript is the caller's, to
 * be given to transcript_free(). Or returns a negative error code, leaves the transcript all-zero
 * and fills `error`:
 *   -EILSEQ   not UTF-8 as RFC 3629 has it
 *   -EBADMSG  empty, cut short (no newline at its end), with a NUL, carriage return, byte order
 *             mark or merge mark; for a golden also: no stamp to begin with, time that runs
 *             backwards
 *   -EFBIG    larger than the limits above
 *   -ENOMEM, or what opening and reading gave: -ENOENT, -EACCES, -EISDIR, ...
 */
int transcript_read(struct transcript *transcript, const char *path, enum transcript_form form,
                    struct transcript_error *error);

/* The same for bytes in memory, which are copied. `name` stands for the path in messages. */
int transcript_parse(struct transcript *transcript, const char *name, const char *bytes,
                     size_t size, enum transcript_form form, struct transcript_error *error);

/* Fills `error` with "NAME:LINE: " or, if line is 0, "NAME: ", and the text. The damage is
 * TRANSCRIPT_ABSENT for -ENOENT, else TRANSCRIPT_UNREAD. Returns `code`. */
int transcript_fail(struct transcript_error *error, const char *name, size_t line, int code,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Frees what the transcript holds and leaves it all-zero, which may be freed again. */
void transcript_free(struct transcript *transcript);

/* Writes text from a file as text_add_safe() makes it fit for a terminal. */
void transcript_show(FILE *out, const char *text, size_t length);

#endif

/*
 * A transcript: text that a program has printed, mostly with a time stamp before each line. This
 * reads it and says precisely what is wrong with a file that is none.
 *
 * A stamp is one of these, followed by a blank or by the line's end; the first one found settles
 * which kind the transcript has, and what looks like another kind is text:
 *
 *     [08:49:08.869]          time of day; midnight may come between two lines
 *     [  0.010] or [000.010]  seconds since the start
 *     [+0.010]                seconds since the line before
 */
#ifndef CHECK_TRANSCRIPT_H
#define CHECK_TRANSCRIPT_H

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
};

enum transcript_stamp {
    TRANSCRIPT_STAMP_NONE,
    TRANSCRIPT_STAMP_CLOCK,
    TRANSCRIPT_STAMP_ELAPSED,
    TRANSCRIPT_STAMP_DELTA,
};

/* Pointers lead into the transcript's bytes and are not terminated by a NUL. */
struct transcript_line {
    size_t number;     /* from 1 */
    const char *whole; /* the line as it stands there, without its end */
    size_t whole_length;
    const char *text; /* what follows the stamp and one blank; the whole line if it has no stamp */
    size_t text_length;
    bool stamped;
    int64_t
        time; /* in nanoseconds, if stamped; only differences within one transcript mean something */
};

struct transcript {
    char *bytes; /* the file as it is */
    size_t size;
    struct transcript_line *lines;
    size_t count;
    enum transcript_stamp stamp; /* of the lines that have one */
};

struct transcript_error {
    size_t line;                  /* 0 if it concerns the whole file */
    char message[PATH_MAX + 256]; /* names file and line; a sentence without a newline at its end */
};

/*
 * Reads the file at `path`, which may be a pipe. Returns 0, and the transcript is the caller's, to
 * be given to transcript_free(). Or returns a negative error code, leaves the transcript all-zero
 * and fills `error`:
 *   -EILSEQ   not UTF-8 as RFC 3629 has it
 *   -EBADMSG  empty, cut short (no newline at its end), with a NUL, carriage return, byte order mark or merge mark;
 *             for a golden also: no stamp to begin with, time that runs backwards
 *   -EFBIG    larger than the limits above
 *   -ENOMEM, or what opening and reading gave: -ENOENT, -EACCES, -EISDIR, ...
 */
int transcript_read(struct transcript *transcript, const char *path, enum transcript_form form,
                    struct transcript_error *error);

/* The same for bytes in memory, which are copied. `name` stands for the path in messages. */
int transcript_parse(struct transcript *transcript, const char *name, const char *bytes,
                     size_t size, enum transcript_form form, struct transcript_error *error);

/* Fills `error` with "NAME:LINE: " or, if line is 0, "NAME: ", and the text. Returns `code`. */
int transcript_fail(struct transcript_error *error, const char *name, size_t line, int code,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Frees what the transcript holds and leaves it all-zero, which may be freed again. */
void transcript_free(struct transcript *transcript);

/* Writes text from a file as text_add_safe() makes it fit for a terminal. */
void transcript_show(FILE *out, const char *text, size_t length);

#endif

/*
 * A golden file tells how to run a command, and what the command prints and when:
 *
 *     $ python3 server.py              for sh -c; lines that begin with "> " go on with the command
 *     cwd tests                        headers, in any order
 *     env PORT=0
 *     [  0.000] starting               stdout, with the seconds since the first line
 *     ? [  0.020] port {int:port}      a pattern, see src/check/pattern.h
 *     ! [  0.020] warning              stderr
 *     ~ [  0.100] b                    lines marked so, one below the other, may change places
 *     ~ [  0.100] a
 *     ...                              any number of lines
 *     exit 0
 *
 * Marks may stand together, as in "~ ! ? text". A line without a stamp is not judged by its time.
 * An empty line ends the headers. If a line without a stamp begins like something else than text,
 * a backslash stands before it. Lines that begin with "# " are remarks.
 */
#ifndef CHECK_GOLDEN_FILE_H
#define CHECK_GOLDEN_FILE_H

#include "check/pattern.h"
#include "check/transcript.h"

#define GOLDEN_FILE_ENDING ".golden"
enum { GOLDEN_GROUP_MAX = 1000 /* so many lines in a row may change places */ };

/* The stamps of the golden's lines: the moments at which the command's lines arrive, or stamps that
 * the command prints itself, or none. */
enum golden_stamps { GOLDEN_STAMPS_ARRIVAL, GOLDEN_STAMPS_OWN, GOLDEN_STAMPS_NONE };

/* A line of output, or "...". Its strings are borrowed from the file. */
struct golden_item {
    size_t number; /* of the line in the file, from 1 */
    bool is_elision, is_pattern, is_unordered, is_error;
    size_t group; /* its place among the lines that may change places, from 1 */
    bool stamped;
    int64_t time;      /* nanoseconds, if it is stamped */
    const char *whole; /* the line without its marks, but with its stamp */
    size_t whole_length;
    const char *text; /* the line without marks and stamp */
    size_t length;
    struct pattern pattern; /* if it is a pattern */
};

enum golden_end_kind {
    GOLDEN_END_EXIT,   /* it exits with the code `status` */
    GOLDEN_END_SIGNAL, /* the signal `status` ends it */
    GOLDEN_END_LIMIT,  /* it still runs when its limit is over, and is ended then */
};

struct golden_end {
    enum golden_end_kind kind;
    int status;
    size_t number; /* of its line; 0 if there is none: then the command exits with 0 */
};

/* A golden file. An all-zero one is empty. */
struct golden_file {
    struct transcript source;
    size_t command_number; /* of its first line in the file, from 1 */
    char *command;
    char *folder;       /* the value of cwd; NULL if there is none */
    char **environment; /* "NAME=VALUE", or "NAME" for a variable to take away */
    size_t environment_count;
    /* Nanoseconds; -1 if the file does not say. */
    int64_t limit, early, late, start;
    enum golden_stamps stamps;
    enum transcript_stamp kind; /* of all stamps; TRANSCRIPT_STAMP_NONE if no line has one */
    struct golden_item *items;
    size_t count;
    struct capture_names names;
    struct golden_end end;
    size_t body; /* the index of the first line behind the headers, in source.lines */
};

/*
 * Read the file, or parse bytes. Returns 0; or a negative error code, with `error` filled: those of
 * transcript_read(), and -EBADMSG for what is no golden file. The caller calls golden_file_free()
 * in all cases.
 */
int golden_file_read(struct golden_file *file, const char *path, struct transcript_error *error);
int golden_file_parse(struct golden_file *file, const char *name, const char *bytes, size_t size,
                      struct transcript_error *error);
void golden_file_free(struct golden_file *file);

/* Returns the signal's name without SIG, or NULL if it has none here; or the signal with this name,
 * 0 if there is none. */
const char *golden_signal_name(int signal);
int golden_signal(const char *name, size_t length);

/* Returns the length of the marks and blanks before the line's stamp and text. Sets the item's
 * marks. */
size_t golden_marks(const char *line, size_t length, struct golden_item *item);

#endif

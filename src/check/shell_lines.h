/*
 * The lines that a command has printed, each with the time when it arrived. Memory is bounded: of
 * long output, the beginning and the end are kept.
 */
#ifndef CHECK_SHELL_LINES_H
#define CHECK_SHELL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SHELL_OUTPUT_MAX = 16 * 1024 * 1024, /* bytes that are kept from the beginning */
    SHELL_LINES_MAX = 256 * 1024,        /* lines that are kept from the beginning */
    SHELL_LAST_MIN = 16 * 1024, /* at least so many bytes are kept from the end, in whole lines */
    SHELL_LINE_MAX = 64 * 1024, /* the rest of a longer line is not kept */
};

struct shell_line {
    int64_t time;  /* nanoseconds since the start of the command */
    size_t offset; /* of its text, in the bytes of the list */
    size_t length;
    bool is_error;    /* it comes from stderr */
    bool has_newline; /* false for a last line that the command did not end */
    bool is_cut;      /* its end was not kept */
    bool is_gap;      /* it stands for lines of its stream that were not kept */
};

/* A list of lines. All-zero is empty. */
struct shell_lines {
    struct shell_line *lines; /* in the order of their arrival */
    size_t count, room;
    char *bytes;
    size_t size, bytes_room;
};

/* Append a line with this text. Returns 0 or -ENOMEM. */
int shell_lines_add(struct shell_lines *lines, struct shell_line line, const char *text);
void shell_lines_free(struct shell_lines *lines);

/* The output of a command while it runs. All-zero is empty. */
struct shell_output {
    struct shell_lines first, last;
    bool overflows;   /* new lines go to `last` */
    bool has_lost[2]; /* lines of stdout and of stderr did not go to `first` */
    struct shell_partial {
        char *text; /* the beginning of a line, with room for SHELL_LINE_MAX bytes */
        size_t length;
        bool is_cut;
        int64_t time; /* when its last bytes arrived */
    } partial[2];     /* of stdout and of stderr */
};

/* Take bytes of stdout or stderr that arrived at this time. Returns 0 or -ENOMEM. */
int shell_output_take(struct shell_output *output, bool is_error, const char *bytes, size_t size,
                      int64_t time);
/* The output has ended: take the lines that have no newline, and move all lines to `lines`. Returns
 * 0 or -ENOMEM. The output is empty afterwards, also after an error. */
int shell_output_end(struct shell_output *output, struct shell_lines *lines);

#endif

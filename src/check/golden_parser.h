/* The state of the parser of a golden file, which src/check/golden_file.c and golden_header.c
 * share. */
#ifndef CHECK_GOLDEN_PARSER_H
#define CHECK_GOLDEN_PARSER_H

#include "check/golden_file.h"
#include "check/transcript_clock.h"

struct golden_parser {
    struct golden_file *file;
    const char *name;
    struct transcript_error *error;
    size_t at; /* the next line of the source */
    struct transcript_clock clock;
};

/* Fill the error about a line of the file. Returns -EBADMSG. */
int golden_refuse(const struct golden_parser *parser, size_t number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same about lack of memory. Returns -ENOMEM. */
int golden_no_memory(const struct golden_parser *parser);

/* Returns whether the line begins with the word, and a blank or the line's end behind it. */
bool golden_begins(const struct transcript_line *line, const char *word);
/* Returns whether the line belongs to the output or to the end, and so ends the headers. */
bool golden_is_output(const struct transcript_line *line);

/* Parse the command and the headers, and move `at` behind them and the empty line that may end
 * them. */
int golden_parse_headers(struct golden_parser *parser);

#endif

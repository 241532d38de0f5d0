/* Other spellings of the log's symbols, for terminals without emoji or with ASCII alone. */
#ifndef RUN_SYMBOLS_H
#define RUN_SYMBOLS_H

#include "run/run.h"

struct symbol {
    uint32_t code_point;
    const char *word;  /* for SYMBOLS_TEXT; NULL: the character itself, since it is not an emoji */
    const char *ascii; /* for SYMBOLS_ASCII */
};

/* All symbols that have another spelling, sorted by code point. */
extern const struct symbol symbols_table[];
extern const size_t symbols_count;

/* Write UTF-8 text in this spelling; returns the length of the whole text, as snprintf does. With
 * SYMBOLS_ASCII, a character that is not in the table becomes \uNNNN or \UNNNNNNNN. */
size_t symbols_write(char *buffer, size_t size, const char *text, enum symbols symbols);
/* Append the text in this spelling. */
void symbols_add(struct text *to, const char *text, enum symbols symbols);

#endif

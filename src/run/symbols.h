/* The symbols of the log, for terminals that have no emoji, or nothing but ASCII. */
#ifndef RUN_SYMBOLS_H
#define RUN_SYMBOLS_H

#include "run/run.h"

struct symbol {
    uint32_t code_point;
    const char
        *word; /* as SYMBOLS_TEXT shows it; NULL: as it is, terminals without emoji know it */
    const char *ascii; /* as SYMBOLS_ASCII shows it */
};

/* All symbols that have a spelling of their own, by code point. */
extern const struct symbol symbols_table[];
extern const size_t symbols_count;

/* Write UTF-8 text in this spelling; returns its whole length, as snprintf. In ASCII a character
 * that the table lacks is spelled \uNNNN or \UNNNNNNNN. */
size_t symbols_write(char *buffer, size_t size, const char *text, enum symbols symbols);

#endif

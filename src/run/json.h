/* The part of JSON that several files write. */
#ifndef RUN_JSON_H
#define RUN_JSON_H

#include <stdio.h>

/* Write the text as a JSON string, with its quotes. A byte that is not UTF-8 becomes U+FFFD. */
void json_write_string(FILE *file, const char *text);

#endif

/* Runs of commands that are written down: "0.100 text" is a line on stdout after 0.1 s, "0.100! text"
 * one on stderr. */
#ifndef TESTS_CHECK_RUN_TEXT_H
#define TESTS_CHECK_RUN_TEXT_H

#include "check/shell_run.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#define RUN_TEXT __attribute__((unused)) static

/* The last line has no newline if the text has none. */
RUN_TEXT struct shell_run run_text(const char *text)
{
    struct shell_run run = { .delays = { .source = -1 } };

    while (*text) {
        struct shell_line line = { .has_newline = strchr(text, '\n') != NULL };
        char *at;

        line.time = (int64_t)(strtod(text, &at) * 1e9 + 0.5);
        line.is_error = *at == '!';
        text = at + line.is_error + 1;
        line.length = strcspn(text, "\n");
        ASSERT_EQ(shell_lines_add(&run.output, line, text), 0);
        text += line.length + line.has_newline;
    }
    return run;
}

#endif

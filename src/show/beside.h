/*
 * Two texts of one program, in C and in Python, side by side: which line stands beside which. The
 * texts are written line by line. So lines with the same mark, and lines with the same words,
 * belong together. The order of the lines stays.
 */
#ifndef SHOW_BESIDE_H
#define SHOW_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

struct beside_row {
    size_t c, python; /* lines, from 1; 0: this side is empty */
    bool same;        /* the two lines are one statement, by their mark or their words */
};

struct beside {
    struct beside_row *rows;
    size_t count;
};

/* Returns 0 or -ENOMEM. The caller calls beside_free() in both cases. */
int beside_make(struct beside *beside, const char *c, size_t c_length, const char *python,
                size_t python_length);
void beside_free(struct beside *beside);

/* The line of Python that is one statement with this line of C; 0: there is none. */
size_t beside_python(const struct beside *beside, size_t c);

#endif

/*
 * A random program of tasks, as a row of the recordings writes it, and its run on the runtime.
 *
 *     PROGRAM    = COUNT BLOCK ...           a block for each task
 *     BLOCK      = "{" OPERATION ... "}"
 *     OPERATION  = NAME A B BLOCK            NAME: see interpreter.c; A and B: numbers
 *
 * An operation that ends writes a word to the trace. The word is the operation's label, then "="
 * and its result, or "!" and its error: "t0.1la=" says that operation 1 of task 0 has the lock. The
 * label names each block that leads to the operation, with a letter for a block that runs as
 * something of its own: w (the awaitable of wait_for), e (an eager task), g (a generator), c1
 * (child 1 of a group).
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

enum {
    OPERATION_NAME_MAX = 8,
    LABEL_MAX = 64,
    TRACE_MAX = 64 * 1024,
};

struct block {
    struct operation *operations;
    int count;
};

struct operation {
    char name[OPERATION_NAME_MAX];
    double a;
    int b;
    struct block block;
    char owner[LABEL_MAX]; /* what runs it: "t0w" */
    char label[LABEL_MAX]; /* "t0w.1.2la" */
};

struct program {
    struct block *tasks;
    int count;
};

struct trace {
    size_t length;
    char text[TRACE_MAX]; /* cut short at the end */
};

/* False: the text is no program. The caller frees the program in either case. */
bool program_parse(struct program *program, const char *text);
void program_free(struct program *program);

/* Run it on a loop of its own, on the virtual clock. The program has to exist until this
 * returns. */
void program_run(const struct program *program, struct trace *trace);

#endif

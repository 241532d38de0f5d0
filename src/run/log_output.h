/* Where the lines of the log go: one write() for all lines of an instant. */
#ifndef RUN_LOG_OUTPUT_H
#define RUN_LOG_OUTPUT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* A pipe takes so much at once (PIPE_BUF), if poll() says that it is writable. */
enum { LOG_OUTPUT_SIZE = 4096 };

/* The caller prevents calls at the same time, except that of log_output_rescue(). */
struct log_output {
    int descriptor;
    char *kept; /* LOG_OUTPUT_SIZE bytes; NULL: each line is written at once */
    volatile sig_atomic_t size, is_writing;
};

/* Begin to write lines to this descriptor. With `gathers`, lines are kept until log_output_flush(),
 * unless the descriptor is a terminal. A process has one such output at a time. */
void log_output_begin(struct log_output *output, int descriptor, bool gathers);
/* Add whole lines. Returns 0, or -errno if lines could not be written; these lines are lost. */
int log_output_add(struct log_output *output, const char *lines, size_t size);
/* Write the lines that are kept. Returns 0 or -errno. */
int log_output_flush(struct log_output *output);
/* Write the lines that are kept, unless the reader is slow: the process is about to end. For a
 * signal handler, which may have interrupted any call of this output. */
void log_output_rescue(struct log_output *output);

#endif

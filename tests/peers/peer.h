/* What programs have in common that are driven by a test in another language: a main coroutine on
 * the real clock, which prints one line after the other. As PROGRAM --needs it says which libraries
 * it lacks: nothing if it can run. */
#ifndef PEER_H
#define PEER_H

#include "demo.h"

#include <stdlib.h>

static char **peer_arguments;

/* In the main coroutine, since outside of a loop there is no text. */
static inline int peer_end(int rc)
{
    if (rc < 0)
        printf("failed %s: %s\n", co_error_name(rc), co_error_message(rc));
    return rc;
}

static inline int peer_needs(unsigned libraries)
{
    char reasons[IO_REASONS_MAX];

    if (io_libraries_missing(libraries, reasons))
        printf("%s\n", reasons);
    return 0;
}

/* The program's main function: its coroutine is ASYNC(main). */
#define PEER(libraries)                                                                            \
    ASYNC(peer_main)                                                                               \
    {                                                                                              \
        return peer_end(CALL(main));                                                               \
    }                                                                                              \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        peer_arguments = argv + 1;                                                                 \
        if (argc > 1 && strcmp(argv[1], "--needs") == 0)                                           \
            return peer_needs(libraries);                                                          \
        setvbuf(stdout, NULL, _IOLBF, 0);                                                          \
        return co_run(CORO(peer_main), NULL) < 0;                                                  \
    }

#endif

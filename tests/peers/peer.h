/* What programs have in common that are driven by a test in another language: a main coroutine on the
 * real clock, which prints one line after the other. */
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

#define PEER                                                                                       \
    ASYNC(peer_main)                                                                               \
    {                                                                                              \
        return peer_end(CALL(main));                                                               \
    }                                                                                              \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        (void)argc;                                                                                \
        peer_arguments = argv + 1;                                                                 \
        setvbuf(stdout, NULL, _IOLBF, 0);                                                          \
        return co_run(CORO(peer_main), NULL) < 0;                                                  \
    }

#endif

/* What programs have in common that are driven by a test in another language: a main coroutine on the
 * real clock, which prints one line after the other. */
#ifndef PEER_H
#define PEER_H

#include "demo.h"

#include <stdlib.h>

static char **peer_arguments;

static inline int peer_run(struct co_coro main, char **argv)
{
    int rc;

    peer_arguments = argv + 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    rc = co_run(main, NULL);
    if (rc < 0)
        printf("failed %s: %s\n", co_error_name(rc), co_error_message(rc));
    return rc < 0;
}

#define PEER                                                                                       \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        (void)argc;                                                                                \
        return peer_run(CORO(main), argv);                                                         \
    }

#endif

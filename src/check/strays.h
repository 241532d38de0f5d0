/* This module ends the processes of a command whose supervisor has been killed, and of a demo that
 * has crashed. */
#ifndef CHECK_STRAYS_H
#define CHECK_STRAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { STRAYS_SPARED = 256 };

struct strays {
    long spared[STRAYS_SPARED]; /* children that this process had at the beginning */
    size_t spared_count;
    int before; /* the attribute of this process */
};

/* From here on, a process whose ancestors below this process have ended becomes a child of this
 * process. On a system other than Linux it does not. */
void strays_begin(struct strays *strays);
/* Kill the children that are neither known nor were there at the beginning, and what these leave
 * behind, and wait for their end for at most a second. If STRAYS_SPARED or more children were there
 * at the beginning, it cannot tell them from others, and kills none. */
void strays_kill(const struct strays *strays, bool (*is_known)(const void *context, pid_t process),
                 const void *context);
void strays_end(const struct strays *strays);

#endif

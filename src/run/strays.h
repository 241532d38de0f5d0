/* This module ends the processes of a command whose supervisor has been killed, and of a demo that
 * has crashed. */
#ifndef RUN_STRAYS_H
#define RUN_STRAYS_H

#include "run/child_list.h"

#include <stdbool.h>
#include <sys/types.h>

struct strays {
    struct child_list spared; /* children that this process had at the beginning */
    int before;               /* the attribute of this process */
};

/* From here on, a process whose ancestors below this process have ended becomes a child of this
 * process. On a system other than Linux it does not. */
void strays_begin(struct strays *strays);
/* Kill the children that are neither known nor were there at the beginning, and what these leave
 * behind, and wait for their end for at most a second. If CHILD_LIST_MAX or more children were
 * there at the beginning, it cannot tell them from others, and kills none. */
void strays_kill(const struct strays *strays, bool (*is_known)(const void *context, pid_t process),
                 const void *context);
void strays_end(const struct strays *strays);

#endif

/* The children of a process, of those systems that tell. */
#ifndef RUN_CHILD_LIST_H
#define RUN_CHILD_LIST_H

#include <stddef.h>

enum { CHILD_LIST_MAX = 256 };

struct child_list {
    long processes[CHILD_LIST_MAX];
    size_t count;
};

/* Append the children of a thread, such as "/proc/42/task/43", as far as there is room. */
void child_list_add(struct child_list *list, const char *thread);
/* Append the children of this process, as far as there is room. */
void child_list_add_own(struct child_list *list);

#endif

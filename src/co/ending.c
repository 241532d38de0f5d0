/* Endings: a thing that a run has opened and forgotten is closed with its loop. */
#include "co/ending_internal.h"

#include "co/kernel/current.h"
#include "co/outside.h"
#include "co/runtime_internal.h"

int co_ending_add(struct co_ending *ending)
{
    struct co_loop *loop = co_loop_now;

    if (!loop)
        return co_raise(-EPERM, "there is no loop");
    ending->loop = loop;
    list_prepend(&runtime_of(loop)->endings, &ending->link);
    return 0;
}

void co_ending_remove(struct co_ending *ending)
{
    if (!ending->loop)
        return;
    list_remove(&runtime_of(ending->loop)->endings, &ending->link);
    ending->loop = NULL;
}

void endings_call(struct co_loop *loop)
{
    for (struct co_ending *ending;
         (ending = list_first(&runtime_of(loop)->endings, struct co_ending, link));) {
        co_ending_remove(ending);
        ending->end(ending);
    }
}

/* A context is copied, and a variable of three is set and read in a task's own context. */
#include "bench.h"

static struct co_context_var variables[3];

MEASURE
{
    double began;

    for (int i = 0; i < 3; i++)
        await(co_context_var_set(&variables[i], i).result);
    began = process_time();
    for (long i = 0; i < my->count; i++) {
        struct co_context *copy = co_context_copy();

        if (!copy)
            return -ENOMEM;
        co_context_release(copy);
    }
    figure_each("context-copy", began, (double)my->count);
    began = process_time();
    for (long i = 0; i < my->count; i++) {
        await(co_context_var_set(&variables[1], i).result);
        if (co_context_var_get(&variables[1]) != i)
            return -EIO;
    }
    figure_each("context-set", began, (double)my->count);
    return 0;
}

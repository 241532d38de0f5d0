/*
 * A context variable [1] has its own value in each task. gather makes the tasks, and each task
 * begins with a copy of the context of its maker, here main's. A value that a task sets [2] is
 * seen by all functions that the task calls [3], but by no other task, and main's value does
 * not change. So the steps know the request that they work on, although it is not an argument.
 *
 * In --variant=inherited main sets a value of its own first [4], and step 2 is a task of its
 * own [5]. This task begins with the value of its maker, the request. In the end main still
 * has its own value [6].
 *
 * Key point: "[req-001] Step 1" knows its request, although step1 has no argument.
 *
 * Use it when something belongs to a request and not to a function: its number, its user, its
 * log.
 *
 * The tutorial says that it is like thread-local storage; in fact a new thread begins with
 * nothing, and a new task with a copy of what its maker has.
 */
#include "demo.h"

/* Until a task sets it, it is None. [1] */
static struct co_context_var request_id = CO_CONTEXT_VAR("request_id", (intptr_t)"None");

ASYNC(step1)
{
    const char *rid = (const char *)co_context_var_get(&request_id); /* [3] */
    log_time("[%s] Step 1", rid);
    await(co_sleep(0.1));
    return 0;
}

ASYNC(step2)
{
    const char *rid = (const char *)co_context_var_get(&request_id);
    log_time("[%s] Step 2", rid);
    await(co_sleep(0.1));
    return 0;
}

ASYNC(process_request, const char *rid;)
{
    co_context_var_set(&request_id, (intptr_t)my->rid);             /* [2] */
    await(CALL(step1));
    if (variant("inherited"))
        return co_await(co_create_task(CORO(step2)));               /* [5] */
    await(CALL(step2));
    return 0;
}

ASYNC(main)
{
    if (variant("inherited"))
        co_context_var_set(&request_id, (intptr_t)"main");          /* [4] */
    await(GATHER(NAMED(CORO(process_request, "req-001"), "req-001"),
                 NAMED(CORO(process_request, "req-002"), "req-002"),
                 NAMED(CORO(process_request, "req-003"), "req-003")));
    if (variant("inherited"))
        log_time("[%s] End", (const char *)co_context_var_get(&request_id)); /* [6] */
    return 0;
}

DEMO(context_var, .title = "Context variables: a value for each task",
     .section = "Async Context Variable",
     .variants = { { "inherited", "a task begins with the value of its maker", 0 } });

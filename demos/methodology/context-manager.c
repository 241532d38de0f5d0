/*
 * `async with` is an enter, a body and an exit. Its promise: however the program leaves the block,
 * the resource is closed. In C, enter and exit are written out [1], and the body must not
 * return between them. The exit [2] gets the result of the body, always does its own part, and
 * passes the result on. So the resource is closed before the caller gets the error [3].
 *
 * Key point: the error happens at 0.4 s, and "Closed" comes before "Caught".
 *
 * Use it when something has to be undone on every way out: a connection, a lock, a file.
 */
#include "demo.h"

struct async_resource {
    bool connected;
};

METHOD(async_resource, connect)
{
    self->connected = true;
    log_time("Connected");
    return 0;
}

METHOD(async_resource, close)
{
    self->connected = false;
    log_time("Closed");
    return 0;
}

METHOD(async_resource, aenter)
{
    return CALL(connect, self);
}

METHOD(async_resource, aexit, int result;)                          /* [2] */
{
    await(CALL(close, self));
    return my->result;
}

ASYNC(do_something, struct async_resource *self; bool fail;)        /* added */
{
    log_time("Doing something...");
    await(co_sleep(0.2));
    if (my->fail)
        return co_raise(-EINVAL, "something went wrong");
    log_time("Something done");
    return 0;
}

ASYNC(main)
{
    struct async_resource resource = { 0 };

    await(CALL(aenter, &resource));                                 /* [1] */
    int rc = CALL(do_something, &resource, .fail = false);
    await(CALL(aexit, &resource, rc));

    await(CALL(aenter, &resource));                                 /* added: a body that fails */
    rc = CALL(do_something, &resource, .fail = true);
    rc = await_except(-EINVAL, CALL(aexit, &resource, rc));
    if (rc == -EINVAL)                                              /* except ValueError: */
        log_time("Caught: %s", co_text());                          /* [3] */
    return 0;
}

DEMO(context_manager, .title = "Context manager: closed on every way out",
     .section = "Async Context Manager");

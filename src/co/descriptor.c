/* Waiting for descriptors: a task that suspends until one is ready, and callbacks that are called
 * whenever one is. The look at the descriptors is in poller.c for the real clock, in outside.c for
 * the other clocks. */
#include "co/descriptor_internal.h"

#include "co/callbacks_internal.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/ready.h"
#include "co/kernel/scope.h"
#include "co/kernel/task.h"
#include "co/outside.h"
#include "co/poller_internal.h"
#include "co/runtime_internal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* ---- What tasks and callbacks have in common ---- */

/* NULL: nothing is known of it. */
static struct descriptor_entry *find_entry(const struct co_loop *loop, int descriptor)
{
    bool known = descriptor >= 0 && (size_t)descriptor < runtime_of(loop)->descriptors.count;

    return known ? &runtime_of(loop)->descriptors.entries[descriptor] : NULL;
}

/* The entry is valid until another one is needed. NULL: there is no memory. */
static struct descriptor_entry *need_entry(struct co_loop *loop, int descriptor)
{
    struct descriptors *descriptors = &runtime_of(loop)->descriptors;
    struct descriptor_entry *entry = find_entry(loop, descriptor);
    size_t count = 2 * (size_t)descriptor + 8;

    if (entry || descriptor < 0)
        return entry;
    entry = memory_resize(descriptors->entries, count * sizeof *entry);
    if (!entry)
        return NULL;
    memset(entry + descriptors->count, 0, (count - descriptors->count) * sizeof *entry);
    descriptors->entries = entry;
    descriptors->count = count;
    return &entry[descriptor];
}

static void enter(struct descriptor_entry *entry, struct descriptor_wait *wait)
{
    list_append(&entry->waiting, &wait->by_descriptor);
    entry->waits[wait->direction - 1]++;
    entry->owned += (wait->flags & DESCRIPTOR_IS_OWNED) != 0;
}

static void leave(struct descriptor_entry *entry, struct descriptor_wait *wait)
{
    list_remove(&entry->waiting, &wait->by_descriptor);
    entry->waits[wait->direction - 1]--;
    entry->owned -= (wait->flags & DESCRIPTOR_IS_OWNED) != 0;
}

static void unwatch(struct co_loop *loop, struct descriptor_wait *wait)
{
    list_remove(&runtime_of(loop)->descriptors.waits, &wait->link);
    loop->outside.awaited--;
    leave(find_entry(loop, wait->descriptor), wait);
    if (loop->options.clock == CO_CLOCK_REAL)
        poller_unwatch(loop, wait);
}

static struct co_cause cause_of(const struct co_loop *loop, int64_t since)
{
    return (
        struct co_cause){ .kind = CO_CAUSE_OUTSIDE, .delay = loop->now - since, .time = loop->now };
}

static void wait_is_over(struct co_loop *loop, struct descriptor_wait *wait, int error)
{
    struct co_cause cause = cause_of(loop, wait->since);
    const struct co_cause *before;

    unwatch(loop, wait);
    before = cause_enter(loop, &cause);
    wait->wake(wait, error);
    cause_leave(loop, before);
}

static int watch(struct co_loop *loop, struct descriptor_wait *wait)
{
    struct descriptor_entry *entry = need_entry(loop, wait->descriptor);
    int rc;

    if (!entry)
        return -ENOMEM;
    wait->ready = wait_is_over;
    wait->since = loop->observed ? loop_clock(loop) : loop->now;
    enter(entry, wait);
    rc = loop->options.clock == CO_CLOCK_REAL ? poller_watch(loop, wait) : 0;
    if (rc < 0) {
        leave(entry, wait);
        return rc;
    }
    list_append(&runtime_of(loop)->descriptors.waits, &wait->link);
    loop->outside.awaited++;
    /* The next look at the descriptors is due after this turn. */
    if (loop->options.clock != CO_CLOCK_REAL)
        loop->turns_left = 0;
    return 0;
}

static int check_descriptor(int descriptor)
{
    if (fcntl(descriptor, F_GETFD) < 0)
        return co_raise(-EBADF, "%d is not an open descriptor", descriptor);
    return 0;
}

/* ---- A task that waits ---- */

struct waiting {
    struct co_wait wait;
    struct descriptor_wait descriptor;
    struct co_task *task;
    struct hop hop;
    bool is_ready; /* the hop is in the ready queue */
};

/* As in asyncio a callback of the turn that comes wakes the task, which runs in the turn after. */
static void wake(struct descriptor_wait *descriptor, int error)
{
    struct waiting *waiting = container_of(descriptor, struct waiting, descriptor);

    if (error) {
        task_wake(waiting->task, error);
        return;
    }
    waiting->is_ready = true;
    runtime_of(waiting->task->loop)->descriptors.hops++;
    task_wake_after_hop(waiting->task, &waiting->hop);
}

static void cancel_waiting(struct co_wait *wait, struct co_task *task)
{
    struct waiting *waiting = container_of(wait, struct waiting, wait);

    if (waiting->is_ready) {
        task->must_cancel = true; /* the task wakes up soon, and hears of the request then */
        return;
    }
    unwatch(task->loop, &waiting->descriptor);
    task_wake(task, -ECANCELED);
}

static int wait_for(int descriptor, enum co_direction direction, int flags,
                    struct co_resource *resource)
{
    struct co_loop *loop = co_loop_now;
    struct waiting waiting = {
        .wait = { .cancel = cancel_waiting, .resource = resource },
        .descriptor = { .descriptor = descriptor,
                        .direction = direction,
                        .flags = flags,
                        .wake = wake },
    };
    int rc;

    if (unlikely(!loop || !loop->running))
        return co_raise(-EPERM, "only a task can wait for a descriptor");
    waiting.task = loop->running;
    rc = watch(loop, &waiting.descriptor);
    if (unlikely(rc < 0))
        return co_raise(rc, "there is no memory to wait for a descriptor");
    rc = loop_suspend(loop, &waiting.wait);
    return unlikely(rc == -EBADF) ? co_raise(rc, "descriptor %d was closed", descriptor) : rc;
}

int co_wait_descriptor(int descriptor, enum co_direction direction, int flags,
                       struct co_resource *resource)
{
    return wait_for(descriptor, direction, flags | DESCRIPTOR_IS_KEPT | DESCRIPTOR_IS_OWNED,
                    resource);
}

static int wait_for_any(int descriptor, enum co_direction direction, const char *kind)
{
    struct co_resource resource = { .kind = kind };
    int rc = check_descriptor(descriptor);

    return rc < 0 ? rc : wait_for(descriptor, direction, 0, &resource);
}

int co_wait_readable(int descriptor)
{
    return wait_for_any(descriptor, CO_READING, "readable descriptor");
}

int co_wait_writable(int descriptor)
{
    return wait_for_any(descriptor, CO_WRITING, "writable descriptor");
}

void co_descriptor_close(int descriptor)
{
    struct co_loop *loop = co_loop_now;
    const struct descriptor_entry *entry = loop ? find_entry(loop, descriptor) : NULL;

    if (descriptor < 0)
        return;
    while (entry && entry->waiting.first)
        wait_is_over(loop, list_first(&entry->waiting, struct descriptor_wait, by_descriptor),
                     -EBADF);
    if (loop && runtime_of(loop)->poller)
        poller_forget(loop, descriptor);
    close(descriptor);
}

/* ---- Callbacks ---- */

struct co_descriptor_handle {
    struct descriptor_wait descriptor;
    struct co_handle handle;
    struct callback callback;
    int64_t since; /* of the wait that has ended */
    bool queued;   /* in the ready queue, and not among the waits */
    bool removed;
};

static void handle_free(struct co_loop *loop, struct co_descriptor_handle *handle)
{
    ready_release(&loop->ready, 1);
    callback_release(&handle->callback);
    memory_resize(handle, 0);
}

static void call_handle(struct co_handle *in_queue)
{
    struct co_descriptor_handle *handle =
        container_of(in_queue, struct co_descriptor_handle, handle);
    struct co_loop *loop = co_loop_now;
    struct co_cause cause = cause_of(loop, handle->since);
    struct callback callback;

    if (handle->removed) {
        handle_free(loop, handle);
        return;
    }
    if (loop->run.closing)
        return; /* and does not wait: see descriptors_free() */
    handle->queued = false;
    /* The callback may remove itself, or put another one in its place. */
    callback = handle->callback;
    callback.scope = scope_copy(&callback.scope);
    if (watch(loop, &handle->descriptor) < 0)
        loop->run.stopped_by = -ENOMEM;
    cause_enter(loop, &cause);
    callback_call(loop, &callback);
    cause_leave(loop, NULL);
    callback_release(&callback);
}

static void queue_handle(struct descriptor_wait *descriptor, int error)
{
    struct co_descriptor_handle *handle =
        container_of(descriptor, struct co_descriptor_handle, descriptor);

    (void)error; /* reading or writing will show it */
    handle->since = descriptor->since;
    handle->queued = true;
    ready_push_handle(&co_loop_now->ready, &handle->handle);
}

static int add(int descriptor, enum co_direction direction, int flags, co_callback *callback,
               void *argument)
{
    struct co_loop *loop = co_loop_now;
    struct descriptor_entry *entry;
    struct co_descriptor_handle *handle;

    if (!loop)
        return co_raise(-EPERM, "there is no loop to watch a descriptor");
    entry = need_entry(loop, descriptor);
    if (!entry)
        return co_raise(-ENOMEM, "there is no memory to watch a descriptor");
    handle = entry->handles[direction - 1];
    if (handle) {
        callback_release(&handle->callback);
        handle->callback = callback_make(callback, argument, NULL);
        return 0;
    }
    handle = memory_resize(NULL, sizeof *handle);
    if (!handle || ready_reserve(&loop->ready, 1) < 0) {
        memory_resize(handle, 0);
        return co_raise(-ENOMEM, "there is no memory to watch a descriptor");
    }
    *handle = (struct co_descriptor_handle){
        .descriptor = { .descriptor = descriptor,
                        .direction = direction,
                        .flags = flags | DESCRIPTOR_IS_KEPT,
                        .wake = queue_handle },
        .handle.call = call_handle,
        .callback = callback_make(callback, argument, NULL),
    };
    if (watch(loop, &handle->descriptor) < 0) {
        handle_free(loop, handle);
        return co_raise(-ENOMEM, "there is no memory to watch a descriptor");
    }
    entry->handles[direction - 1] = handle;
    return 0;
}

int co_watch_descriptor(int descriptor, enum co_direction direction, int flags,
                        co_callback *callback, void *argument)
{
    return add(descriptor, direction, flags | DESCRIPTOR_IS_OWNED, callback, argument);
}

static bool is_owned(const struct co_loop *loop, int descriptor)
{
    const struct descriptor_entry *entry = loop ? find_entry(loop, descriptor) : NULL;

    return entry && entry->owned;
}

static int add_foreign(int descriptor, enum co_direction direction, co_callback *callback,
                       void *argument)
{
    int rc = check_descriptor(descriptor);

    if (rc < 0)
        return rc;
    if (is_owned(co_loop_now, descriptor))
        return co_raise(-EPERM, "File descriptor %d is used by a stream", descriptor);
    return add(descriptor, direction, 0, callback, argument);
}

static int remove_handle(int descriptor, enum co_direction direction)
{
    struct co_loop *loop = co_loop_now;
    struct descriptor_entry *entry = loop ? find_entry(loop, descriptor) : NULL;
    struct co_descriptor_handle *handle = entry ? entry->handles[direction - 1] : NULL;

    if (!handle)
        return 0;
    entry->handles[direction - 1] = NULL;
    if (handle->queued) {
        handle->removed = true;
    } else {
        unwatch(loop, &handle->descriptor);
        handle_free(loop, handle);
    }
    if (runtime_of(loop)->poller)
        poller_forget(loop, descriptor);
    return 1;
}

int co_add_reader(int descriptor, co_callback *callback, void *argument)
{
    return add_foreign(descriptor, CO_READING, callback, argument);
}

int co_add_writer(int descriptor, co_callback *callback, void *argument)
{
    return add_foreign(descriptor, CO_WRITING, callback, argument);
}

int co_remove_reader(int descriptor)
{
    return remove_handle(descriptor, CO_READING);
}

int co_remove_writer(int descriptor)
{
    return remove_handle(descriptor, CO_WRITING);
}

void descriptors_free(struct co_loop *loop)
{
    struct descriptors *descriptors = &runtime_of(loop)->descriptors;

    for (size_t i = 0; i < descriptors->count * DIRECTIONS; i++) {
        struct descriptor_entry *entry = &descriptors->entries[i / DIRECTIONS];
        struct co_descriptor_handle *handle = entry->handles[i % DIRECTIONS];

        if (!handle)
            continue;
        if (!handle->queued)
            unwatch(loop, &handle->descriptor);
        handle_free(loop, handle);
    }
    descriptors->entries = memory_resize(descriptors->entries, 0);
    descriptors->count = 0;
}

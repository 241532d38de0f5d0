/* Fresh stacks, and the switch where there is no assembly for the machine. */
#include "co/kernel/fiber.h"

#include <stdlib.h>
#if CO_ADDRESS_SANITIZER
#include <pthread.h>
#endif

#ifdef CO_SWITCH_UCONTEXT

/* The saved "stack pointer" is the address of a ucontext_t on the stack that was left. */

void co_switch_stack(struct co_fiber *from, const struct co_fiber *to)
{
    ucontext_t here;

    from->stack_pointer = &here;
    swapcontext(&here, to->stack_pointer);
}

void co_leave_stack(const struct co_fiber *to)
{
    setcontext(to->stack_pointer);
}

/* makecontext passes ints: the address comes in two halves. */
static void begin(unsigned int high, unsigned int low)
{
    ((void (*)(void))(((uintptr_t)high << 16 << 16) | low))();
    abort();
}

static void prepare_switch(struct co_fiber *fiber, char *bottom, size_t size, void (*entry)(void))
{
    /* The context lies at the top of the stack it describes. */
    ucontext_t *context =
        (ucontext_t *)((uintptr_t)(bottom + size - sizeof *context) & ~(uintptr_t)63);

    getcontext(context);
    context->uc_stack.ss_sp = bottom;
    context->uc_stack.ss_size = (size_t)((char *)context - bottom);
    context->uc_link = NULL;
    makecontext(context, (void (*)(void))begin, 2, (unsigned int)((uintptr_t)entry >> 16 >> 16),
                (unsigned int)(uintptr_t)entry);
    fiber->stack_pointer = context;
}

#else

static void prepare_switch(struct co_fiber *fiber, char *bottom, size_t size, void (*entry)(void))
{
    uintptr_t *top = (uintptr_t *)((uintptr_t)(bottom + size) & ~(uintptr_t)15);

#if defined(__x86_64__)
    *--top = 0; /* the return address of `entry`: here a backtrace ends */
#endif
    fiber->stack_pointer = top;
    fiber->resume_at = (void *)entry;
    fiber->registers[0] = NULL; /* the frame pointer: likewise */
}

#endif

void fiber_prepare(struct co_fiber *fiber, char *bottom, size_t size, void (*entry)(void))
{
    prepare_switch(fiber, bottom, size, entry);
#if CO_ADDRESS_SANITIZER
    fiber->bottom = bottom;
    fiber->size = size;
    fiber->fake_stack = NULL;
#endif
#if CO_THREAD_SANITIZER
    fiber_release(fiber); /* the fiber that had this stack before */
    fiber->thread = __tsan_create_fiber(0);
#endif
}

void fiber_of_thread(struct co_fiber *fiber)
{
#if CO_ADDRESS_SANITIZER
    pthread_attr_t attributes;
    void *bottom = NULL;
    size_t size = 0;

    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &bottom, &size);
        pthread_attr_destroy(&attributes);
    }
    fiber->bottom = bottom;
    fiber->size = size;
    fiber->fake_stack = NULL;
#endif
#if CO_THREAD_SANITIZER
    fiber->thread = __tsan_get_current_fiber();
#endif
    fiber->stack_pointer = NULL;
}

void fiber_release(struct co_fiber *fiber)
{
#if CO_THREAD_SANITIZER
    if (fiber->thread)
        __tsan_destroy_fiber(fiber->thread);
    fiber->thread = NULL;
#endif
    (void)fiber;
}

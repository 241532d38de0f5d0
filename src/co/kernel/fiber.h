/*
 * A stack with something suspended on it, and the switch between two of them.
 *
 * The sanitizers have to be told about each switch, or they take one stack's frames for another's;
 * Valgrind, about each stack.
 */
#ifndef CO_FIBER_H
#define CO_FIBER_H

#include <stddef.h>
#include <stdint.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CO_ADDRESS_SANITIZER 1
#endif
#if __has_feature(thread_sanitizer)
#define CO_THREAD_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define CO_ADDRESS_SANITIZER 1
#endif
#if defined(__SANITIZE_THREAD__)
#define CO_THREAD_SANITIZER 1
#endif

#ifndef CO_ADDRESS_SANITIZER
#define CO_ADDRESS_SANITIZER 0
#endif
#ifndef CO_THREAD_SANITIZER
#define CO_THREAD_SANITIZER 0
#endif

#ifdef CO_SWITCH_UCONTEXT
#include <ucontext.h>
#endif

#if CO_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif
#if CO_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

struct co_fiber {
    void *stack_pointer;
#if !defined(CO_SWITCH_UCONTEXT)
    void *resume_at;
    void *registers[2]; /* that the compiler cannot be asked to save */
#endif
#if CO_ADDRESS_SANITIZER
    const void *bottom;
    size_t size;
    void *fake_stack;
#endif
#if CO_THREAD_SANITIZER
    void *thread;
#endif
};

/*
 * Leave where we are in *from, and go on at `to`: either after the same statement on another stack,
 * or at the first instruction of a fresh one.
 *
 * It is inline, and goes by a jump, because processors predict returns from the calls before them.
 * A switch that was called and returned elsewhere would put every prediction off by one, up to the
 * task's outermost function: 21 ns a switch instead of 9, and 90 instead of 30 for a task that is
 * made and awaited. Inline, tasks that are suspended in the same functions, as most are, have their
 * returns predicted right. Nothing is written to the stack: a function that calls no other may keep
 * variables beyond the stack pointer, and with many tasks each cache line counts.
 *
 * The compiler saves what it needs, by the list of clobbered registers. The list holds every
 * register in which the compiler may keep a value over the statement, also those that a call
 * destroys anyway: with link-time optimization the statement ends up inside of functions that never
 * make a call. On x86-64 these are the general registers, st(0) to st(7), mm0 to mm7, xmm0 to xmm15
 * (a name stands for the whole of ymm and zmm, too), and the flags; with AVX-512 xmm16 to xmm31 and
 * k0 to k7; with APX r16 to r31. On aarch64 these are the general registers, v0 to v31 (the name
 * stands for the whole of z, too) and the predicates p0 to p15.
 *
 * Not in the list:
 *   - rbx and rbp, x19 and x29: a compiler may need them to find the frame, so they are saved here;
 *   - the stack pointer, which is what is switched;
 *   - the control words (x87, MXCSR, FPCR) with their sticky flags: they are the thread's, as fs
 *     and TPIDR are, and a task that changes them does so for all tasks;
 *   - the direction flag: by the calling convention it is clear outside of string instructions;
 *   - the tiles of AMX, ZA of SME, and FFR and VG of SVE: a compiler keeps no value of its own in
 *     them (clang has no names for FFR and VG), and a function that sets them uses them up before
 *     it makes a call;
 *   - x18 on Apple's systems, where it is the system's.
 *
 * gcc takes the names of AVX-512 only where AVX-512 is on, and with link-time optimization it
 * inlines what was built without AVX-512 into functions that were built with it. Then the list is
 * too short. So a program that is linked with -flto and has such functions builds this library with
 * the same -m options. clang takes the names always.
 */
#if defined(CO_SWITCH_UCONTEXT)

void co_switch_stack(struct co_fiber *from, const struct co_fiber *to);
void co_leave_stack(const struct co_fiber *to);

#elif defined(__x86_64__)

#if defined(__CET__)
#define CO_LANDING "endbr64\n\t"
#else
#define CO_LANDING ""
#endif
#if defined(__AVX512F__) || defined(__clang__)
#define CO_CLOBBERED_AVX512                                                                        \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25",    \
        "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k0", "k1", "k2", "k3", "k4", "k5",  \
        "k6", "k7"
#else
#define CO_CLOBBERED_AVX512
#endif
#if defined(__APX_F__)
#define CO_CLOBBERED_APX                                                                           \
    , "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28",   \
        "r29", "r30", "r31"
#else
#define CO_CLOBBERED_APX
#endif

__attribute__((always_inline)) static inline void co_switch_stack(struct co_fiber *from,
                                                                  const struct co_fiber *to)
{
    __asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
                     "movq %%rsp, (%%rdi)\n\t"
                     "movq %%rax, 8(%%rdi)\n\t"
                     "movq %%rbp, 16(%%rdi)\n\t"
                     "movq %%rbx, 24(%%rdi)\n\t"
                     "movq (%%rsi), %%rsp\n\t"
                     "movq 16(%%rsi), %%rbp\n\t"
                     "movq 24(%%rsi), %%rbx\n\t"
                     "jmp *8(%%rsi)\n"
                     "1:\t" CO_LANDING
                     : "+D"(from), "+S"(to)
                     :
                     : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
                       "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
                       "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "st", "st(1)",
                       "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "mm0", "mm1", "mm2",
                       "mm3", "mm4", "mm5", "mm6", "mm7", "cc",
                       "memory" CO_CLOBBERED_AVX512 CO_CLOBBERED_APX);
}

/* The same without a way back. */
__attribute__((always_inline)) static inline void co_leave_stack(const struct co_fiber *to)
{
    __asm__ volatile("movq (%%rsi), %%rsp\n\t"
                     "movq 16(%%rsi), %%rbp\n\t"
                     "movq 24(%%rsi), %%rbx\n\t"
                     "jmp *8(%%rsi)"
                     :
                     : "S"(to)
                     : "memory");
}

#elif defined(__aarch64__)

#if defined(__APPLE__)
#define CO_CLOBBERED_X18 /* the system's own there */
#else
#define CO_CLOBBERED_X18 , "x18"
#endif

__attribute__((always_inline)) static inline void co_switch_stack(struct co_fiber *from,
                                                                  const struct co_fiber *to)
{
    register struct co_fiber *from_register __asm__("x0") = from;
    register const struct co_fiber *to_register __asm__("x1") = to;

    __asm__ volatile("mov x9, sp\n\t"
                     "adr x10, 1f\n\t"
                     "stp x9, x10, [x0]\n\t"
                     "stp x29, x19, [x0, #16]\n\t"
                     "ldp x9, x10, [x1]\n\t"
                     "ldp x29, x19, [x1, #16]\n\t"
                     "mov sp, x9\n\t"
                     "mov x30, xzr\n\t" /* a fresh stack ends there, for debuggers */
                     "br x10\n"
                     "1:\thint #36" /* bti j */
                     : "+r"(from_register), "+r"(to_register)
                     :
                     : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
                       "x14", "x15", "x16", "x17", "x20", "x21", "x22", "x23", "x24", "x25", "x26",
                       "x27", "x28", "x30", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8",
                       "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19",
                       "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30",
                       "v31", "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10",
                       "p11", "p12", "p13", "p14", "p15", "cc", "memory" CO_CLOBBERED_X18);
}

/* The same without a way back. */
__attribute__((always_inline)) static inline void co_leave_stack(const struct co_fiber *to)
{
    register const struct co_fiber *to_register __asm__("x1") = to;

    __asm__ volatile("ldp x9, x10, [x1]\n\t"
                     "ldp x29, x19, [x1, #16]\n\t"
                     "mov sp, x9\n\t"
                     "mov x30, xzr\n\t"
                     "br x10"
                     :
                     : "r"(to_register)
                     : "memory");
}

#else
#error "no stack switch for this machine: build with -Dswitch=ucontext"
#endif

/* Prepare a fresh stack [bottom, bottom + size) on which `entry` runs first; it may not return. */
void fiber_prepare(struct co_fiber *fiber, char *bottom, size_t size, void (*entry)(void));
/* The fiber of the calling thread's own stack. */
void fiber_of_thread(struct co_fiber *fiber);
/* Clean up after a fiber that has been left for good. All-zero is harmless. */
void fiber_release(struct co_fiber *fiber);

/* At every level of optimization these must be inline: a function that is entered on one stack and
 * left on another puts the thread sanitizer out of step. */
#define FIBER_INLINE __attribute__((always_inline)) static inline

/* To be called first on a fresh stack, and after each switch. */
FIBER_INLINE void fiber_arrived(struct co_fiber *self)
{
#if CO_ADDRESS_SANITIZER
    __sanitizer_finish_switch_fiber(self->fake_stack, NULL, NULL);
#else
    (void)self;
#endif
}

FIBER_INLINE void fiber_announce(struct co_fiber *from, struct co_fiber *to)
{
#if CO_ADDRESS_SANITIZER
    /* NULL instead of a place for the fake stack: `from` will never run again. */
    __sanitizer_start_switch_fiber(from ? &from->fake_stack : NULL, to->bottom, to->size);
#endif
#if CO_THREAD_SANITIZER
    __tsan_switch_to_fiber(to->thread, 0);
#endif
    (void)from;
    (void)to;
}

/* `fiber` runs on the stack of `other` from now on: what a switch does not note by itself. */
FIBER_INLINE void fiber_is_on(struct co_fiber *fiber, const struct co_fiber *other)
{
#if CO_ADDRESS_SANITIZER
    fiber->bottom = other->bottom;
    fiber->size = other->size;
#endif
#if CO_THREAD_SANITIZER
    fiber->thread = other->thread;
#endif
    (void)fiber;
    (void)other;
}

/* Go on at `to`; returns after a switch back to `from`. */
FIBER_INLINE void fiber_switch(struct co_fiber *from, struct co_fiber *to)
{
    fiber_announce(from, to);
    co_switch_stack(from, to);
    fiber_arrived(from);
}

/* The same without a way back. */
__attribute__((noreturn)) FIBER_INLINE void fiber_leave(struct co_fiber *to)
{
#if CO_ADDRESS_SANITIZER
    /* These frames are never returned from: they must not stay marked for the next task that has
     * this stack. */
    __asan_handle_no_return();
#endif
    fiber_announce(NULL, to);
    co_leave_stack(to);
    __builtin_unreachable();
}

#endif

/* Waits for descriptors. */
#ifndef CO_DESCRIPTOR_INTERNAL_H
#define CO_DESCRIPTOR_INTERNAL_H

#include "co/kernel/base.h"
#include "co/outside.h"

/* Beside the flags of outside.h. */
enum {
    DESCRIPTOR_IS_KEPT = 1 << 8,  /* it is closed by co_descriptor_close() */
    DESCRIPTOR_IS_OWNED = 1 << 9, /* by src/io: the program may not watch it */
};

/* In a waiter's frame, or in the handle of a callback. */
struct descriptor_wait {
    struct co_link link;          /* among the loop's, in the order of waiting */
    struct co_link by_descriptor; /* among the waits for the same descriptor */
    int descriptor;
    enum co_direction direction;
    int flags;
    int64_t since;
    /* To be called when the descriptor is ready; takes the wait out. `error`: 0, or -EBADF. */
    void (*ready)(struct co_loop *loop, struct descriptor_wait *wait, int error);
    /* The wait has been taken out: wake what waits. */
    void (*wake)(struct descriptor_wait *wait, int error);
};

/* What is known of a descriptor. The arrays are by direction. */
enum { DIRECTIONS = CO_WRITING };
struct descriptor_entry {
    struct co_list waiting; /* in the order of waiting */
    uint32_t waits[DIRECTIONS];
    uint32_t owned; /* of these, by src/io */
    struct co_descriptor_handle *handles[DIRECTIONS];
};

struct descriptors {
    struct co_list waits;             /* in the order of waiting */
    struct descriptor_entry *entries; /* by descriptor */
    size_t count;
    uint32_t hops; /* that have been made ready: see wake_ready() in poller.c */
};

/* Callbacks that the program has not removed. */
void descriptors_free(struct co_loop *loop);

#endif

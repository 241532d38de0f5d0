/* The last touch of a resource, and its holders, for reports. */
#ifndef CO_KERNEL_TOUCH_H
#define CO_KERNEL_TOUCH_H

#include "co/kernel/current.h"

static inline void touch_note(struct co_touch *touch, struct co_loop *loop)
{
    if (unlikely(!loop)) { /* outside of any loop */
        touch->task = 0;
        return;
    }
    touch->place = co_place_now;
    touch->task = loop->running ? loop->running->id : 0;
    touch->time = loop->now;
}
/* The same for what is held until it is given back. */
static inline void touch_note_holder(struct co_touch *touch, struct co_loop *loop)
{
    touch_note(touch, loop);
    touch->loop = loop ? (uint32_t)loop->serial : 0;
}
static inline void resource_touch(struct co_resource *resource, struct co_loop *loop)
{
    touch_note(&resource->touched, loop);
}
/* What the running code did to a resource of this kind. */
struct touched {
    struct co_resource *resource;
    const char *kind;
    enum co_verb verb;
    int64_t count;    /* see enum co_verb */
    const char *item; /* its text; NULL: none */
};
/* Tell the observer; the loop has one. */
RARE void touch_observe(struct co_loop *loop, const struct touched *touched);
/* The same, if the loop has an observer. `loop` may be NULL. */
static inline void touch_tell(struct co_loop *loop, struct co_resource *resource, const char *kind,
                              enum co_verb verb, int64_t count)
{
    if (unlikely(loop && loop->observed))
        touch_observe(loop, &(struct touched){ resource, kind, verb, count, NULL });
}
/* Returns whether the holder that touched it is another loop's. */
static inline bool touch_is_foreign_to(const struct co_touch *touch, const struct co_loop *loop)
{
    return loop && touch->loop != (uint32_t)loop->serial && touch->loop;
}

#endif

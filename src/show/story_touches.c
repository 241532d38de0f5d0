/* What a task does to a thing, as a sentence. */
#include "show/story_internal.h"
#include "show/words.h"

#include <string.h>

static void add_item(struct teller *teller)
{
    if (*teller->event->what)
        words_add_name(&teller->words, teller->event->what);
    else
        text_add(&teller->words, "an item");
}

static void tell_take(struct teller *teller, bool is_lock)
{
    text_add(&teller->words, is_lock ? " takes " : " takes a permit of ");
    teller_add_thing(teller, teller->event->thing);
    if (!is_lock)
        text_add(&teller->words, teller->event->count ? ": %lld more free" : ": no other is free",
                 (long long)teller->event->count);
}

static void tell_notify(struct teller *teller)
{
    text_add(&teller->words, " notifies ");
    teller_add_thing(teller, teller->event->thing);
    if (teller->event->count > 1)
        text_add(&teller->words, ": %lld waiters may go on", (long long)teller->event->count);
    else
        text_add(&teller->words,
                 teller->event->count ? ": the first waiter may go on" : ", but no task waits");
}

static void tell_set(struct teller *teller)
{
    size_t index = teller_thing_index(teller, teller->event->thing);
    size_t count = index == SIZE_MAX ? 0 : teller->things[index].waiters.count;

    text_add(&teller->words, " sets ");
    teller_add_thing(teller, teller->event->thing);
    if (count > 1)
        text_add(&teller->words, ": %zu waiters may go on", count);
}

static void tell_done(struct teller *teller)
{
    text_add(&teller->words, " finishes an item of ");
    teller_add_thing(teller, teller->event->thing);
    text_add(&teller->words,
             teller->event->count ? ": %lld not finished yet" : ": all are finished",
             (long long)teller->event->count);
}

/* "puts A into the queue" */
static void tell_item(struct teller *teller, const char *verb, const char *preposition)
{
    text_add(&teller->words, " %s ", verb);
    add_item(teller);
    text_add(&teller->words, " %s ", preposition);
    teller_add_thing(teller, teller->event->thing);
}

void teller_tell_touch(struct teller *teller)
{
    size_t index = teller_thing_index(teller, teller->event->thing);
    bool is_lock = index == SIZE_MAX || strcmp(teller->life->things[index].kind, "semaphore") != 0;

    teller_begin(teller, teller->event->task);
    switch (teller->event->verb) {
    case CO_VERB_TAKE:
        tell_take(teller, is_lock);
        break;
    case CO_VERB_RELEASE:
        text_add(&teller->words, is_lock ? " releases " : " gives back a permit of ");
        teller_add_thing(teller, teller->event->thing);
        break;
    case CO_VERB_PUT:
        tell_item(teller, "puts", "into");
        break;
    case CO_VERB_GET:
        tell_item(teller, "takes", "out of");
        break;
    case CO_VERB_DONE:
        tell_done(teller);
        break;
    case CO_VERB_SET:
        tell_set(teller);
        break;
    case CO_VERB_NOTIFY:
        tell_notify(teller);
        break;
    default:
        text_add(&teller->words, teller->event->verb == CO_VERB_CLEAR ? " clears " : " uses ");
        teller_add_thing(teller, teller->event->thing);
        break;
    }
    text_add(&teller->words, ".");
}

/* Lists whose links lie in the things themselves, so that adding and removing cannot fail. */
#ifndef CO_LIST_H
#define CO_LIST_H

#include <stddef.h>

#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

/* A member of the thing. */
struct co_link {
    struct co_link *next, *previous;
};

/* All-zero is empty. */
struct co_list {
    struct co_link *first, *last;
};

/* The link is in no list. */
static inline void list_append(struct co_list *list, struct co_link *link)
{
    link->next = NULL;
    link->previous = list->last;
    if (list->last)
        list->last->next = link;
    else
        list->first = link;
    list->last = link;
}

static inline void list_prepend(struct co_list *list, struct co_link *link)
{
    link->previous = NULL;
    link->next = list->first;
    if (list->first)
        list->first->previous = link;
    else
        list->last = link;
    list->first = link;
}

/* The link is in no list. `next` is in this list; NULL: append the link. */
static inline void list_insert_before(struct co_list *list, struct co_link *link,
                                      struct co_link *next)
{
    link->next = next;
    link->previous = next ? next->previous : list->last;
    *(link->previous ? &link->previous->next : &list->first) = link;
    *(next ? &next->previous : &list->last) = link;
}

/* The link is in this list. */
static inline void list_remove(struct co_list *list, struct co_link *link)
{
    if (link->previous)
        link->previous->next = link->next;
    else
        list->first = link->next;
    if (link->next)
        link->next->previous = link->previous;
    else
        list->last = link->previous;
}

/* Take the first link out; NULL: the list is empty. */
static inline struct co_link *list_take_first(struct co_list *list)
{
    struct co_link *link = list->first;

    if (!link)
        return NULL;
    list->first = link->next;
    if (link->next)
        link->next->previous = NULL;
    else
        list->last = NULL;
    return link;
}

/* The thing that has this link for a member; NULL for NULL. */
#define list_entry(link, type, member) ((type *)list_thing(link, offsetof(type, member)))
static inline void *list_thing(struct co_link *link, size_t offset)
{
    return link ? (char *)link - offset : NULL;
}

/* The first thing, and the one after a thing; NULL: there is none. */
#define list_first(list, type, member) list_entry((list)->first, type, member)
#define list_next(thing, member) list_entry((thing)->member.next, __typeof__(*(thing)), member)

#endif

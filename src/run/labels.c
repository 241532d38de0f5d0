#include "run/labels.h"

#include "co/list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_IDS = 16, NUMBER_MAX = 16 };

struct label {
    struct table_link link;
    uint32_t number; /* an id; for a base: how many labels were made of it */
    char name[];
};

/* FNV-1a, by Fowler, Noll and Vo. */
static uintptr_t hash(const char *name, size_t length)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < length; i++)
        sum = (sum ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
    return (uintptr_t)sum;
}

static struct label *find(const struct table *table, const char *name, size_t length)
{
    struct table_link *link = table_find(table, hash(name, length));

    for (; link; link = table_find_earlier(link)) {
        struct label *label = container_of(link, struct label, link);

        if (strlen(label->name) == length && memcmp(label->name, name, length) == 0)
            return label;
    }
    return NULL;
}

static struct label *add(struct table *table, const char *name, size_t length)
{
    struct label *label = malloc(sizeof *label + length + 1);

    if (!label || table_reserve(table) < 0) {
        free(label);
        return NULL;
    }
    label->number = 0;
    memcpy(label->name, name, length);
    label->name[length] = '\0';
    table_add(table, &label->link, hash(name, length));
    return label;
}

static int make_room(struct labels *labels, uint32_t id)
{
    size_t capacity = labels->capacity ? labels->capacity : FIRST_IDS;
    struct label **larger;

    while (capacity <= id)
        capacity *= 2;
    if (capacity == labels->capacity)
        return 0;
    larger = realloc(labels->by_id, capacity * sizeof *larger);
    if (!larger)
        return -ENOMEM;
    for (size_t i = labels->capacity; i < capacity; i++)
        larger[i] = NULL;
    labels->by_id = larger;
    labels->capacity = capacity;
    return 0;
}

int labels_put(struct labels *labels, uint32_t id, const char *name, size_t length)
{
    struct label *label;

    if (find(&labels->by_name, name, length))
        return -EEXIST;
    label = make_room(labels, id) < 0 ? NULL : add(&labels->by_name, name, length);
    if (!label)
        return -ENOMEM;
    label->number = id;
    labels->by_id[id] = label;
    return 0;
}

int labels_add(struct labels *labels, uint32_t id, const char *base, char mark, bool always)
{
    size_t length = strlen(base), size = length + NUMBER_MAX;
    struct label *used = find(&labels->by_base, base, length);
    char *name;
    int rc;

    if (labels_name(labels, id))
        return 0;
    if (!used)
        used = add(&labels->by_base, base, length);
    name = used ? malloc(size) : NULL;
    if (!name)
        return -ENOMEM;
    used->number++;
    if (always || used->number > 1)
        snprintf(name, size, "%s%c%u", base, mark, used->number);
    else
        snprintf(name, size, "%s", base);
    rc = labels_put(labels, id, name, strlen(name));
    free(name);
    return rc;
}

const char *labels_name(const struct labels *labels, uint32_t id)
{
    return id < labels->capacity && labels->by_id[id] ? labels->by_id[id]->name : NULL;
}

uint32_t labels_id(const struct labels *labels, const char *name, size_t length)
{
    const struct label *label = find(&labels->by_name, name, length);

    return label ? label->number : 0;
}

static void free_table(struct table *table)
{
    struct table_link *link;

    for (size_t at = 0; (link = table_any(table, &at));) {
        table_remove(table, link);
        free(container_of(link, struct label, link));
    }
    table_free(table);
}

void labels_free(struct labels *labels)
{
    free_table(&labels->by_name);
    free_table(&labels->by_base);
    free(labels->by_id);
    *labels = (struct labels){ 0 };
}

#include "show/page_words.h"

#include "co/list.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct word {
    struct table_link link;
    size_t number;
    char json[];
};

static struct word *word_of(struct table_link *link)
{
    return link ? container_of(link, struct word, link) : NULL;
}

/* FNV-1a */
static uintptr_t hash(const char *json)
{
    uint32_t key = 2166136261u;

    for (; *json; json++)
        key = (key ^ (unsigned char)*json) * 16777619u;
    return key;
}

static struct word *look_up(const struct page_words *words, const char *json, uintptr_t key)
{
    struct word *word = word_of(table_find(&words->table, key));

    while (word && strcmp(word->json, json) != 0)
        word = word_of(table_find_earlier(&word->link));
    return word;
}

size_t page_words_find(struct page_words *words, const char *json)
{
    uintptr_t key = hash(json);
    struct word *word = look_up(words, json, key);
    size_t size = strlen(json) + 1;

    if (word)
        return word->number;
    if (table_reserve(&words->table) < 0 || !(word = malloc(sizeof *word + size))) {
        words->list.failed = true;
        return 0;
    }
    word->number = words->count++;
    memcpy(word->json, json, size);
    table_add(&words->table, &word->link, key);
    text_add(&words->list, "%s%s", word->number ? "," : "", json);
    return word->number;
}

void page_words_free(struct page_words *words)
{
    struct word *word;

    for (size_t at = 0; (word = word_of(table_any(&words->table, &at)));) {
        table_remove(&words->table, &word->link);
        free(word);
    }
    table_free(&words->table);
    text_free(&words->list);
}

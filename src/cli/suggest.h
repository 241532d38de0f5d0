/* This module suggests the names that are nearest to an unknown word: "Did you mean lock?" */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

enum { SUGGEST_NAMES_MAX = 3, SUGGEST_SENTENCE_MAX = 256 };

struct suggestion {
    const char *word;
    size_t distance; /* the distance of all kept names: only the nearest names are kept */
    const char *names[SUGGEST_NAMES_MAX];
    size_t count;
    char sentence[SUGGEST_SENTENCE_MAX];
};

/* Begin with the unknown word, and add each known name. The strings are borrowed. */
void suggest_begin(struct suggestion *suggestion, const char *word);
void suggest_add(struct suggestion *suggestion, const char *name);

/* Returns " Did you mean --lock or --clock?", with `prefix` before each name; "" if no name is
 * near. The text is a part of the suggestion. */
const char *suggest_sentence(struct suggestion *suggestion, const char *prefix);

/* Returns the number of letters to insert, delete, replace, or swap with their neighbour, to turn
 * one word into the other. Upper and lower case are the same. Only the first 64 bytes of a word
 * count. */
size_t edit_distance(const char *one, const char *other);

#endif

/* The names that are nearest to an unknown word: "Did you mean lock?" */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

enum { SUGGEST_NAMES_MAX = 3, SUGGEST_SENTENCE_MAX = 256 };

struct suggestion {
    const char *word;
    size_t distance; /* of all kept names: only the nearest names are kept */
    const char *names[SUGGEST_NAMES_MAX];
    size_t count;
    char sentence[SUGGEST_SENTENCE_MAX];
};

/* The strings are borrowed. */
void suggest_begin(struct suggestion *suggestion, const char *word);
void suggest_add(struct suggestion *suggestion, const char *name);

/* " Did you mean --lock or --clock?", with `prefix` before each name; "" if no name is near. The
 * text is a part of the suggestion. */
const char *suggest_sentence(struct suggestion *suggestion, const char *prefix);

/* The number of letters to insert, delete, replace, or swap with their neighbour, to turn one word
 * into the other; upper and lower case are the same. Only the first 64 bytes of a word count. */
size_t edit_distance(const char *one, const char *other);

#endif

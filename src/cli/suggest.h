/* The names that come nearest to a word that is none: "Did you mean lock?" */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

enum { SUGGEST_NAMES_MAX = 3, SUGGEST_SENTENCE_MAX = 256 };

struct suggestion {
    const char *word;
    size_t distance; /* of all names kept: only the nearest are */
    const char *names[SUGGEST_NAMES_MAX];
    size_t count;
    char sentence[SUGGEST_SENTENCE_MAX];
};

/* The strings are borrowed. */
void suggest_begin(struct suggestion *suggestion, const char *word);
void suggest_add(struct suggestion *suggestion, const char *name);

/* " Did you mean --lock or --clock?", each name behind `prefix`; "" if no name is near. Lives in
 * the suggestion. */
const char *suggest_sentence(struct suggestion *suggestion, const char *prefix);

/* How many letters have to be typed in, left out, replaced, or swapped with their neighbour to turn
 * one word into the other; upper and lower case are the same. What is longer than 64 bytes counts
 * up to there. */
size_t edit_distance(const char *one, const char *other);

#endif

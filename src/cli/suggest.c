#include "cli/suggest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 64 };

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

static int same_letter(char one, char other)
{
    return tolower((unsigned char)one) == tolower((unsigned char)other);
}

size_t edit_distance(const char *one, const char *other)
{
    size_t height = strnlen(one, WORD_MAX), width = strnlen(other, WORD_MAX);
    /* cost[i][j] is the distance from the first i letters of one to the first j of the other. */
    unsigned char cost[WORD_MAX + 1][WORD_MAX + 1];

    for (size_t i = 0; i <= height; i++)
        cost[i][0] = (unsigned char)i;
    for (size_t j = 0; j <= width; j++)
        cost[0][j] = (unsigned char)j;
    for (size_t i = 1; i <= height; i++) {
        for (size_t j = 1; j <= width; j++) {
            size_t best = cost[i - 1][j - 1] + !same_letter(one[i - 1], other[j - 1]);

            best = least(best, cost[i - 1][j] + 1u);
            best = least(best, cost[i][j - 1] + 1u);
            if (i > 1 && j > 1 && same_letter(one[i - 1], other[j - 2]) &&
                same_letter(one[i - 2], other[j - 1]))
                best = least(best, cost[i - 2][j - 2] + 1u);
            cost[i][j] = (unsigned char)best;
        }
    }
    return cost[height][width];
}

/* A word that is a part of a name is near to the name, even if the rest of the name is long. */
static size_t distance(const char *word, const char *name)
{
    size_t edits = edit_distance(word, name);

    if (strlen(word) >= 2 && strncasecmp(word, name, strlen(word)) == 0)
        return least(edits, 1);
    if (strlen(word) >= 5 && strcasestr(name, word))
        return least(edits, 2);
    return edits;
}

void suggest_begin(struct suggestion *suggestion, const char *word)
{
    suggestion->word = word;
    suggestion->count = 0;
    /* In a word of three letters, one letter may be wrong; in a word of eight, three may. */
    suggestion->distance = least((strlen(word) + 1) / 3, 3);
}

void suggest_add(struct suggestion *suggestion, const char *name)
{
    size_t apart = distance(suggestion->word, name);

    if (apart < suggestion->distance) {
        suggestion->distance = apart;
        suggestion->count = 0;
    }
    if (apart == suggestion->distance && suggestion->count < SUGGEST_NAMES_MAX)
        suggestion->names[suggestion->count++] = name;
}

const char *suggest_sentence(struct suggestion *suggestion, const char *prefix)
{
    size_t length = 0;

    suggestion->sentence[0] = '\0';
    for (size_t i = 0; i < suggestion->count && length < SUGGEST_SENTENCE_MAX; i++) {
        const char *before = i == 0 ? " Did you mean " : i + 1 == suggestion->count ? " or " : ", ";

        length += (size_t)snprintf(suggestion->sentence + length, SUGGEST_SENTENCE_MAX - length,
                                   "%s%s%s%s", before, prefix, suggestion->names[i],
                                   i + 1 == suggestion->count ? "?" : "");
    }
    return suggestion->sentence;
}

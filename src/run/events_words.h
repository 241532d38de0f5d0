/* The words of the text form of a run (events_text.h), in both directions. */
#ifndef RUN_EVENTS_WORDS_H
#define RUN_EVENTS_WORDS_H

#include "co/explain/growing_text.h"

/* What is left of a line that is being read. */
struct words {
    const char *at, *end;
};

/* A time in seconds, with as many digits as it has. */
void words_add_time(struct text *text, int64_t nanoseconds);
bool words_take_time(struct words *words, int64_t *nanoseconds);

void words_add_number(struct text *text, int64_t number);
bool words_take_number(struct words *words, int64_t *number);
/* The same, but false if the number is no uint32_t. */
bool words_take_count(struct words *words, uint32_t *count);

/* The name of an error, or a number. */
void words_add_result(struct text *text, int result);
bool words_take_result(struct words *words, int *result);

/* A text to the end of the line. */
void words_add_rest(struct text *text, const char *rest);
/* Append the text, without `after`, with which the line ends. */
bool words_take_rest(struct words *words, const char *after, struct text *text);

/* A text as a word, which has quotes if it is not simple. */
void words_add_word(struct text *text, const char *word);
bool words_take_word(struct words *words, struct text *text);
/* The length of the label at the front: a word, perhaps with ~ and a number. 0: there is none. */
size_t words_label(const struct words *words);

/* Take these bytes, if they are at the front. */
bool words_take(struct words *words, const char *bytes);

#endif

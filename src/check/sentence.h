/* This module writes the sentences that tell a person what is wrong with a run on the real
 * clock. */
#ifndef CHECK_SENTENCE_H
#define CHECK_SENTENCE_H

#include "check/settle.h"
#include "check/suspicion.h"

enum { SENTENCE_MAX = 256 };

/* Say in the verdict, whose sides are set, what the rules found. */
void sentence_of_difference(struct verdict *verdict, const struct settle *settle,
                            const struct causal_result *result);
/* Say in the verdict, whose sides are set, that the replay went another way. */
void sentence_of_replay(struct verdict *verdict);
/* Say in the verdict why the lateness is a fault of the program. */
void sentence_of_suspicion(struct verdict *verdict, const struct settle *settle,
                           const struct suspicion *suspicion);
/* Returns the buffer with the lateness in words: "the timer of 200 ms of producer-1 was 4.1 ms
 * late". */
const char *sentence_of_lateness(char buffer[SENTENCE_MAX], const struct settle *settle,
                                 const struct causal_lateness *lateness);

#endif

/* The sentences that tell a person what is wrong with a run on the real clock. */
#ifndef CHECK_SENTENCE_H
#define CHECK_SENTENCE_H

#include "check/settle.h"
#include "check/suspicion.h"

enum { SENTENCE_MAX = 256 };

/* Say in the verdict, which has its sides, what the rules found. */
void sentence_of_difference(struct verdict *verdict, const struct settle *settle,
                            const struct causal_result *result);
/* Say in the verdict, which has its sides, that the replay went another way. */
void sentence_of_replay(struct verdict *verdict);
/* Say in the verdict what makes lateness a fault of the program. */
void sentence_of_suspicion(struct verdict *verdict, const struct settle *settle,
                           const struct suspicion *suspicion);
/* "the timer of 200 ms of producer-1 was 4.1 ms late". Returns the buffer. */
const char *sentence_of_lateness(char buffer[SENTENCE_MAX], const struct settle *settle,
                                 const struct causal_lateness *lateness);

#endif

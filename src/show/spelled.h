/* A run with other spellings of its names, for a terminal that shows ASCII alone. */
#ifndef SHOW_SPELLED_H
#define SHOW_SPELLED_H

#include "run/stream.h"

/* Append a copy of each event, in which all texts are spelled as the log spells them with
 * SYMBOLS_ASCII. Returns 0 or -ENOMEM. The caller calls stream_free(spelled) in both cases. */
int stream_spell(struct stream *spelled, const struct stream *stream);

#endif

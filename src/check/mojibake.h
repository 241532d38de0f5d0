/*
 * Mojibake is UTF-8 that a program or an editor took for text of another code page, and wrote as
 * UTF-8 again. The four bytes of a lock become four characters, the first of them a small eth. Such
 * text can be turned back, as ftfy (https://ftfy.readthedocs.io) does: if all characters of a run
 * are in one code page, and their bytes there are valid UTF-8, the run is hardly ever meant as it
 * is.
 */
#ifndef CHECK_MOJIBAKE_H
#define CHECK_MOJIBAKE_H

#include "check/transcript.h"

enum { MOJIBAKE_SAMPLE_MAX = 64 };

struct mojibake {
    const char *code_page; /* its name */
    char damaged
        [MOJIBAKE_SAMPLE_MAX];       /* the first characters of the transcript that are mojibake, */
    char meant[MOJIBAKE_SAMPLE_MAX]; /* the characters that these stand for */
};

/*
 * Turn a transcript back. Returns true if more runs of characters beyond ASCII are mojibake than
 * are not; then the caller gives `meant` to transcript_free(). Characters that are no mojibake stay
 * as they are. If the code page had no character for a byte and a program wrote U+FFFD instead, the
 * golden tells the byte. Returns false also if no memory is left.
 */
bool mojibake_undo(const struct transcript *golden, const struct transcript *transcript,
                   struct transcript *meant, struct mojibake *mojibake);

#endif

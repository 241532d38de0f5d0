/*
 * Event streams of runs on the virtual clock, saved by one build of the program to judge another
 * one by:
 *
 *     FOLDER/CHAPTER.DEMO.stream, FOLDER/CHAPTER.DEMO.VARIANT.stream
 */
#ifndef CHECK_REFERENCE_H
#define CHECK_REFERENCE_H

#include "run/run.h"

struct reference {
    const char *folder, *chapter, *demo;
    const char *variant; /* NULL for the default */
};

enum { REFERENCE_MESSAGE_MAX = 1024 };

/* Write the stream to the file, and make the folder if there is none. Returns 0; or a negative
 * error code, with a sentence in `message`; then a reference that was there is as before. */
int reference_save(const struct reference *reference, const struct stream *stream,
                   char message[REFERENCE_MESSAGE_MAX]);
/* Read the file into the stream, which is empty, and stays empty on failure. Returns 0; or a
 * negative error code, with a sentence in `message`. */
int reference_load(const struct reference *reference, struct stream *stream,
                   char message[REFERENCE_MESSAGE_MAX]);

#endif

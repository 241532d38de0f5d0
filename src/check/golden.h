/*
 * Golden transcripts: where a demo's lies, what it says, and how it is replaced.
 *
 *     ROOT/golden/CHAPTER/DEMO.txt                  the log, stdout of a run on the virtual clock
 *     ROOT/golden/CHAPTER/DEMO.VARIANT.txt          the same of a variant
 *     ROOT/golden/CHAPTER/DEMO[.VARIANT].err.txt    what the run says on stderr, if anything
 *
 * While one is being replaced, .NAME.new lies beside it, and stays there if the process was killed
 * meanwhile. A program that lists the folder passes over names that begin with a dot. The next
 * replacement makes use of the file.
 */
#ifndef CHECK_GOLDEN_H
#define CHECK_GOLDEN_H

#include "check/transcript.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Names one golden transcript. All strings are borrowed. */
struct golden {
    const char *root; /* ".": paths begin with golden/ */
    const char *chapter;
    const char *demo;
    const char *variant; /* NULL for the default */
    bool errors;         /* what goes to stderr, not the log */
};

/* Writes the path. -EINVAL if a name is empty or contains a dot or a slash, or if the variant is
 * "err"; -ENAMETOOLONG. */
int golden_path(const struct golden *golden, char path[PATH_MAX]);

/* What is to be in the file. */
enum transcript_form golden_form(const struct golden *golden);

/* Reads and validates it, as transcript_read(): -ENOENT if there is none. */
int golden_read(const struct golden *golden, struct transcript *transcript,
                struct transcript_error *error);

/*
 * Puts the `size` bytes in its place, and makes its folder if there is none. At every moment, also
 * if the process is killed or the disk is full, the file is the old one or the new one as a whole.
 * Two processes that replace the same golden wait for each other.
 *
 * With no bytes, a golden of stderr is removed: the run has nothing to say there any more.
 *
 * What is there already is validated first and not touched if it is not what golden_read() accepts,
 * unless it is empty or `whatever_is_there` is true. The new bytes are validated in any case.
 *
 * Returns 0, or a negative error code with `error` filled: those of transcript_read() for the bytes
 * or for the file there, else those of the file system (-EACCES, -ENOSPC, -EROFS, ...). Only an
 * error from making the new name durable (-EIO) can come after the replacement.
 */
int golden_replace(const struct golden *golden, const char *bytes, size_t size,
                   bool whatever_is_there, struct transcript_error *error);

#endif

/*
 * Golden transcripts: the path of a demo's golden, its content, and its replacement.
 *
 *  ROOT/golden/CHAPTER/DEMO.txt                log: the stdout of a run on the virtual clock
 *  ROOT/golden/CHAPTER/DEMO.VARIANT.txt        the log of a variant
 *  ROOT/golden/CHAPTER/DEMO[.VARIANT].err.txt  the stderr of the run, if it is not empty
 *  ROOT/golden/CHAPTER/DEMO[.VARIANT].events   the events of the run (src/run/events_text.h)
 *
 * While a golden is being replaced, .NAME.new lies beside it. That file stays if the process is
 * killed meanwhile, and the next replacement uses it. A program that lists the folder skips names
 * that begin with a dot.
 */
#ifndef CHECK_GOLDEN_H
#define CHECK_GOLDEN_H

#include "check/transcript.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* What a golden tells of the run. */
enum golden_part { GOLDEN_LOG, GOLDEN_ERRORS, GOLDEN_EVENTS };

/* The name of one golden transcript. All strings are borrowed. */
struct golden {
    const char *root; /* "." lets paths begin with golden/ */
    const char *chapter;
    const char *demo;
    const char *variant; /* NULL for the default */
    enum golden_part part;
};

/* Write the path. Returns -EINVAL if a name is empty or contains a dot or a slash, or if the
 * variant is "err"; -ENAMETOOLONG if the path is too long. */
int golden_path(const struct golden *golden, char path[PATH_MAX]);

/* Returns the form that the file must have. */
enum transcript_form golden_form(const struct golden *golden);

/* Read and validate the golden, as transcript_read() does. Returns -ENOENT if there is none. */
int golden_read(const struct golden *golden, struct transcript *transcript,
                struct transcript_error *error);

/*
 * Replaces the golden by the `size` bytes, and makes its folder if there is none. At every moment
 * the file is the old one or the new one as a whole, also if the process is killed or the disk is
 * full. Two processes that replace the same golden wait for each other.
 *
 * Without bytes, a golden of stderr or of events is removed: the run has none any more.
 *
 * The present golden is validated first. If golden_read() does not accept it, it stays, unless it
 * is empty or `whatever_is_there` is true. The new bytes are always validated.
 *
 * Returns 0, or a negative error code with `error` filled: the codes of transcript_read() for the
 * bytes or for the present file, and the codes of the file system (-EACCES, -ENOSPC, -EROFS, ...).
 * Only one error can follow the replacement: -EIO, if the new name could not be made durable.
 */
int golden_replace(const struct golden *golden, const char *bytes, size_t size,
                   bool whatever_is_there, struct transcript_error *error);

/* Replaces any file in the same way, as a whole or not at all. Its folder must be there. Returns 0,
 * or a negative error code of the file system with `error` filled. */
int golden_replace_file(const char *path, const char *bytes, size_t size,
                        struct transcript_error *error);

#endif

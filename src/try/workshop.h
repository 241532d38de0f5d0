/*
 * A workshop builds a user's file into a program. That is the program of the build, with the file
 * in place of one demo. So the commands of the build make it, and all commands of the program know
 * the file.
 */
#ifndef TRY_WORKSHOP_H
#define TRY_WORKSHOP_H

#include "try/capture.h"

struct workshop {
    const char *build;      /* the folder of the build; borrowed */
    const char *folder;     /* an empty folder for what is made; borrowed, an absolute path */
    const char *name;       /* of the demo; borrowed */
    struct text identifier; /* of the demo, in C */
    struct text compile;    /* the build's command for the demo, without its files */
    struct text link, rest; /* its command for the program, before and behind the program's name */
    struct text program;    /* the path of the program that is made */
    struct text message;    /* what went wrong, in a sentence without a full stop */
};

/* Ask the build for its commands. Returns 0, -EINTR or -errno, with a message. workshop_close()
 * frees the workshop in each case. */
int workshop_open(struct workshop *workshop, const char *chapter);
void workshop_close(struct workshop *workshop);

/* What became of a file. */
enum workshop_result {
    WORKSHOP_BUILT,
    WORKSHOP_REFUSED, /* the compiler or the linker has refused it; the message says why */
};

/* Build a copy of the file, so that a save meanwhile does no harm. Lines of the compiler name the
 * file as `name`.c. `remarks` gets its lines. Returns an enum workshop_result; or -EINTR or -errno,
 * with a message. */
int workshop_build(struct workshop *workshop, const char *file, struct text *remarks);

#endif

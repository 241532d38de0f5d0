/* One use of `asyncdemo try`: an exercise or a demo, the user's file, and what is said about it. */
#ifndef CLI_TRY_SESSION_H
#define CLI_TRY_SESSION_H

#include "cli/syllabus.h"
#include "try/attempt.h"

struct try_session {
    const struct syllabus_entry *entry;
    const char *file;  /* the user's */
    const char *root;  /* the checkout */
    const char *build; /* the folder of its build */
    bool once;         /* judge the file once, and end */
    int exit_code;     /* of the last judgement */
};

/* Write the first copy of the demo's source, unless the file is there. Returns 0; or an exit code,
 * after a message on stderr. */
int try_session_copy(const struct try_session *session);

/* Print a hint of the exercise, from 1. Returns false if the exercise has no such hint. */
bool try_session_hint(const struct try_session *session, int number);

/* Judge the file, and then, unless once, each time that it is saved, until the user ends that. The
 * process is of no other use afterwards. Returns the exit code. */
int try_session_run(struct try_session *session);

#endif

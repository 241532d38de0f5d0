/*
 * Waits until a file is saved. It looks at the file every 50 ms: so it sees an editor that replaces
 * the file, and works on each system and in each folder, also one of another machine.
 */
#ifndef TRY_WATCH_H
#define TRY_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct watch {
    const char *file;   /* borrowed */
    bool reads_lines;   /* a person may type lines on stdin */
    bool is_there;      /* the file, when it was last looked at */
    struct stat status; /* as it was then */
    bool has_changed;   /* since watch_wait() last told of the file */
};

enum watch_event {
    WATCH_SAVED, /* the file has changed, and then stayed as it is for 50 ms */
    WATCH_GONE,  /* the file is no longer there */
    WATCH_LINE,  /* a person has typed a line */
    WATCH_ENDED, /* stdin has ended */
};

/* Begin to watch, from the file's present state on. */
void watch_begin(struct watch *watch, const char *file, bool reads_lines);

/* Wait. With WATCH_LINE, `line` has what was typed, without the newline. */
enum watch_event watch_wait(struct watch *watch, char *line, size_t size);

#endif

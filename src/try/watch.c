#include "try/watch.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_EVERY = 50 /* milliseconds */ };

/* Look at the file. Returns whether it is another than at the last look. */
static bool look(struct watch *watch)
{
    struct stat status = { 0 };
    bool is_there = stat(watch->file, &status) == 0;
    bool changed = is_there != watch->is_there ||
                   (is_there && (status.st_ino != watch->status.st_ino ||
                                 status.st_size != watch->status.st_size ||
                                 status.st_mtim.tv_sec != watch->status.st_mtim.tv_sec ||
                                 status.st_mtim.tv_nsec != watch->status.st_mtim.tv_nsec));

    watch->is_there = is_there;
    watch->status = status;
    return changed;
}

void watch_begin(struct watch *watch, const char *file, bool reads_lines)
{
    *watch = (struct watch){ .file = file, .reads_lines = reads_lines };
    look(watch);
}

/* Take what is typed. The terminal gives whole lines. */
static enum watch_event read_line(char *line, size_t size)
{
    ssize_t got = read(STDIN_FILENO, line, size - 1);

    if (got <= 0)
        return WATCH_ENDED;
    line[got] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return WATCH_LINE;
}

enum watch_event watch_wait(struct watch *watch, char *line, size_t size)
{
    struct pollfd typed = { .fd = watch->reads_lines ? STDIN_FILENO : -1, .events = POLLIN };

    for (;;) {
        int ready = poll(&typed, 1, LOOK_EVERY);
        bool changed = look(watch);

        watch->has_changed |= changed;
        if (ready > 0)
            return read_line(line, size);
        /* A save may take several steps: wait until a look finds nothing new. */
        if (ready < 0 || changed || !watch->has_changed)
            continue;
        watch->has_changed = false;
        return watch->is_there ? WATCH_SAVED : WATCH_GONE;
    }
}

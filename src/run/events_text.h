/*
 * A run as a compact text, one event a line: the time in seconds, the task, and what it does. This
 * is what a golden of events has, so the text is the same from run to run and from build to build:
 *
 *     events 1
 *     0 main is made by the loop
 *     0 Worker-1 is made by main 0.1
 *     0 main waits for the end of Worker-1 (gather)
 *     0 Worker-1 takes lock-1
 *     0 Worker-1 sleeps until 0.01
 *     0.01 Worker-1 is woken after 0.01
 *     0.01 Worker-1 prints Counter = 1
 *     0.01 Worker-1 releases lock-1
 *     0.01 Worker-1 ends
 *     0.01 main is woken by Worker-1 1.1
 *     0.01 main ends
 *     0.01 the run ends
 *
 * "by main 0.1" says: after its line 0, as its wake 1 since then. A thing has a number within its
 * kind. A name that is no simple word stands in quotes; the second task with the name "fetch" is
 * fetch~2. In texts, \\ stands for a backslash, \n for a newline, and \xNN for any other byte that
 * a terminal would not print. "... 3 times more" repeats the line before. A line of a task that has
 * another cause than the task says so: "0.3 job prints, after 0.3: done". Before the run ends, each
 * task that has not ended has a line that says so.
 *
 * The text leaves out the places in the source, the calls, the names of variables, the reports,
 * the beginnings of steps, how long a task has waited for something from outside, and how many
 * events came from there.
 */
#ifndef RUN_EVENTS_TEXT_H
#define RUN_EVENTS_TEXT_H

#include "co/explain/growing_text.h"
#include "run/events_known.h"

#include <stdio.h>

/* A text that is being written. It needs memory for each task and each thing, not for each event.
 * All-zero but for the file is at the beginning. */
struct events_writer {
    FILE *file; /* the caller's */
    struct events_known known;
    struct text line, last; /* `last`: the line before, which waits for its repeats */
    uint32_t repeats;
    struct event yield; /* a wait that may be a yield: the next event shows it */
    bool may_yield, began;
    int result; /* 0, -ENOMEM or -EIO */
};

/* Write an event. The end of the run completes the text. An error shows in `result`. */
void events_write(struct events_writer *writer, const struct event *event);
/* Write what is left, if the run had no end, and free all but the file. 0, -ENOMEM or -EIO. */
int events_writer_close(struct events_writer *writer);
/* Write a whole stream. 0, -ENOMEM or -EIO. */
int stream_write_text(const struct stream *stream, FILE *file);

/* The line that the event has in the text of its stream, from 1. -ENOMEM. */
int stream_text_line(const struct stream *stream, const struct event *event, size_t *line);

/* A damaged text. */
struct events_damage {
    size_t line;
    const char *sentence; /* static, without a full stop */
};

/* Read a text into a stream, which is empty. The ids of tasks and things are those of their order;
 * the names of variables are the things' own. -ENOMEM; -EPROTO: the text is damaged. Then the
 * stream has the events before. */
int stream_read_text(struct stream *stream, const char *bytes, size_t size,
                     struct events_damage *damage);

#endif

/* The form of the events of a run. */
#include "cli/topic.h"

#include <stdio.h>

static const struct {
    const char *line, *meaning;
} event_lines[] = {
    { "events 1", "the first line: the version" },
    { "0 main is made by the loop", "at 0 s the loop makes main" },
    { "0 Worker-1 is made by main 0.1", "after 0 lines of main, its act 1" },
    { "0 Worker-1 takes lock-1", "the first lock of the run" },
    { "0 Worker-1 sleeps until 0.01", "until 0.01 s of the run" },
    { "0 Worker-2 waits for lock-1", "another task has to release it" },
    { "0.01 Worker-1 is woken after 0.01", "it has slept for 0.01 s" },
    { "0.01 Worker-1 prints Counter = 1", "a line of the log" },
    { "0.01 Worker-2 is woken by Worker-1 1.1", "after line 1 of Worker-1, its act 1" },
    { "... 3 times more", "the line before, again" },
    { "0.06 the run ends", "the last line" },
};

void topic_write_events(const struct page *page)
{
    page_heading(page, "asyncdemo help events");
    printf("\n  asyncdemo lock --clock=virtual --events=lock.events     as text\n"
           "  asyncdemo lock --clock=virtual --events=lock.jsonl      as JSON lines\n\n"
           "The events of a run tell what each task does and what it waits for.\n");
    page_heading(page, "\nText");
    for (size_t i = 0; i < sizeof event_lines / sizeof *event_lines; i++)
        printf("  %-40s %s\n", event_lines[i].line, event_lines[i].meaning);
    printf("\nAn act of a task makes a task or wakes one. Locks, queues and other things have\n"
           "the number in which they appear, each kind by itself. The second task of the\n"
           "name fetch is fetch~2. A name that is no simple word stands in quotes. \\n is a\n"
           "new line, \\\\ a backslash, and \\xNN a byte that a terminal would not print.\n\n"
           "The goldens of events, golden/CHAPTER/DEMO.events, are such texts. \"asyncdemo\n"
           "check\" compares runs with them, and \"asyncdemo accept\" renews them.\n");
    page_heading(page, "\nJSON lines");
    printf("The first line of each run has the kind \"run\" and the name of the demo. If a\n"
           "stack overflows, the last line is a report that has a task. The file\n"
           "src/run/events.schema.json describes all lines.\n");
}

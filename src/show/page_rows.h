/* The rows of a page's table of states: a row for each task, or for each function if there are many
 * tasks; and the moments that the page shows. */
#ifndef SHOW_PAGE_ROWS_H
#define SHOW_PAGE_ROWS_H

#include "co/explain/growing_text.h"
#include "show/story.h"

struct page_row {
    struct text name;
    size_t task, count; /* the first task's index in life.tasks; how many tasks */
    size_t place;       /* the places of the first task and the next ones in rows.tasks */
};

struct page_rows {
    const struct story *story;
    struct page_row *rows;
    size_t count;
    size_t *row_of;  /* of each of life.tasks */
    size_t *tasks;   /* indexes of tasks, row by row */
    size_t *moments; /* indexes of story moments */
    size_t moment_count;
    bool whole; /* all moments are shown */
};

/* Returns 0 or -ENOMEM. The caller calls page_rows_free() in both cases. */
int page_rows_make(struct page_rows *rows, const struct story *story);
void page_rows_free(struct page_rows *rows);
/* Add what the tasks of the row do: "waits for the lock", "60 wait for the lock, 3 ended". */
void page_row_add_text(struct text *text, const struct page_rows *rows, size_t row,
                       const struct story_task *tasks);
/* The state of the row; that of several tasks is STORY_RUNS if one of them runs, STORY_UNMADE,
 * STORY_ENDED or STORY_FAILED if all are or have, else STORY_WAITS. */
enum story_state page_row_state(const struct page_rows *rows, size_t row,
                                const struct story_task *tasks);

#endif

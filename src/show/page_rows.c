#include "show/page_rows.h"

#include "show/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    MANY_TASKS = 24,    /* with more, the page tells of functions */
    MANY_MOMENTS = 240, /* with more, the page leaves out what happens within an instant, */
    MOST_MOMENTS = 120, /* and then some of the instants */
    TOLD = 4,           /* so many different things does a row tell */
};

/* ---- Rows ---- */

static bool is_alike(const struct life_task *task, const struct life_task *other)
{
    return strcmp(task->function, other->function) == 0 && task->is_job == other->is_job;
}

/* The row of the task, which is made if need be. */
static void add_task(struct page_rows *rows, const struct life *life, size_t task)
{
    size_t row = 0;

    if (life->task_count <= MANY_TASKS)
        row = rows->count;
    while (row < rows->count && !is_alike(&life->tasks[rows->rows[row].task], &life->tasks[task]))
        row++;
    if (row == rows->count)
        rows->rows[rows->count++] = (struct page_row){ .task = task };
    rows->rows[row].count++;
    rows->row_of[task] = row;
}

static void sort_tasks(struct page_rows *rows, size_t count)
{
    size_t place = 0;

    for (size_t i = 0; i < rows->count; i++) {
        rows->rows[i].place = place;
        place += rows->rows[i].count;
        rows->rows[i].count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct page_row *row = &rows->rows[rows->row_of[i]];

        rows->tasks[row->place + row->count++] = i;
    }
}

static void name_rows(struct page_rows *rows, const struct life *life)
{
    for (size_t i = 0; i < rows->count; i++) {
        struct page_row *row = &rows->rows[i];
        const struct life_task *task = &life->tasks[row->task];

        if (row->count > 1)
            text_add(&row->name, "%zu × ", row->count);
        words_add_name(&row->name, row->count > 1 ? task->function : task->name);
    }
}

/* ---- Moments ---- */

static bool ends_instant(const struct story *story, size_t moment)
{
    return moment + 1 == story->moment_count ||
           story->moments[moment + 1].time != story->moments[moment].time;
}

static void choose_moments(struct page_rows *rows)
{
    const struct story *story = rows->story;
    size_t ends = 0, every, end = 0;

    rows->whole = story->moment_count <= MANY_MOMENTS && story->life->task_count <= MANY_TASKS;
    for (size_t i = 0; i < story->moment_count; i++)
        ends += ends_instant(story, i);
    every = ends / MOST_MOMENTS + 1;
    for (size_t i = 0; i < story->moment_count; i++) {
        bool is_end = ends_instant(story, i);

        if (rows->whole || i == 0 || i + 1 == story->moment_count || story->moments[i].printed ||
            (is_end && end % every == 0))
            rows->moments[rows->moment_count++] = i;
        end += is_end;
    }
}

int page_rows_make(struct page_rows *rows, const struct story *story)
{
    const struct life *life = story->life;

    *rows = (struct page_rows){ .story = story };
    rows->rows = calloc(life->task_count + 1, sizeof *rows->rows);
    rows->row_of = calloc(life->task_count + 1, sizeof *rows->row_of);
    rows->tasks = calloc(life->task_count + 1, sizeof *rows->tasks);
    rows->moments = calloc(story->moment_count + 1, sizeof *rows->moments);
    if (!rows->rows || !rows->row_of || !rows->tasks || !rows->moments)
        return -ENOMEM;
    for (size_t i = 0; i < life->task_count; i++)
        add_task(rows, life, i);
    sort_tasks(rows, life->task_count);
    name_rows(rows, life);
    choose_moments(rows);
    return 0;
}

void page_rows_free(struct page_rows *rows)
{
    for (size_t i = 0; rows->rows && i < rows->count; i++)
        text_free(&rows->rows[i].name);
    free(rows->rows);
    free(rows->row_of);
    free(rows->tasks);
    free(rows->moments);
}

/* ---- What a row does ---- */

/* What several tasks do. */
struct doing {
    const char *text;
    size_t length, count;
};

/* The text without what differs from task to task: "sleeps" of "sleeps until 0.010". */
static struct doing doing_of(const struct story_task *task)
{
    const char *until = strstr(task->text, " until ");

    return (struct doing){ task->text,
                           task->state == STORY_SLEEPS && until ? (size_t)(until - task->text)
                                                                : strlen(task->text),
                           1 };
}

/* "runs" of one task is "run" of several. */
static void add_doing(struct text *text, const struct doing *doing)
{
    static const char *const verbs[] = { "runs", "sleeps", "waits", "awaits", "lets", "joins" };
    size_t verb = strcspn(doing->text, " ");

    text_add(text, "%zu ", doing->count);
    verb = verb < doing->length ? verb : doing->length;
    for (size_t i = 0; doing->count > 1 && i < sizeof verbs / sizeof *verbs; i++)
        if (strlen(verbs[i]) == verb && strncmp(verbs[i], doing->text, verb) == 0) {
            text_add_bytes(text, doing->text, verb - 1);
            text_add_bytes(text, doing->text + verb, doing->length - verb);
            return;
        }
    text_add_bytes(text, doing->text, doing->length);
}

void page_row_add_text(struct text *text, const struct page_rows *rows, size_t index,
                       const struct story_task *tasks)
{
    const struct page_row *row = &rows->rows[index];
    struct doing doings[TOLD];
    size_t count = 0, others = 0;

    if (row->count == 1) {
        text_add(text, "%s", tasks[row->task].text);
        return;
    }
    for (size_t i = 0; i < row->count; i++) {
        struct doing doing = doing_of(&tasks[rows->tasks[row->place + i]]);
        size_t same = 0;

        while (same < count && (doings[same].length != doing.length ||
                                memcmp(doings[same].text, doing.text, doing.length) != 0))
            same++;
        if (same < count)
            doings[same].count++;
        else if (count < TOLD)
            doings[count++] = doing;
        else
            others++;
    }
    for (size_t i = 0; i < count; i++) {
        text_add(text, i ? ", " : "");
        add_doing(text, &doings[i]);
    }
    if (others)
        text_add(text, ", %zu other%s", others, others == 1 ? "" : "s");
}

enum story_state page_row_state(const struct page_rows *rows, size_t index,
                                const struct story_task *tasks)
{
    const struct page_row *row = &rows->rows[index];
    enum story_state state = tasks[row->task].state;

    for (size_t i = 1; i < row->count; i++) {
        enum story_state other = tasks[rows->tasks[row->place + i]].state;

        if (other == STORY_RUNS)
            return STORY_RUNS;
        if (other != state && state != STORY_RUNS)
            state = STORY_WAITS;
    }
    return state;
}

/* The data of a page's script: what happens at each moment, and where it lies in the picture. */
#include "show/page_internal.h"
#include "show/page_words.h"
#include "show/words.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SENTENCE = 160 }; /* a sentence that is made of rows is cut behind so many bytes */

/* What of the page's data has been written. */
struct writer {
    struct page *page;
    struct story_task *tasks;  /* of each of life.tasks, at the present moment */
    const char **things;       /* the same of life.things */
    struct text *rows;         /* of each row, as it was written last */
    const char **shown_things; /* the same of things */
    size_t taken;              /* so many moments of the story are in `tasks` and `things` */
    int64_t time;
    size_t times;
    struct text words;
    struct page_words list; /* what the numbers of the data stand for */
};

/* ---- JSON ---- */

/* Append a string. "<" is escaped, so that it cannot end the element that the data stands in. */
static void add_string(struct text *text, const char *string)
{
    struct text safe = { 0 };

    words_add_name(&safe, string);
    text_add(text, "\"");
    for (const char *at = text_string(&safe); *at; at++) {
        if (*at == '"' || *at == '\\')
            text_add(text, "\\%c", *at);
        else if (*at == '<' || (unsigned char)*at < ' ')
            text_add(text, "\\u%04x", *at);
        else
            text_add_bytes(text, at, 1);
    }
    text_add(text, "\"");
    text->failed |= safe.failed;
    text_free(&safe);
}

/* Append the number of a string. */
static void add_number(struct writer *writer, struct text *text, const char *string)
{
    struct text json = { 0 };

    add_string(&json, string);
    text_add(text, "%zu", page_words_find(&writer->list, text_string(&json)));
    text->failed |= json.failed;
    text_free(&json);
}

static bool is_here(const struct page *page, const char *file)
{
    return page->about->path && strcmp(file, page->about->path) == 0;
}

/* ---- Moments ---- */

static void take(struct writer *writer, size_t moment)
{
    const struct story *story = &writer->page->story;

    for (; writer->taken <= moment; writer->taken++) {
        const struct story_moment *taken = &story->moments[writer->taken];

        for (size_t i = 0; i < taken->tasks.count; i++) {
            const struct story_change *change = &story->task_changes[taken->tasks.first + i];

            writer->tasks[change->index] = change->now;
        }
        for (size_t i = 0; i < taken->things.count; i++) {
            const struct story_change *change = &story->thing_changes[taken->things.first + i];

            writer->things[change->index] = change->now.text;
        }
    }
}

/* The state of a row, as the script numbers the states, its text and its line: [4,12,16]. */
static void add_row(struct writer *writer, size_t row)
{
    const struct page_rows *rows = &writer->page->rows;
    const struct story_task *task = &writer->tasks[rows->rows[row].task];
    struct text doing = { 0 };

    page_row_add_text(&doing, rows, row, writer->tasks);
    text_add(&writer->words, "[%d,", (int)page_row_state(rows, row, writer->tasks));
    add_number(writer, &writer->words, text_string(&doing));
    text_add(&writer->words, ",%d]",
             rows->rows[row].count == 1 && is_here(writer->page, task->file) ? task->line : 0);
    writer->words.failed |= doing.failed;
    text_free(&doing);
}

static void add_row_changes(struct writer *writer)
{
    struct text *text = &writer->page->text;
    size_t changes = 0;

    for (size_t row = 0; row < writer->page->rows.count; row++) {
        add_row(writer, row);
        if (strcmp(text_string(&writer->rows[row]), text_string(&writer->words)) != 0) {
            text_add(text, "%s\"%zu\":%s", changes++ ? "," : ",\"c\":{", row,
                     text_string(&writer->words));
            text_clear(&writer->rows[row]);
            text_add(&writer->rows[row], "%s", text_string(&writer->words));
        }
        text->failed |= writer->rows[row].failed | writer->words.failed;
        text_clear(&writer->words);
    }
    text_add(text, changes ? "}" : "");
}

static void add_thing_changes(struct writer *writer)
{
    struct page *page = writer->page;
    size_t changes = 0, shown = 0;

    for (size_t i = 0; i < page->life.thing_count; i++) {
        if (!page->story.names[i])
            continue;
        if (writer->things[i] &&
            (!writer->shown_things[i] || strcmp(writer->things[i], writer->shown_things[i]) != 0)) {
            text_add(&page->text, "%s\"%zu\":", changes++ ? "," : ",\"g\":{", shown);
            add_number(writer, &page->text, writer->things[i]);
            writer->shown_things[i] = writer->things[i];
        }
        shown++;
    }
    text_add(&page->text, changes ? "}" : "");
}

/* What all rows do, if moments are left out before this one. */
static void add_overview(struct writer *writer)
{
    const struct page_rows *rows = &writer->page->rows;
    const char *separator = "";

    for (size_t row = 0; row < rows->count && writer->words.length < SENTENCE; row++) {
        if (page_row_state(rows, row, writer->tasks) == STORY_UNMADE)
            continue;
        text_add(&writer->words, "%s%s: ", separator, text_string(&rows->rows[row].name));
        page_row_add_text(&writer->words, rows, row, writer->tasks);
        separator = "; ";
    }
    text_add(&writer->words, ".");
    add_number(writer, &writer->page->text, text_string(&writer->words));
    writer->page->text.failed |= writer->words.failed;
    text_clear(&writer->words);
}

/* Returns whether the moment's sentence is "NAME prints: LINE", which the script puts together. */
static bool is_plain_line(const struct writer *writer, const struct story_moment *moment,
                          long long row)
{
    const struct page *page = writer->page;
    const char *line, *rest = moment->sentence;
    struct text name = { 0 };
    bool plain = false;

    if (!moment->printed || row < 0)
        return false;
    line = page->life.lines[moment->printed - 1].event->text;
    text_add(&name, "%s prints: ", text_string(&page->rows.rows[row].name));
    if (!name.failed && strncmp(rest, text_string(&name), name.length) == 0)
        plain = strcmp(rest + name.length, line + strspn(line, " ")) == 0;
    text_free(&name);
    return plain;
}

static void add_sentence(struct writer *writer, size_t index, size_t before)
{
    const struct page *page = writer->page;
    const struct story_moment *moment = &page->story.moments[index];
    bool is_last = index + 1 == page->story.moment_count;

    text_add(&writer->page->text, ",\"s\":");
    if (moment->printed || page->rows.count == page->life.task_count || index == before ||
        (is_last && page->life.stuck))
        add_number(writer, &writer->page->text, moment->sentence);
    else
        add_overview(writer);
}

static void add_moment(struct writer *writer, size_t index)
{
    struct page *page = writer->page;
    const struct story_moment *moment = &page->story.moments[index];
    size_t task = ids_find(&page->life.task_ids, moment->task), before = writer->taken;
    long long row = moment->task && task != SIZE_MAX ? (long long)page->rows.row_of[task] : -1;

    take(writer, index);
    text_add(&page->text, "{\"k\":%lld", row);
    if (moment->time != writer->time)
        text_add(&page->text, ",\"t\":%zu", writer->times++);
    writer->time = moment->time;
    if (!is_plain_line(writer, moment, row))
        add_sentence(writer, index, before);
    if (moment->printed)
        text_add(&page->text, ",\"n\":%zu", moment->printed);
    if (is_here(page, moment->file))
        text_add(&page->text, ",\"l\":%d", moment->line);
    add_row_changes(writer);
    add_thing_changes(writer);
    text_add(&page->text, "}");
}

static void add_moments(struct writer *writer)
{
    const struct page_rows *rows = &writer->page->rows;

    text_add(&writer->page->text, "{\"moments\":[");
    for (size_t i = 0; i < rows->moment_count; i++) {
        text_add(&writer->page->text, i ? ",\n" : "\n");
        add_moment(writer, rows->moments[i]);
    }
    text_add(&writer->page->text, "],\n");
}

/* ---- Lists ---- */

static void add_names(struct page *page)
{
    const char *separator = "";

    text_add(&page->text, "\"names\":[");
    for (size_t i = 0; i < page->rows.count; i++) {
        text_add(&page->text, i ? "," : "");
        add_string(&page->text, text_string(&page->rows.rows[i].name));
    }
    text_add(&page->text, "],\"lanes\":[");
    for (size_t i = 0; i < page->rows.count; i++)
        text_add(&page->text, "%s%zu", i ? "," : "",
                 page->svg.groups.group_of[page->rows.rows[i].task]);
    text_add(&page->text, "],\"things\":[");
    for (size_t i = 0; i < page->life.thing_count; i++) {
        if (!page->story.names[i])
            continue;
        text_add(&page->text, "%s", separator);
        add_string(&page->text, page->story.names[i]);
        separator = ",";
    }
    text_add(&page->text, "],\n");
}

static void add_times(struct page *page)
{
    int64_t time = -1;
    const char *separator = "";

    text_add(&page->text, "\"times\":[");
    for (size_t i = 0; i < page->rows.moment_count; i++) {
        const struct story_moment *moment = &page->story.moments[page->rows.moments[i]];

        if (moment->time == time)
            continue;
        text_add(&page->text, "%s\"", separator);
        words_add_moment(&page->text, moment->time);
        text_add(&page->text, "\"");
        separator = ",";
        time = moment->time;
    }
    text_add(&page->text, "],\n");
}

/* The places of the cursor, and where the future begins. */
static void add_cursors(struct page *page)
{
    double behind;

    for (int future = 0; future < 2; future++) {
        text_add(&page->text, future ? "\"f\":[" : "\"x\":[");
        for (size_t i = 0; i < page->rows.moment_count; i++) {
            size_t event = page->story.moments[page->rows.moments[i]].event;
            double x = svg_event_x(&page->svg, event, &behind);

            text_add(&page->text, "%s%.0f", i ? "," : "",
                     future ? nearbyint(behind) - nearbyint(x) : x);
        }
        text_add(&page->text, "],\n");
    }
}

/* The number of the line that a task had printed last when it let the task of this line go on; 0:
 * there is none. */
static size_t cause_of(const struct life *life, const struct event *line)
{
    const struct life_task *by = life_task(life, line->cause.by);
    bool is_other = line->cause.kind == CO_CAUSE_TASK || line->cause.kind == CO_CAUSE_THREAD;

    if (!is_other || !by || line->cause.by == line->task || !line->cause.by_line ||
        line->cause.by_line > by->line_count)
        return 0;
    return by->lines[line->cause.by_line - 1] + 1;
}

static void add_lines(struct page *page)
{
    const struct life *life = &page->life;
    const char *separator = "";

    text_add(&page->text, "\"cause\":{");
    for (size_t i = 0; i < life->line_count; i++) {
        size_t cause = cause_of(life, life->lines[i].event);

        if (!cause)
            continue;
        text_add(&page->text, "%s\"%zu\":%zu", separator, i + 1, cause);
        separator = ",";
    }
    text_add(&page->text, "},\"place\":[0");
    for (size_t i = 0; i < life->line_count; i++) {
        const struct event *line = life->lines[i].event;

        text_add(&page->text, ",%d", is_here(page, line->file) ? line->line : 0);
    }
    text_add(&page->text, "],\n");
}

/* ---- All of it ---- */

static int begin(struct writer *writer)
{
    const struct life *life = &writer->page->life;

    writer->tasks = calloc(life->task_count + 1, sizeof *writer->tasks);
    writer->things = calloc(life->thing_count + 1, sizeof *writer->things);
    writer->rows = calloc(writer->page->rows.count + 1, sizeof *writer->rows);
    writer->shown_things = calloc(life->thing_count + 1, sizeof *writer->shown_things);
    if (!writer->tasks || !writer->things || !writer->rows || !writer->shown_things)
        return -ENOMEM;
    for (size_t i = 0; i < life->task_count; i++)
        writer->tasks[i] = (struct story_task){ STORY_UNMADE, "not made yet", "", 0 };
    /* All rows begin so, on the page too. */
    page_words_find(&writer->list, "\"not made yet\"");
    for (size_t row = 0; row < writer->page->rows.count; row++)
        if (writer->page->rows.rows[row].count == 1)
            text_add(&writer->rows[row], "[%d,0,0]", STORY_UNMADE);
    return 0;
}

static void end(struct writer *writer)
{
    for (size_t i = 0; writer->rows && i < writer->page->rows.count; i++)
        text_free(&writer->rows[i]);
    free(writer->rows);
    free(writer->tasks);
    free(writer->things);
    free(writer->shown_things);
    text_free(&writer->words);
    page_words_free(&writer->list);
}

int page_add_data(struct page *page)
{
    struct writer writer = { .page = page, .time = -1 };
    int error = begin(&writer);

    if (!error) {
        add_moments(&writer);
        add_names(page);
        add_times(page);
        add_cursors(page);
        add_lines(page);
        text_add(&page->text, "\"words\":[%s],\n\"w\":%.0f}", text_string(&writer.list.list),
                 page->svg.width);
        page->text.failed |= writer.list.list.failed;
    }
    end(&writer);
    return error ? error : page->text.failed ? -ENOMEM : 0;
}

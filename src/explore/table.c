#include "explore/table.h"

#include "run/events_words.h"
#include "show/columns.h"
#include "show/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_BEFORE = 2, ROWS = 12, CELL = 33, NAME = 14 };

struct side {
    struct run_steps steps;
    size_t *rows; /* indexes of the steps that are shown */
    size_t count;
};

/* ---- What a step does ---- */

/* "puts item-1 into" */
static void add_touch(struct text *text, const struct event *event)
{
    static const struct {
        const char *verb, *way;
    } verbs[] = {
        [CO_VERB_NONE] = { "", "" },
        [CO_VERB_TAKE] = { "takes", "" },
        [CO_VERB_RELEASE] = { "releases", "" },
        [CO_VERB_PUT] = { "puts", " into" },
        [CO_VERB_GET] = { "gets", " from" },
        [CO_VERB_DONE] = { "task_done", "" },
        [CO_VERB_SET] = { "sets", "" },
        [CO_VERB_CLEAR] = { "clears", "" },
        [CO_VERB_NOTIFY] = { "notifies", "" },
    };

    text_add(text, "%s", verbs[event->verb].verb);
    if (event->what[0])
        text_add(text, " %s", event->what);
    text_add(text, "%s", verbs[event->verb].way);
}

/* The name of the thing; its last event of this kind has the best one. */
static const char *thing_name(const struct stream *stream, uint32_t thing)
{
    const char *name = "";

    for (size_t i = 0; i < stream->count; i++)
        if (stream->events[i].kind == EVENT_THING && stream->events[i].thing == thing)
            name = stream->events[i].text[0] ? stream->events[i].text : stream->events[i].what;
    return name;
}

static void add_event(struct text *text, const struct stream *stream, const struct event *event)
{
    if (event->kind == EVENT_LINE) {
        text_add(text, "\"%s\"", event->text);
    } else if (event->kind == EVENT_TOUCH) {
        add_touch(text, event);
        text_add(text, " %s", thing_name(stream, event->thing));
    } else if (event->kind == EVENT_WAIT && event->text[0]) {
        text_add(text, "waits for ");
        words_add_awaited(text, event->text, NULL);
    } else if (event->kind == EVENT_WAIT) {
        text_add(text, event->due ? "sleeps" : "lets others run");
    } else if (event->kind == EVENT_TASK_END) {
        text_add(text, event->result < 0 ? "fails" : "ends");
    }
}

static bool is_shown(const struct event *event)
{
    return event->kind == EVENT_LINE || event->kind == EVENT_TOUCH || event->kind == EVENT_WAIT ||
           event->kind == EVENT_TASK_END;
}

/* "A 2  takes lock, sleeps" */
static void describe(struct text *text, const struct run_steps *steps, size_t index)
{
    const struct stream *stream = steps->stream;
    const struct run_step *step = &steps->steps[index];
    const char *before = "";
    struct order_step named = run_steps_name(steps, index);

    columns_add_label(text, named.task, NAME);
    if (named.nth > 1)
        text_add(text, "~%u", named.nth);
    text_add(text, " %u: ", named.step);
    for (size_t i = step->event + 1; i < stream->count && stream->events[i].kind != EVENT_STEP;
         i++) {
        const struct event *event = &stream->events[i];

        if (event->task != step->task || !is_shown(event))
            continue;
        text_add(text, "%s", before);
        add_event(text, stream, event);
        before = ", ";
    }
}

/* ---- The rows ---- */

static bool is_of(const struct order_step *step, const struct order_step *named)
{
    return step->nth == named->nth && strcmp(step->task, named->task) == 0;
}

static bool is_in_order(const struct order *order, const struct order_step *step)
{
    for (size_t i = 0; i < order->hold_count; i++)
        if (is_of(step, &order->holds[i].held) || is_of(step, &order->holds[i].until))
            return true;
    return false;
}

static int find_rows(struct side *side, const struct stream *stream, const struct order *order)
{
    int rc = run_steps_find(&side->steps, stream);

    if (rc < 0)
        return rc;
    side->rows = calloc(side->steps.count + 1, sizeof *side->rows);
    if (!side->rows)
        return -ENOMEM;
    for (size_t i = 0; i < side->steps.count; i++) {
        struct order_step step = run_steps_name(&side->steps, i);

        if (is_in_order(order, &step))
            side->rows[side->count++] = i;
    }
    return 0;
}

static void free_side(struct side *side)
{
    run_steps_free(&side->steps);
    free(side->rows);
}

static bool is_same(const struct side *one, const struct side *other, size_t row)
{
    struct order_step left, right;

    if (row >= one->count || row >= other->count)
        return row >= one->count && row >= other->count;
    left = run_steps_name(&one->steps, one->rows[row]);
    right = run_steps_name(&other->steps, other->rows[row]);
    return is_of(&left, &right) && left.step == right.step;
}

/* ---- Writing ---- */

static void add_cell(struct text *line, const struct side *side, size_t row)
{
    struct text what = { 0 }, safe = { 0 };

    if (row < side->count)
        describe(&what, &side->steps, side->rows[row]);
    columns_add(&safe, text_string(&what));
    columns_add_cut(line, text_string(&safe), CELL);
    text_free(&what);
    text_free(&safe);
}

static void add_padding(struct text *line, size_t until)
{
    size_t columns = columns_count(text_string(line));

    if (columns < until)
        columns_add_space(line, until - columns);
}

/* The mark takes four columns. */
static void write_row(FILE *out, const struct side *own, const struct side *bad, size_t row,
                      const char *mark)
{
    const struct side *first = row < own->count ? own : bad;
    struct text line = { 0 };

    text_add(&line, "%8.3f  ", (double)first->steps.steps[first->rows[row]].time * 1e-9);
    add_cell(&line, own, row);
    add_padding(&line, 10 + CELL);
    text_add(&line, "%s", mark);
    if (row < bad->count)
        add_cell(&line, bad, row);
    while (line.length && line.bytes[line.length - 1] == ' ')
        line.length--;
    fprintf(out, "%.*s\n", (int)line.length, text_string(&line));
    text_free(&line);
}

static void write_rows(FILE *out, const struct side *own, const struct side *bad, bool ascii)
{
    size_t rows = own->count > bad->count ? own->count : bad->count, first = 0, from;

    while (first < rows && is_same(own, bad, first))
        first++;
    from = first > ROWS_BEFORE ? first - ROWS_BEFORE : 0;
    fprintf(out, "          %-*s    %s\n", CELL, "its own order", "this order");
    for (size_t row = from; row < rows && row < from + ROWS; row++)
        write_row(out, own, bad, row, row == first ? (ascii ? " >> " : " ▶  ") : "    ");
    if (rows > from + ROWS)
        fprintf(out, "          and %zu more steps of these tasks\n", rows - from - ROWS);
}

int table_write(FILE *out, const struct stream *own, const struct stream *bad,
                const struct order *order, bool ascii)
{
    struct side left = { 0 }, right = { 0 };
    int rc;

    if (!order->hold_count)
        return 0;
    rc = find_rows(&left, own, order);
    if (rc == 0)
        rc = find_rows(&right, bad, order);
    if (rc == 0)
        write_rows(out, &left, &right, ascii);
    free_side(&left);
    free_side(&right);
    return rc;
}

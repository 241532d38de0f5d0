/* The small picture of a run on the front page of a book. */
#include "show/book.h"
#include "show/groups.h"

#include <errno.h>

enum {
    WIDTH = 220,
    ROW = 8,         /* the height of a lane */
    MOST_ROWS = 8,   /* so many lanes, and no more */
    MOST_SPANS = 60, /* of a lane; in a lane of more, those that are near are one line */
    NEAR = 4
};

/* The forms of the small picture are lines: what is worth a class. */
static const struct {
    enum span_state state;
    char style[2];
} styles[] = {
    { SPAN_SLEEP, "a" },   { SPAN_THREAD, "a" }, { SPAN_WAIT, "w" },
    { SPAN_OUTSIDE, "w" }, { SPAN_BUSY, "b" },   { SPAN_LATE, "r" },
};

static void add_stretch(struct text *text, size_t row, double begin, double end)
{
    if (end > begin)
        text_add(text, "M%.0f %zuH%.0f", begin, row * ROW + ROW / 2, end);
}

/* The stretches of a lane in one state. */
static void add_lane(struct text *text, const struct life_task *task, enum span_state state,
                     size_t row, double scale)
{
    double near = task->span_count > MOST_SPANS ? NEAR : 0, begin = 0, end = 0;

    for (size_t i = 0; i < task->span_count; i++) {
        const struct span *span = &task->spans[i];

        if (span->state != state || span->end == span->begin)
            continue;
        if (end == 0 || (double)span->begin * scale >= end + near) {
            add_stretch(text, row, begin, end);
            begin = (double)span->begin * scale;
        }
        end = (double)span->end * scale;
    }
    add_stretch(text, row, begin, end);
}

static void add_spans(struct text *text, const struct life *life, const struct groups *groups,
                      size_t style)
{
    double scale = WIDTH / (double)(life->end > 0 ? life->end : 1);
    struct text lines = { 0 };

    for (size_t row = 0; row < groups->count && row < MOST_ROWS; row++)
        add_lane(&lines, groups->groups[row].tasks[0], styles[style].state, row, scale);
    if (lines.length)
        text_add(text, "<path class=\"%s\" d=\"%s\"/>", styles[style].style, text_string(&lines));
    text->failed |= lines.failed;
    text_free(&lines);
}

int book_add_picture(struct text *text, const struct stream *stream)
{
    struct life life;
    struct groups groups = { 0 };
    int error = life_read(&life, stream);

    if (!error)
        error = groups_make(&groups, &life, MOST_ROWS);
    if (!error) {
        size_t rows = groups.count < MOST_ROWS ? groups.count : MOST_ROWS;

        text_add(text,
                 "<svg viewBox=\"0 0 %d %zu\" width=\"%d\" height=\"%zu\" aria-hidden=\"true\">",
                 WIDTH, rows * ROW, WIDTH, rows * ROW);
        for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
            add_spans(text, &life, &groups, i);
        text_add(text, "</svg>");
    }
    groups_free(&groups);
    life_free(&life);
    return error ? error : text->failed ? -ENOMEM : 0;
}

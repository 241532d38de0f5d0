/* The small picture of a run on the front page of a book. */
#include "show/book.h"
#include "show/groups.h"

#include <errno.h>

enum {
    WIDTH = 220,
    ROW = 8,        /* the height of a lane */
    MOST_ROWS = 8,  /* so many lanes, and no more */
    MOST_SPANS = 60 /* of a lane */
};

/* The forms of the small picture are lines: what is worth a class. */
static const struct {
    enum span_state state;
    char style[2];
} styles[] = {
    { SPAN_SLEEP, "a" },   { SPAN_THREAD, "a" }, { SPAN_WAIT, "w" },
    { SPAN_OUTSIDE, "w" }, { SPAN_BUSY, "b" },   { SPAN_LATE, "r" },
};

static void add_spans(struct text *text, const struct life *life, const struct groups *groups,
                      size_t style)
{
    double scale = WIDTH / (double)(life->end > 0 ? life->end : 1);
    bool begun = false;

    for (size_t row = 0; row < groups->count && row < MOST_ROWS; row++) {
        const struct life_task *task = groups->groups[row].tasks[0];

        for (size_t i = 0; i < task->span_count && i < MOST_SPANS; i++) {
            const struct span *span = &task->spans[i];

            if (span->state != styles[style].state || span->end == span->begin)
                continue;
            if (!begun)
                text_add(text, "<path class=\"%s\" d=\"", styles[style].style);
            begun = true;
            text_add(text, "M%.0f %zuH%.0f", (double)span->begin * scale, row * ROW + ROW / 2,
                     (double)span->end * scale);
        }
    }
    text_add(text, begun ? "\"/>" : "");
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

/* The ruler below the lanes. */
#include "show/columns.h"
#include "show/lanes_internal.h"
#include "show/unit.h"

#include <stdlib.h>
#include <string.h>

enum {
    CROWDED = 4, /* with fewer columns for each tick, only those with a label are drawn */
};

/* A line of ticks above a line of labels; both are as wide as the picture. */
struct ruler {
    bool *ticks;
    char *labels;
    size_t width;
};

static void put_label(struct ruler *ruler, size_t column, const char *label)
{
    memcpy(ruler->labels + column, label, strlen(label));
}

/* Draw the ticks and the labels of the instants. The last label is always there. */
static void draw(struct ruler *ruler, const struct axis *axis)
{
    struct unit unit = unit_of(axis->end);
    bool crowded = axis->instant_count * CROWDED > (size_t)axis->size;
    size_t last, last_column = (size_t)axis->instants[axis->instant_count - 1].x, next = 0;
    char label[UNIT_LABEL];

    unit_label(label, &unit, axis->end);
    strcat(strcat(label, " "), unit.name);
    last = strlen(label) > ruler->width ? 0 : ruler->width - strlen(label);
    if (last > last_column)
        last = last_column;
    put_label(ruler, last, label);
    ruler->ticks[last_column] = true;
    for (size_t i = 0; i + 1 < axis->instant_count; i++) {
        size_t column = (size_t)axis->instants[i].x;
        bool fits;

        unit_label(label, &unit, axis->instants[i].begin);
        fits = (!next || column > next) && column + strlen(label) < last;
        if (fits) {
            put_label(ruler, column, label);
            next = column + strlen(label);
        }
        ruler->ticks[column] |= fits || !crowded;
    }
}

/* Append the ticks, then the labels, without spaces at the ends. */
static void print(struct text *text, const struct ruler *ruler, size_t indent, bool ascii)
{
    size_t ticks = ruler->width, labels = ruler->width;

    while (ticks && !ruler->ticks[ticks - 1])
        ticks--;
    while (labels && ruler->labels[labels - 1] == ' ')
        labels--;
    columns_add_space(text, indent);
    for (size_t i = 0; i < ticks; i++)
        text_add(text, "%s", mark_text(ruler->ticks[i] ? MARK_TICK : MARK_NOTHING, 0, ascii));
    text_add(text, "\n");
    columns_add_space(text, indent);
    text_add(text, "%.*s\n", (int)labels, ruler->labels);
}

void lanes_print_ruler(struct text *text, const struct lanes *lanes)
{
    size_t indent = lanes->label_width + 2; /* a space, and the frame */
    size_t width = (size_t)lanes->options.width - indent;
    struct ruler ruler = { calloc(width, sizeof(bool)), malloc(width), width };

    if (ruler.ticks && ruler.labels) {
        memset(ruler.labels, ' ', width);
        draw(&ruler, &lanes->axis);
        print(text, &ruler, indent, lanes->options.ascii);
    } else {
        text->failed = true;
    }
    free(ruler.ticks);
    free(ruler.labels);
}

/* A line of a drawing on a terminal: words, and lines and arrows between them. */
#ifndef SHOW_LINE_H
#define SHOW_LINE_H

#include "co/explain/growing_text.h"

enum stroke {
    STROKE_ACROSS,
    STROKE_DOWN,
    STROKE_TOP_LEFT,
    STROKE_TOP_RIGHT,
    STROKE_BOTTOM_LEFT,
    STROKE_BOTTOM_RIGHT,
    STROKE_FORK_TOP, /* the first of several lines meets others, and goes on */
    STROKE_FORK_MIDDLE,
    STROKE_FORK_BOTTOM,
    STROKE_JOIN, /* a line in the middle meets others */
    STROKE_ARROW_RIGHT,
    STROKE_ARROW_DOWN,
};

struct line {
    struct text text;
    size_t columns; /* in use */
    size_t most;    /* so many there are */
    bool failed;    /* there was too little memory, here or in a line before */
    bool cut;       /* something did not fit, here or in a line before */
    bool ascii;
    const char *color; /* of strokes: the number in its escape sequence; "": none */
    bool colored;      /* the last stroke is, and no word stands behind it */
};

/* Add words. Characters of disputed width are replaced; what does not fit is left out. */
void line_add(struct line *line, const char *words);
/* Returns whether the words would fit. */
bool line_has_room(struct line *line, const char *words);
/* Add the words in a field of so many columns. */
void line_add_field(struct line *line, const char *words, size_t columns);
/* Add `count` strokes of a kind. */
void line_draw(struct line *line, enum stroke stroke, size_t count);
/* Add strokes or spaces up to this column. */
void line_draw_to(struct line *line, enum stroke stroke, size_t column);
void line_space_to(struct line *line, size_t column);
/* Append the line with a newline to the text, or drop it, and begin the next. */
void line_end(struct line *line, struct text *text);
void line_drop(struct line *line);
void line_free(struct line *line);

#endif

#include "show/why.h"

#include "co/explain/write.h"
#include "run/symbols.h"

#include <stdlib.h>
#include <string.h>

/* The lines to come are not known. So the remarks begin at this column, and move to the right
 * when a line needs more room. They move by more than the line needs, so that they move seldom.
 * */
enum { FIRST_COLUMN = 44, MOVE = 8 };

void why_begin(struct why *why, const struct why_options *options)
{
    memset(why, 0, sizeof *why);
    why->options = *options;
    why->holds = options->holds && options->width;
    why->account.noise = options->noise;
    why->account.brief = options->brief;
    why->layout.width = (size_t)options->width;
    why->layout.moves = options->moves;
    why->layout.color = options->color;
}

static void note_result(struct why *why, int result)
{
    if (!why->result)
        why->result = result;
}

/* ---- The column ---- */

/* The columns to the left of the remarks, if a line may have so many and leave enough for a remark;
 * 0: it may not. */
static size_t column_for(const struct why *why, const char *line)
{
    size_t column = why_columns(line) + WHY_GAP;

    return column + WHY_REMARK_LEAST <= why->layout.width ? column : 0;
}

/* The lines are known: the column is behind the longest of them, and not to the left of where it
 * was. A few lines that are too long have their remarks below; if they are many, all have. */
static void choose_column(struct why *why)
{
    size_t longest = why->layout.column, too_long = 0;

    for (size_t i = 0; i < why->held_count; i++) {
        size_t column = column_for(why, why->held[i].text);

        too_long += !column;
        longest = column > longest ? column : longest;
    }
    if (why->layout.column || too_long * 4 <= why->held_count)
        why->layout.column = longest;
}

/* The lines to come are not known. */
static void move_column(struct why *why, const char *line)
{
    size_t column = column_for(why, line), last = why->layout.width - WHY_REMARK_LEAST;

    if (!why->layout.column && FIRST_COLUMN + WHY_REMARK_LEAST <= why->layout.width)
        why->layout.column = FIRST_COLUMN;
    if (!why->layout.column)
        return;
    while (why->layout.column < column)
        why->layout.column += MOVE;
    if (why->layout.column > last)
        why->layout.column = last;
}

/* ---- Lines that are held back ---- */

static void let_out(struct why *why)
{
    struct text text = { 0 };

    if (!why->held_count)
        return;
    choose_column(why);
    for (size_t i = 0; i < why->held_count; i++) {
        why_lay(&text, &why->layout, why->held[i].text, why->held[i].remark);
        free(why->held[i].text);
        free(why->held[i].remark);
    }
    why->held_count = 0;
    if (text.failed)
        note_result(why, -ENOMEM);
    note_result(why, write_all(why->options.output, text_string(&text), text.length));
    text_free(&text);
}

/* False: there is no memory, or enough lines are held back. */
static bool hold(struct why *why, const char *line)
{
    struct why_line *held = &why->held[why->held_count];

    if (why->held_count == WHY_HELD_MAX)
        return false;
    held->text = strdup(line);
    held->remark = strdup(text_string(&why->remark));
    if (held->text && held->remark) {
        why->held_count++;
        return true;
    }
    free(held->text);
    free(held->remark);
    return false;
}

/* ---- Lines ---- */

/* Make the remark with its arrow, in the symbols of the log. What is said of the line before as
 * well is said once. */
static void make_remark(struct why *why)
{
    const char *remark = account_remark(&why->account);
    bool again = *remark && strcmp(remark, text_string(&why->previous)) == 0;
    struct text full = { 0 };
    size_t length;
    char *room;

    text_clear(&why->previous);
    text_add(&why->previous, "%s", remark);
    text_clear(&why->remark);
    if (!*remark)
        return;
    text_add(&full, "%s %s", why->options.symbols == SYMBOLS_EMOJI ? "\xe2\x86\x90" : "<-",
             again ? "likewise" : remark);
    length = symbols_write(NULL, 0, text_string(&full), why->options.symbols);
    room = text_room(&why->remark, length);
    if (room) {
        symbols_write(room, length + 1, text_string(&full), why->options.symbols);
        text_grow(&why->remark, length);
    }
    why->remark.failed |= full.failed;
    text_free(&full);
}

void why_event(void *context, const struct event *event)
{
    struct why *why = context;

    note_result(why, account_take(&why->account, event));
    if (event->kind == EVENT_REPORT)
        let_out(why);
}

void why_add(void *context, const struct event *event, struct text *line)
{
    struct why *why = context;
    struct text laid = { 0 };

    (void)event;
    if (!line->length)
        return;
    line->bytes[--line->length] = '\0';
    make_remark(why);
    if (why->holds && hold(why, text_string(line))) {
        text_clear(line);
        return;
    }
    why->holds = false;
    let_out(why);
    move_column(why, text_string(line));
    why_lay(&laid, &why->layout, text_string(line), text_string(&why->remark));
    if (why->remark.failed || laid.failed)
        note_result(why, -ENOMEM);
    if (laid.failed) {
        line->bytes[line->length++] = '\n';
        text_free(&laid);
        return;
    }
    text_free(line);
    *line = laid;
}

void why_rescue(void *context)
{
    const struct why *why = context;

    for (size_t i = 0; i < why->held_count; i++) {
        write_all(why->options.output, why->held[i].text, strlen(why->held[i].text));
        write_all(why->options.output, "\n", 1);
    }
}

int why_end(struct why *why)
{
    let_out(why);
    account_free(&why->account);
    text_free(&why->remark);
    text_free(&why->previous);
    return why->result;
}

#include "explore/report.h"

#include "explore/table.h"

#include <inttypes.h>
#include <string.h>

enum { SHOWN_OUTCOMES = 8, SHOWN_LINES = 4 };

/* ---- What was tried ---- */

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* "all 20 orders", "the only order", "there is no order" */
static void write_all(FILE *out, uint64_t count)
{
    if (count == 0)
        fprintf(out, "    there is no order");
    else if (count == 1)
        fprintf(out, "    the only order");
    else
        fprintf(out, "    all %" PRIu64 " orders", count);
}

/* "all 20 orders with one hold", "131 of 4950 orders with one hold" */
static void write_holds(FILE *out, const struct tried *tried, const char *what)
{
    if (!tried->all && !tried->complete)
        return;
    if (tried->complete)
        write_all(out, tried->all);
    else
        fprintf(out, "    %" PRIu64 " of %" PRIu64 " orders", tried->tried, tried->all);
    fprintf(out, " with %s", what);
    if (tried->impossible)
        fprintf(out, ", of which %" PRIu64 " turned out impossible", tried->impossible);
    fprintf(out, "\n");
}

static void write_together(FILE *out, const struct tried *tried)
{
    if (tried->complete) {
        write_all(out, tried->tried);
        fprintf(out, " of what is ready together\n");
    } else if (tried->tried > 1) {
        fprintf(out, "    %" PRIu64 " orders of what is ready together, not all of them\n",
                tried->tried);
    }
}

static void write_chance(FILE *out, const struct exploration *exploration)
{
    const struct explore_options *options = exploration->options;

    if (!exploration->by_chance.tried || options->schedule)
        return;
    fprintf(out, "    %" PRIu64 " order%s by chance", exploration->by_chance.tried,
            plural(exploration->by_chance.tried));
    if (options->late)
        fprintf(out, ", half of them with timers up to %g s late", (double)options->late * 1e-9);
    fprintf(out, "\n");
}

static void write_untried(FILE *out, const struct exploration *exploration)
{
    const struct explore_options *options = exploration->options;

    if (!options->schedule) {
        fprintf(out, "Not tried: %s",
                options->holds < 2 ? "two holds at a time, except by chance" : "three holds");
        if (exploration->has_foreign)
            fprintf(out, "; other orders of threads, children and peers");
        fprintf(out, ".\n");
    }
}

static bool is_exhaustive(const struct exploration *exploration)
{
    return exploration->one_hold.complete && exploration->together.complete &&
           !exploration->has_foreign;
}

static void write_tried(FILE *out, const struct exploration *exploration)
{
    fprintf(out, "%s%s orders besides its own:\n", "Tried, ",
            is_exhaustive(exploration) ? "exhaustively but for lateness," : "not exhaustively,");
    write_holds(out, &exploration->one_hold, "one hold");
    write_holds(out, &exploration->two_holds, "two holds");
    write_together(out, &exploration->together);
    write_chance(out, exploration);
    write_untried(out, exploration);
}

/* ---- Outcomes ---- */

/* The line of the promise that the outcome breaks. */
static const char *broken_promise(const struct known_outcome *known)
{
    const char *must = strstr(known->text, "MUST("), *should = strstr(known->text, "SHOULD(");

    return must && (!should || must < should) ? must : should;
}

/* The line without its point: "MUST(counter.value == 6) does not hold". */
static void add_promise(struct text *text, const char *line)
{
    size_t length = strcspn(line, "\n");

    text_add_bytes(text, line, length && line[length - 1] == '.' ? length - 1 : length);
}

static void add_what_is_bad(struct text *text, const struct known_outcome *known, int expected)
{
    const char *promise = known->breaks_promise ? broken_promise(known) : NULL;

    if (known->end == EXPLORED_HUNG)
        text_add(text, "the run does not end within %d s", EXPLORED_SECONDS);
    else if (known->end != EXPLORED_ENDED)
        text_add(text, "signal %d ends the run", known->status);
    else if (promise)
        add_promise(text, promise);
    else if (known->is_stuck)
        text_add(text, "the run ends in a %s",
                 strstr(known->text, "LIVELOCK") ? "livelock" : "deadlock");
    else if (known->exit_code != expected)
        text_add(text, "the exit code is %d instead of %d", known->exit_code, expected);
    else
        text_add(text, "the run reports an error");
}

/* The number of bytes in the lines that two texts have in common at the beginning. */
static size_t common_length(const char *one, const char *other)
{
    size_t common = 0;

    for (size_t i = 0; one[i] && one[i] == other[i]; i++)
        if (one[i] == '\n')
            common = i + 1;
    return common;
}

/* The lines in which an outcome differs from the own one begin after these bytes. Those of the own
 * one are the first in which it differs from another. */
static size_t difference(const struct outcomes *outcomes, const struct known_outcome *known)
{
    const char *own = outcomes->known->text;
    size_t common = strlen(own);

    if (known != outcomes->known)
        return common_length(known->text, own);
    for (size_t i = 1; i < outcomes->count && i < SHOWN_OUTCOMES; i++) {
        size_t length = common_length(own, outcomes->known[i].text);

        common = length < common ? length : common;
    }
    return common;
}

/* The first line to show: that of the difference where the first lines of the text lack it. */
static const char *first_shown(const char *text, size_t common)
{
    const char *line = text;

    for (int i = 0; i < SHOWN_LINES; i++) {
        if (line >= text + common || !*line)
            return text;
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return text[common] ? text + common : text;
}

static void write_outcome(FILE *out, const struct exploration *exploration,
                          const struct known_outcome *known)
{
    const char *line = first_shown(known->text, difference(&exploration->outcomes, known));
    struct text what = { 0 };

    if (known->is_bad)
        add_what_is_bad(&what, known, exploration->outcomes.exit_code);
    fprintf(out, "%8" PRIu64 " order%s%s%s%s\n", known->orders, plural(known->orders),
            known == exploration->outcomes.known ? ", its own among them" : "",
            known->is_bad ? ": BAD, " : "", text_string(&what));
    if (line != known->text)
        fprintf(out, "           | ...\n");
    for (int i = 0; *line && i < SHOWN_LINES; i++) {
        size_t length = strcspn(line, "\n");

        fprintf(out, "           | %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
    if (*line)
        fprintf(out, "           | ...\n");
    text_free(&what);
}

static void write_outcomes(FILE *out, const struct exploration *exploration)
{
    const struct outcomes *outcomes = &exploration->outcomes;

    fprintf(out, "\nOutcomes:\n");
    for (size_t i = 0; i < outcomes->count && i < SHOWN_OUTCOMES; i++)
        write_outcome(out, exploration, &outcomes->known[i]);
    if (outcomes->count > SHOWN_OUTCOMES)
        fprintf(out, "         and %zu more outcomes\n", outcomes->count - SHOWN_OUTCOMES);
}

/* ---- The bad one ---- */

static void add_task(struct text *text, const struct order_step *step)
{
    text_add(text, "%s", step->task);
    if (step->nth > 1)
        text_add(text, "~%" PRIu32, step->nth);
}

static void add_hold_in_words(struct text *text, const struct order_hold *hold, const char *before)
{
    text_add(text, "%s", before);
    add_task(text, &hold->held);
    text_add(text, " comes to its step %" PRIu32 " only after ", hold->held.step);
    add_task(text, &hold->until);
    text_add(text, " has begun its step %" PRIu32, hold->until.step);
}

/* "The run ends in a deadlock if A comes to its step 2 only after B has begun its step 2." */
static void add_sentence(struct text *text, const struct exploration *exploration)
{
    const struct known_outcome *known = &exploration->outcomes.known[exploration->bad];
    const struct order *order = &known->order;

    add_what_is_bad(text, known, exploration->outcomes.exit_code);
    if (exploration->bad == 0)
        text_add(text, " in the demo's own order");
    for (size_t i = 0; i < order->hold_count; i++)
        add_hold_in_words(text, &order->holds[i], i ? ", and " : " if ");
    if (order->pick_count)
        text_add(text, " if the tasks that are ready together run in another order");
    if (order->has_chance)
        text_add(text, " if chance orders the tasks%s",
                 order->most_late ? ", and timers are late" : "");
    text_add(text, ".");
}

static void write_sentence(FILE *out, const struct exploration *exploration)
{
    struct text sentence = { 0 };

    add_sentence(&sentence, exploration);
    fprintf(out, "BAD: %s\n", text_string(&sentence));
    text_free(&sentence);
}

void explore_add_schedule(struct text *text, const struct exploration *exploration)
{
    const struct explored_demo *demo = &exploration->options->demo;
    struct order order = exploration->outcomes.known[exploration->bad].order;

    co_format(order.demo, sizeof order.demo, "%s", demo->name);
    co_format(order.variant, sizeof order.variant, "%s", demo->variant ? demo->variant : "");
    order.has_seed = demo->seed != demo->demo->seed;
    order.seed = demo->seed;
    order_write(&order, text);
}

/* ---- The report ---- */

static void write_head(FILE *out, const struct exploration *exploration)
{
    const struct explored_demo *demo = &exploration->options->demo;
    size_t count = exploration->outcomes.count;

    fprintf(out, "%s%s%s: %" PRIu64 " order%s in %.2f s, %zu%s outcome%s, ", demo->name,
            demo->variant ? "." : "", demo->variant ? demo->variant : "", exploration->orders + 1,
            plural(exploration->orders + 1), (double)exploration->took * 1e-9, count,
            exploration->outcomes.is_full ? " or more" : "", plural(count));
    if (exploration->bad_orders)
        fprintf(out, "%" PRIu64 " order%s bad.\n", exploration->bad_orders,
                exploration->bad_orders == 1 ? " is" : "s are");
    else
        fprintf(out, "none is bad.\n");
}

int explore_report(FILE *out, const struct exploration *exploration, const struct stream *bad,
                   bool ascii)
{
    const struct outcomes *outcomes = &exploration->outcomes;
    int rc = 0;

    write_head(out, exploration);
    if (exploration->is_bad) {
        fprintf(out, "\n");
        write_sentence(out, exploration);
        if (exploration->bad) {
            fprintf(out, "\n");
            rc = table_write(out, &exploration->own, bad, &outcomes->known[exploration->bad].order,
                             ascii);
        }
    }
    if (outcomes->count)
        write_outcomes(out, exploration);
    fprintf(out, "\n");
    write_tried(out, exploration);
    return rc;
}

#include "run/order.h"

#include "co/explain/array.h"
#include "run/events_words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { READINGS_A_LINE = 12 };

/* ---- Writing ---- */

static void add_task(struct text *text, const struct order_step *step)
{
    words_add_word(text, step->task);
    if (step->nth > 1)
        text_add(text, "~%" PRIu32, step->nth);
}

void order_add_step(struct text *text, const struct order_step *step)
{
    add_task(text, step);
    text_add(text, " step %" PRIu32, step->step);
}

void order_add_hold(struct text *text, const struct order_hold *hold)
{
    text_add(text, "hold ");
    order_add_step(text, &hold->held);
    text_add(text, " until ");
    order_add_step(text, &hold->until);
}

static void add_late(struct text *text, const struct order_late *late)
{
    text_add(text, "late ");
    order_add_step(text, &late->step);
    text_add(text, " by ");
    words_add_time(text, late->by);
    text_add(text, "\n");
}

static void add_chance(struct text *text, const struct order *order)
{
    text_add(text, "chance %" PRIu64, order->chance);
    if (order->most_late) {
        text_add(text, " late ");
        words_add_time(text, order->most_late);
    }
    text_add(text, "\n");
}

static void add_picks(struct text *text, const struct order *order)
{
    for (size_t i = 0; i < order->pick_count; i++)
        text_add(text, "%s %" PRIu32, i ? "" : "picks", order->picks[i]);
    if (order->pick_count)
        text_add(text, "\n");
}

static void add_readings(struct text *text, const struct co_record *record)
{
    int64_t before = 0;

    for (size_t i = 0; i < record->count; i++) {
        if (i % READINGS_A_LINE == 0)
            text_add(text, i ? "\nclock" : "clock");
        text_add(text, " %" PRId64, record->readings[i] - before);
        before = record->readings[i];
    }
    if (record->count)
        text_add(text, "\n");
}

static void add_past(struct text *text, const struct order *order, const struct order_past *past)
{
    text_add(text, past->step.step ? "step " : past->is_heard ? "heard " : "lines ");
    add_task(text, &past->step);
    if (past->step.step)
        text_add(text, " %" PRIu32, past->step.step);
    text_add(text, " at");
    if (past->step.step || past->is_heard) {
        text_add(text, " ");
        words_add_time(text, past->at);
    }
    for (size_t i = 0; i < past->lines; i++) {
        text_add(text, " ");
        words_add_time(text, order->lines[past->first_line + i]);
    }
    text_add(text, "\n");
}

void order_write(const struct order *order, struct text *text)
{
    text_add(text, "order %d\ndemo %s\n", ORDER_VERSION, order->demo);
    if (order->variant[0])
        text_add(text, "variant %s\n", order->variant);
    if (order->has_seed)
        text_add(text, "seed %" PRIu64 "\n", order->seed);
    for (size_t i = 0; i < order->hold_count; i++) {
        order_add_hold(text, &order->holds[i]);
        text_add(text, "\n");
    }
    for (size_t i = 0; i < order->late_count; i++)
        add_late(text, &order->lates[i]);
    if (order->has_chance)
        add_chance(text, order);
    add_picks(text, order);
    for (size_t i = 0; i < order->past_count; i++)
        add_past(text, order, &order->past[i]);
    if (order->said)
        text_add(text, "said %" PRIu64 "\n", order->said);
    add_readings(text, &order->record);
    text_add(text, "end\n");
}

/* ---- A recorded run ---- */

int order_add_past(struct order *order, const struct order_past *past)
{
    struct order_past *grown =
        array_room(order->past, order->past_count, &order->past_capacity, sizeof *grown);

    if (!grown)
        return -ENOMEM;
    order->past = grown;
    order->past[order->past_count] = *past;
    order->past[order->past_count++].first_line = order->line_count;
    return 0;
}

int order_add_line(struct order *order, int64_t time)
{
    int64_t *grown =
        array_room(order->lines, order->line_count, &order->line_capacity, sizeof *grown);

    if (!grown)
        return -ENOMEM;
    order->lines = grown;
    order->lines[order->line_count++] = time;
    order->past[order->past_count - 1].lines++;
    return 0;
}

/* FNV-1a of the time and the text. */
void order_say(uint64_t *said, const char *line, int64_t time)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)time;

    for (hash *= UINT64_C(1099511628211); *line; line++)
        hash = (hash ^ (unsigned char)*line) * UINT64_C(1099511628211);
    *said += hash;
}

void order_free(struct order *order)
{
    free(order->picks);
    free(order->past);
    free(order->lines);
    free(order->record.readings);
    *order = (struct order){ 0 };
}

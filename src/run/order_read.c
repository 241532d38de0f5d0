/* The reader of an order's file. */
#include "run/events_words.h"
#include "run/order.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct order_reader {
    struct order *order;
    struct words line;
    const char *sentence; /* what is wrong with the line; NULL: nothing that is known */
    struct text word;
    bool out_of_memory;
};

static bool fail(struct order_reader *reader, const char *sentence)
{
    reader->sentence = sentence;
    return false;
}

/* No rule could say which of two lines of this kind counts. */
static bool is_first(struct order_reader *reader, bool is_there)
{
    return !is_there || fail(reader, "an order has one line of this kind");
}

static bool take_word(struct order_reader *reader, char *word, size_t size)
{
    text_clear(&reader->word);
    if (!words_take_word(&reader->line, &reader->word))
        return false;
    reader->out_of_memory |= reader->word.failed;
    if (reader->word.length >= size)
        return fail(reader, "the name is too long");
    snprintf(word, size, "%s", text_string(&reader->word));
    return true;
}

static bool take_name(struct order_reader *reader, char *name)
{
    return take_word(reader, name, ORDER_NAME_MAX);
}

static bool take_seed(struct order_reader *reader, uint64_t *seed)
{
    char word[32], *end;

    if (!take_word(reader, word, sizeof word) || word[strspn(word, "0123456789")])
        return false;
    *seed = strtoull(word, &end, 10);
    return *word && !*end;
}

static bool take_task(struct order_reader *reader, struct order_step *step)
{
    step->nth = 1;
    return take_word(reader, step->task, sizeof step->task) &&
           (!words_take(&reader->line, "~") || words_take_count(&reader->line, &step->nth));
}

static bool take_step(struct order_reader *reader, struct order_step *step, const char *between)
{
    if (!take_task(reader, step) || !words_take(&reader->line, between) ||
        !words_take_count(&reader->line, &step->step))
        return false;
    return (step->nth && step->step) || fail(reader, "tasks and steps are counted from 1");
}

static bool is_of_same_task(const struct order_step *one, const struct order_step *other)
{
    return one->nth == other->nth && strcmp(one->task, other->task) == 0;
}

static bool read_hold(struct order_reader *reader)
{
    struct order *order = reader->order;
    struct order_hold hold;

    if (!take_step(reader, &hold.held, " step ") || !words_take(&reader->line, " until ") ||
        !take_step(reader, &hold.until, " step "))
        return false;
    if (is_of_same_task(&hold.held, &hold.until))
        return fail(reader, "a task cannot be held until a step of its own");
    if (order->hold_count == ORDER_HOLDS_MAX)
        return fail(reader, "there are more holds than an order can have");
    order->holds[order->hold_count++] = hold;
    return true;
}

static bool read_late(struct order_reader *reader)
{
    struct order *order = reader->order;
    struct order_late late;

    if (!take_step(reader, &late.step, " step ") || !words_take(&reader->line, " by ") ||
        !words_take_time(&reader->line, &late.by) || late.by <= 0)
        return false;
    if (order->late_count == ORDER_HOLDS_MAX)
        return fail(reader, "there are more late timers than an order can have");
    order->lates[order->late_count++] = late;
    return true;
}

static bool read_chance(struct order_reader *reader)
{
    struct order *order = reader->order;

    if (!is_first(reader, order->has_chance))
        return false;
    order->has_chance = true;
    if (!take_seed(reader, &order->chance))
        return false;
    return !words_take(&reader->line, " late ") ||
           (words_take_time(&reader->line, &order->most_late) && order->most_late > 0);
}

static bool read_picks(struct order_reader *reader)
{
    struct order *order = reader->order;
    uint32_t pick;

    do {
        uint32_t *picks = realloc(order->picks, (order->pick_count + 1) * sizeof *picks);

        reader->out_of_memory |= !picks;
        if (!picks || (order->picks = picks, !words_take_count(&reader->line, &pick)))
            return false;
        picks[order->pick_count++] = pick;
    } while (words_take(&reader->line, " "));
    return order->pick_count <= ORDER_PLACES_MAX || fail(reader, "there are too many picks");
}

static bool keep_reading(struct order_reader *reader, int64_t reading)
{
    struct co_record *record = &reader->order->record;

    if (record->count == record->capacity) {
        size_t capacity = record->capacity ? record->capacity * 2 : 256;
        int64_t *readings = realloc(record->readings, capacity * sizeof *readings);

        reader->out_of_memory = !readings;
        if (!readings)
            return false;
        record->readings = readings;
        record->capacity = capacity;
    }
    record->readings[record->count++] = reading;
    return true;
}

static bool read_readings(struct order_reader *reader)
{
    const struct co_record *record = &reader->order->record;
    int64_t reading = record->count ? record->readings[record->count - 1] : 0, since;

    do {
        if (!words_take_number(&reader->line, &since))
            return false;
        if (since < 0 || __builtin_add_overflow(reading, since, &reading))
            return fail(reader, "the clock does not go backwards");
        if (!keep_reading(reader, reading))
            return false;
    } while (words_take(&reader->line, " "));
    return true;
}

static bool read_lines_of(struct order_reader *reader, struct order_past *past)
{
    int64_t line;
    bool well = true;

    if (order_add_past(reader->order, past) < 0)
        reader->out_of_memory = true;
    while (well && !reader->out_of_memory && words_take(&reader->line, " ")) {
        well = words_take_time(&reader->line, &line);
        if (well && order_add_line(reader->order, line) < 0)
            reader->out_of_memory = true;
    }
    return well && !reader->out_of_memory;
}

/* Lines of no step are not followed by steps. */
static bool may_have_step(struct order_reader *reader)
{
    const struct order *order = reader->order;
    const struct order_past *last = order->past_count ? &order->past[order->past_count - 1] : NULL;

    return !last || last->step.step || last->is_heard ||
           fail(reader, "lines of no step come behind all steps");
}

static bool read_heard(struct order_reader *reader)
{
    struct order_past past = { .is_heard = true };

    if (!may_have_step(reader) || !take_task(reader, &past.step) ||
        !words_take(&reader->line, " at ") || !words_take_time(&reader->line, &past.at))
        return false;
    reader->out_of_memory |= order_add_past(reader->order, &past) < 0;
    return !reader->out_of_memory;
}

static bool read_past(struct order_reader *reader)
{
    struct order_past past = { 0 };

    return may_have_step(reader) && take_step(reader, &past.step, " ") &&
           words_take(&reader->line, " at ") && words_take_time(&reader->line, &past.at) &&
           read_lines_of(reader, &past);
}

static bool read_loose_lines(struct order_reader *reader)
{
    struct order_past past = { 0 };

    return take_task(reader, &past.step) && words_take(&reader->line, " at") &&
           read_lines_of(reader, &past);
}

static bool read_demo(struct order_reader *reader)
{
    return is_first(reader, reader->order->demo[0]) && take_name(reader, reader->order->demo);
}

static bool read_variant(struct order_reader *reader)
{
    return is_first(reader, reader->order->variant[0]) && take_name(reader, reader->order->variant);
}

static bool read_said(struct order_reader *reader)
{
    return is_first(reader, reader->order->said) && take_seed(reader, &reader->order->said);
}

static bool read_seed(struct order_reader *reader)
{
    if (!is_first(reader, reader->order->has_seed))
        return false;
    reader->order->has_seed = true;
    return take_seed(reader, &reader->order->seed);
}

static bool read_line(struct order_reader *reader)
{
    static const struct {
        const char *word;
        bool (*read)(struct order_reader *reader);
    } kinds[] = {
        { "demo ", read_demo },         { "variant ", read_variant }, { "seed ", read_seed },
        { "hold ", read_hold },         { "late ", read_late },       { "chance ", read_chance },
        { "picks ", read_picks },       { "step ", read_past },       { "heard ", read_heard },
        { "lines ", read_loose_lines }, { "said ", read_said },       { "clock ", read_readings },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (words_take(&reader->line, kinds[i].word))
            return kinds[i].read(reader) && reader->line.at == reader->line.end;
    return fail(reader, "the line begins with none of the words demo, variant, seed, hold, late,"
                        " chance, picks, step, heard, lines, said, clock and end");
}

/* Returns whether there is a line. */
static bool next_line(struct order_reader *reader, const char **at, const char *end)
{
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));

    if (!newline)
        return false;
    reader->line = (struct words){ *at, newline };
    *at = newline + 1;
    return true;
}

static bool read_head(struct order_reader *reader, const char **at, const char *end,
                      struct text *why)
{
    int64_t version;

    if (!next_line(reader, at, end) || !words_take(&reader->line, "order ") ||
        !words_take_number(&reader->line, &version) || reader->line.at != reader->line.end)
        text_add(why, "it is no order: its first line is not \"order %d\"", ORDER_VERSION);
    else if (version != ORDER_VERSION)
        text_add(why, "it is of version %" PRId64 ", and this program reads version %d", version,
                 ORDER_VERSION);
    else
        return true;
    return false;
}

/* What a schedule may have, and a recorded run may not. */
static bool is_chosen(const struct order *order)
{
    return order->hold_count || order->late_count || order->has_chance || order->pick_count;
}

static bool is_whole(const struct order *order, struct text *why)
{
    bool recorded = order->record.count || order->past_count;

    if (!order->demo[0])
        text_add(why, "it does not name its demo");
    else if ((recorded && is_chosen(order)) || (order->record.count && order->past_count))
        text_add(why, "it has a recorded run, and then nothing else can be chosen");
    else
        return true;
    return false;
}

static bool read_lines(struct order_reader *reader, const char *at, const char *end,
                       struct text *why)
{
    if (!read_head(reader, &at, end, why))
        return false;
    for (int number = 2; next_line(reader, &at, end); number++) {
        const char *begin = reader->line.at;

        if (words_take(&reader->line, "end") && reader->line.at == reader->line.end) {
            if (at != end)
                text_add(why, "it goes on behind its line \"end\"");
            return at == end && is_whole(reader->order, why);
        }
        reader->line.at = begin;
        if (reader->line.at < reader->line.end && *begin != '#' && !read_line(reader)) {
            text_add(why, "line %d: %s", number,
                     reader->sentence ? reader->sentence : "the line is incomplete or misspelt");
            return false;
        }
    }
    text_add(why, "it is cut short: its last line is not \"end\"");
    return false;
}

int order_read(struct order *order, const char *bytes, size_t size, struct text *why)
{
    struct order_reader reader = { .order = order };
    bool well = read_lines(&reader, bytes, bytes + size, why);

    text_free(&reader.word);
    if (reader.out_of_memory || why->failed)
        return -ENOMEM;
    return well ? 0 : -EPROTO;
}

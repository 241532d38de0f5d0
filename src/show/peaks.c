#include "show/peaks.h"

#include "show/tally.h"
#include "show/words.h"

#include <errno.h>
#include <stdlib.h>

enum { PEAKS_MOST = 3 }; /* that a reader wants to read */

struct peak {
    const struct life_thing *thing;
    struct tally waits;
    int64_t longest; /* wait */
    int64_t items;   /* at most */
};

static struct peak *peak_of(const struct life *life, struct peak *peaks, uint32_t thing)
{
    const struct life_thing *known = life_thing(life, thing);

    return known ? &peaks[known - life->things] : NULL;
}

static int note_waits(const struct life *life, struct peak *peaks, const struct life_task *task)
{
    int error = 0;

    for (size_t i = 0; i < task->span_count && !error; i++) {
        const struct span *span = &task->spans[i];
        struct peak *peak =
            span->state == SPAN_WAIT ? peak_of(life, peaks, span->wait->thing) : NULL;

        if (!peak)
            continue;
        error = tally_add(&peak->waits, span->begin, span->end);
        if (span->end - span->begin > peak->longest)
            peak->longest = span->end - span->begin;
    }
    return error;
}

static void note_items(const struct life *life, struct peak *peaks)
{
    for (size_t i = 0; i < life->stream->count; i++) {
        const struct event *event = &life->stream->events[i];
        struct peak *peak = event->kind == EVENT_TOUCH && event->verb == CO_VERB_PUT
                                ? peak_of(life, peaks, event->thing)
                                : NULL;

        if (peak && event->count > peak->items)
            peak->items = event->count;
    }
}

static int compare_peaks(const void *one, const void *other)
{
    const struct peak *peak = one, *other_peak = other;

    if (peak->longest != other_peak->longest)
        return peak->longest > other_peak->longest ? -1 : 1;
    return peak->thing < other_peak->thing ? -1 : 1;
}

/* Sentences are apart by a space. */
static const char *space(const struct text *text)
{
    return text->length ? " " : "";
}

static void add_peak(struct text *text, const struct peak *peak)
{
    struct text name = { 0 };

    words_add_thing(&name, peak->thing->kind, peak->thing->name);
    if (peak->waits.most) {
        text_add(text, "%s", space(text));
        if (peak->waits.most == 1)
            text_add(text, "No two tasks waited for %s at once", text_string(&name));
        else
            text_add(text, "At most %zu tasks waited for %s at once", peak->waits.most,
                     text_string(&name));
        text_add(text, "; the longest wait took ");
        words_add_duration(text, peak->longest);
        text_add(text, ".");
    }
    if (peak->items)
        text_add(text, "%sAt most %lld item%s in %s.", space(text), (long long)peak->items,
                 peak->items == 1 ? " was" : "s were", text_string(&name));
    text->failed |= name.failed;
    text_free(&name);
}

int peaks_add(struct text *text, const struct life *life)
{
    struct peak *peaks = calloc(life->thing_count + 1, sizeof *peaks);
    int error = peaks ? 0 : -ENOMEM;

    for (size_t i = 0; i < life->task_count && !error; i++)
        error = note_waits(life, peaks, &life->tasks[i]);
    if (!error)
        note_items(life, peaks);
    for (size_t i = 0; peaks && i < life->thing_count; i++) {
        peaks[i].thing = &life->things[i];
        tally_close(&peaks[i].waits);
    }
    if (!error)
        qsort(peaks, life->thing_count, sizeof *peaks, compare_peaks);
    for (size_t i = 0; !error && i < life->thing_count && i < PEAKS_MOST; i++)
        add_peak(text, &peaks[i]);
    for (size_t i = 0; peaks && i < life->thing_count; i++)
        tally_free(&peaks[i].waits);
    free(peaks);
    return error;
}

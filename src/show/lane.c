#include "show/lane.h"

#include "show/columns.h"
#include "show/future.h"
#include "show/words.h"

#include <errno.h>
#include <string.h>

enum { MILLISECOND = 1000 * 1000 };

/* A task that is under way exists and waits for no other task. On the real clock each step takes
 * some microseconds; in these a task may find that it must wait. */
static bool is_under_way(const struct span *span)
{
    if (span->state == SPAN_BUSY)
        return span->end - span->begin >= MILLISECOND;
    return span->state == SPAN_SLEEP || span->state == SPAN_YIELD || span->state == SPAN_OUTSIDE ||
           span->state == SPAN_THREAD || span->state == SPAN_LATE;
}

static int make_band(struct tally *band, const struct group *group)
{
    int error = 0;

    for (size_t i = 0; group->band && i < group->count; i++)
        for (size_t k = 0; k < group->tasks[i]->span_count && !error; k++) {
            const struct span *span = &group->tasks[i]->spans[k];

            if (is_under_way(span))
                error = tally_add(band, span->begin, span->end);
        }
    tally_close(band);
    return error;
}

/* In a livelock tasks that let each other run again and again have no end. */
static bool runs_again(const struct life_task *task, const struct span *span)
{
    bool yields = span->wait && !span->wait->text[0] && !span->wait->due;

    return (span->state == SPAN_READY && task->span_count > 1) || span->state == SPAN_YIELD ||
           (span->state == SPAN_SLEEP && yields);
}

/* What a task does that has no end. */
static void add_stuck(struct text *note, const struct life *life, const struct life_task *task)
{
    const struct span *span = task->span_count ? &task->spans[task->span_count - 1] : NULL;
    const struct life_thing *thing =
        span && span->wait ? life_thing(life, span->wait->thing) : NULL;

    if (is_future(life, task))
        text_add(note, "has no result");
    else if (!span || (span->state == SPAN_READY && task->span_count == 1))
        text_add(note, "never ran");
    else if (runs_again(task, span))
        text_add(note, "runs again and again");
    else if (span->state == SPAN_JOIN)
        text_add(note, "awaits tasks");
    else if (!span->wait || !span->wait->text[0])
        text_add(note, "never goes on");
    else {
        text_add(note, "waits for ");
        if (thing && thing->kind[0]) /* the short way, as a lane has little room for it */
            words_add_thing(note, thing->kind, thing->name);
        else
            words_add_awaited(note, span->wait->text, NULL);
    }
}

/* The stream ends in a step of the task, as it does when a signal kills the run. */
static bool broke_off(const struct life *life, const struct life_task *task)
{
    const struct span *last = task->span_count ? &task->spans[task->span_count - 1] : NULL;

    return !life->whole && !life->stuck && task->made && !task->ended && last &&
           last->to < life->stream->count;
}

static void add_count(struct text *note, size_t count, const char *what)
{
    if (count)
        text_add(note, "%s%zu %s", note->length ? ", " : "", count, what);
}

/* A good end needs no word. */
static void add_ends(struct text *note, const struct life *life, const struct group *group)
{
    size_t cancelled = 0, failed = 0, stuck = 0, overflown = 0;

    for (size_t i = 0; i < group->count; i++) {
        const struct event *end = group->tasks[i]->ended;

        stuck += !end && group->tasks[i]->made && life->stuck;
        cancelled += end && end->result == -ECANCELED;
        failed += end && end->result < 0 && end->result != -ECANCELED;
        overflown += end && end == life->overflow;
    }
    if (group->count == 1 && overflown) {
        text_add(note, "overflows its stack");
        words_add_place(note, life->overflow->file, life->overflow->line);
    } else if (group->count == 1 && broke_off(life, group->tasks[0])) {
        text_add(note, "ran when the run broke off");
    } else if (group->count == 1 && stuck) {
        add_stuck(note, life, group->tasks[0]);
    } else if (group->count == 1 && failed && group->tasks[0]->ended->text[0]) {
        text_add(note, "%s", group->tasks[0]->ended->text);
    } else if (group->count == 1 && cancelled + failed) {
        words_add_failure(note, group->tasks[0]->ended->result, "");
    } else {
        add_count(note, cancelled, "cancelled");
        add_count(note, failed, "failed");
        add_count(note, overflown, "overflows its stack");
        add_count(note, stuck, "never end");
    }
}

int lane_describe(struct lane *lane, const struct life *life)
{
    struct text label = { 0 }, note = { 0 };
    int error = make_band(&lane->band, lane->group);

    group_add_label(&label, lane->group);
    if (lane->group->band && lane->band.most)
        text_add(&note, "at most %zu of %zu under way", lane->band.most, lane->group->count);
    else if (lane->group->band)
        text_add(&note, "none of %zu sleeps", lane->group->count);
    add_ends(&note, life, lane->group);
    columns_add(&lane->label, text_string(&label));
    columns_add(&lane->note, text_string(&note));
    if (label.failed || note.failed || lane->label.failed || lane->note.failed)
        error = -ENOMEM;
    text_free(&label);
    text_free(&note);
    return error;
}

/* A wait has little room, so its word has neither a preposition nor an article. */
void lane_add_word(struct text *text, const struct life *life, const struct span *span)
{
    const struct life_thing *thing = life_thing(life, span->wait->thing);
    static const char *const beginnings[] = { "for ", "the " };
    struct text goal = { 0 };
    const char *word;

    if (thing && thing->kind[0] && span->state == SPAN_WAIT)
        words_add_thing(&goal, thing->kind, thing->name);
    else
        words_add_goal(&goal, span->wait->text, thing ? thing->name : NULL);
    word = text_string(&goal);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(word, beginnings[i], strlen(beginnings[i])) == 0)
            word += strlen(beginnings[i]);
    text_add(text, "%s", word);
    text->failed |= goal.failed;
    text_free(&goal);
}

void lane_free(struct lane *lane)
{
    text_free(&lane->label);
    text_free(&lane->note);
    tally_free(&lane->band);
}

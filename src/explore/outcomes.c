#include "explore/outcomes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int order_copy(struct order *to, const struct order *from)
{
    *to = *from;
    to->record = (struct co_record){ 0 };
    to->places = NULL;
    to->picks = NULL;
    if (!from->pick_count)
        return 0;
    to->picks = malloc(from->pick_count * sizeof *to->picks);
    if (!to->picks) {
        to->pick_count = 0;
        return -ENOMEM;
    }
    memcpy(to->picks, from->picks, from->pick_count * sizeof *to->picks);
    return 0;
}

/* The times in a text may differ where the rest is the same, so the end counts, too. */
static bool is_same(const struct known_outcome *known, const struct outcome *outcome)
{
    return known->hash == outcome->hash && known->end == outcome->end &&
           known->status == outcome->status && known->exit_code == outcome->exit_code;
}

/* A deadlock is bad even where the demo's row expects one, and a good end never is. */
static bool is_bad(const struct outcomes *outcomes, const struct outcome *outcome)
{
    bool unexpected = outcome->exit_code && outcome->exit_code != outcomes->exit_code;

    return outcome->end != EXPLORED_ENDED || unexpected || outcome->is_stuck ||
           outcome->breaks_promise || outcome->reports > outcomes->own_reports;
}

static int make(struct outcomes *outcomes, const struct outcome *outcome, const struct order *order,
                struct known_outcome *known)
{
    *known = (struct known_outcome){
        .hash = outcome->hash,
        .end = outcome->end,
        .status = outcome->status,
        .exit_code = outcome->exit_code,
        .is_stuck = outcome->is_stuck,
        .breaks_promise = outcome->breaks_promise,
        .is_bad = is_bad(outcomes, outcome),
        .text = strdup(outcome->text),
    };
    if (known->text && order_copy(&known->order, order) == 0)
        return 0;
    free(known->text);
    return -ENOMEM;
}

static bool make_room(struct outcomes *outcomes)
{
    size_t capacity = outcomes->capacity ? outcomes->capacity * 2 : 16;
    struct known_outcome *known;

    if (outcomes->count < outcomes->capacity)
        return true;
    known = realloc(outcomes->known, capacity * sizeof *known);
    if (!known)
        return false;
    outcomes->known = known;
    outcomes->capacity = capacity;
    return true;
}

int outcomes_add(struct outcomes *outcomes, const struct outcome *outcome,
                 const struct order *order, struct known_outcome **known, bool *is_new)
{
    *is_new = false;
    *known = NULL;
    for (size_t i = 0; i < outcomes->count; i++)
        if (is_same(&outcomes->known[i], outcome)) {
            *known = &outcomes->known[i];
            (*known)->orders++;
            return 0;
        }
    if (outcomes->count == OUTCOMES_MAX) {
        outcomes->is_full = true;
        return 0;
    }
    if (!outcomes->count)
        outcomes->own_reports = outcome->reports;
    if (!make_room(outcomes) ||
        make(outcomes, outcome, order, &outcomes->known[outcomes->count]) < 0)
        return -ENOMEM;
    *known = &outcomes->known[outcomes->count++];
    (*known)->orders = 1;
    *is_new = true;
    return 0;
}

void outcomes_free(struct outcomes *outcomes)
{
    for (size_t i = 0; i < outcomes->count; i++) {
        order_free(&outcomes->known[i].order);
        free(outcomes->known[i].text);
    }
    free(outcomes->known);
    *outcomes = (struct outcomes){ 0 };
}

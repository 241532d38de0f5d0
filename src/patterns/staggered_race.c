#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/staggered_race.h"

#include <math.h>
#include <stdalign.h>
#include <string.h>

struct race {
    struct co_task_group group;
    struct staggered_racer *racers;
    size_t started;
    struct co_event failed; /* set when the racer that started last has failed */
    bool won;
    size_t winner;
};

struct lane {
    struct race *race;
    size_t number;
};

static int run(const struct co_coro *coro)
{
    alignas(max_align_t) char arguments[CO_ARGUMENTS_MAX];

    if (coro->size)
        memcpy(arguments, coro->arguments, coro->size);
    return coro->run(arguments);
}

/* The task of a racer never fails, because that would cancel the whole group. */
static int run_lane(void *argument)
{
    const struct lane *lane = argument;
    struct race *race = lane->race;
    struct co_outcome *outcome = &race->racers[lane->number].outcome;
    int rc = run(&race->racers[lane->number].coro);

    outcome->result = rc;
    strcpy(outcome->text, co_text());
    if (rc < 0 && lane->number + 1 == race->started) {
        co_event_set(&race->failed);
    } else if (rc >= 0 && !race->won) {
        race->won = true;
        race->winner = lane->number;
        co_task_group_cancel(&race->group);
    }
    return 0;
}

static int start_next(struct race *race)
{
    struct lane lane = { race, race->started };
    const struct co_coro *coro = &race->racers[race->started].coro;

    if (coro->size > CO_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "%s has too many bytes of arguments", coro->name);
    if (!co_task_group_create_task(&race->group,
                                   (struct co_coro){ run_lane, &lane, sizeof lane, coro->name,
                                                     coro->stack_size, coro->task_name }))
        return race->won ? -ECANCELED : -ENOMEM;
    race->racers[race->started++].outcome.result = -ECANCELED; /* until the racer has ended */
    co_event_clear(&race->failed);
    return 0;
}

/* Wait until the racer that started last has failed, or has run for its time. */
static int give_time(struct race *race, double delay)
{
    struct co_timeout timeout = { 0 };
    int rc = co_timeout_enter(&timeout, delay);

    if (rc < 0)
        return rc;
    rc = co_timeout_exit(&timeout, co_event_wait(&race->failed));
    return rc == -ETIMEDOUT ? 0 : rc;
}

int staggered_race(struct staggered_racer *racers, size_t count, double delay, size_t *winner)
{
    struct race race = { .racers = racers };
    int rc;

    if (isnan(delay))
        return co_raise(-EINVAL, "the delay is not a number");
    for (size_t i = 0; i < count; i++)
        racers[i].outcome = (struct co_outcome){ .result = -EINPROGRESS };
    rc = co_task_group_enter(&race.group);
    if (rc < 0)
        return rc;
    while (rc == 0 && race.started < count) {
        rc = start_next(&race);
        if (rc == 0 && race.started < count)
            rc = give_time(&race, delay);
    }
    rc = co_task_group_exit(&race.group, rc);
    if (rc < 0)
        return rc;
    if (race.won)
        *winner = race.winner;
    return race.won;
}

#include "explore/explore.h"

#include "co/monotonic.h"
#include "explore/shrink.h"
#include "explore/together.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* ---- One order ---- */

static volatile sig_atomic_t interrupted;

static void note_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

bool explore_is_interrupted(void)
{
    return interrupted;
}

bool explore_is_over(const struct exploration *exploration)
{
    const struct explore_options *options = exploration->options;

    return interrupted || monotonic() - exploration->began >= options->time ||
           (options->orders && exploration->orders >= options->orders);
}

static int count_outcome(struct exploration *exploration, const struct order *order)
{
    struct known_outcome *known;
    bool is_new;
    int rc = outcomes_add(&exploration->outcomes, &exploration->explored->outcome, order, &known,
                          &is_new);

    if (rc < 0)
        return rc;
    exploration->orders++;
    if (known && known->is_bad) {
        exploration->bad_orders++;
        if (!exploration->is_bad)
            exploration->bad = (size_t)(known - exploration->outcomes.known);
        exploration->is_bad = true;
    }
    return 0;
}

int explore_order(struct exploration *exploration, const struct order *order, struct tried *tried)
{
    struct explored *explored = exploration->explored;
    int rc;

    if (explore_is_over(exploration))
        return -EAGAIN;
    rc = explored_run(explored, &exploration->options->demo, order, NULL);
    if (rc < 0)
        return rc;
    if (interrupted)
        return -EAGAIN;
    exploration->runs++;
    tried->tried++;
    if (explored->outcome.order_failed) {
        tried->impossible++;
        return 0;
    }
    return count_outcome(exploration, order);
}

/* ---- The demo's own order ---- */

static bool is_foreign(const struct event *event)
{
    return event->kind == EVENT_RUN_END && event->number;
}

static int run_own(struct exploration *exploration)
{
    struct order own = { .places = &exploration->explored->places };
    int rc =
        explored_run(exploration->explored, &exploration->options->demo, &own, &exploration->own);

    exploration->outcomes.exit_code = exploration->options->exit_code;
    if (rc == 0)
        rc = interrupted ? -EINTR : count_outcome(exploration, &own);
    exploration->orders = 0;
    for (size_t i = 0; i < exploration->own.count; i++)
        exploration->has_foreign |= is_foreign(&exploration->own.events[i]);
    if (rc == 0)
        rc = run_steps_find(&exploration->steps, &exploration->own);
    return rc;
}

/* ---- Holds ---- */

static int try_one_hold(struct exploration *exploration)
{
    struct tried *tried = &exploration->one_hold;
    int rc = 0;

    tried->all = exploration->pairs.count;
    for (size_t i = 0; i < exploration->pairs.count && rc == 0; i++) {
        struct order order = { .hold_count = 1 };

        order.holds[0] = pairs_hold(&exploration->steps, &exploration->pairs.pairs[i]);
        rc = explore_order(exploration, &order, tried);
    }
    tried->complete = rc == 0 && !exploration->pairs.is_cut;
    return rc;
}

/* The pairs of holds, in the order of the sum of their places. */
static int try_two_holds(struct exploration *exploration)
{
    const struct pairs *pairs = &exploration->pairs;
    struct tried *tried = &exploration->two_holds;
    size_t count = pairs->count;
    int rc = 0;

    tried->all = count ? count * (count - 1) / 2 : 0;
    for (size_t sum = 1; count && sum <= 2 * count - 3 && rc == 0; sum++)
        for (size_t i = sum < count ? 0 : sum - count + 1; 2 * i < sum && rc == 0; i++) {
            struct order order = { .hold_count = 2 };

            order.holds[0] = pairs_hold(&exploration->steps, &pairs->pairs[i]);
            order.holds[1] = pairs_hold(&exploration->steps, &pairs->pairs[sum - i]);
            rc = explore_order(exploration, &order, tried);
        }
    tried->complete = rc == 0 && !pairs->is_cut;
    return rc;
}

/* ---- Chance ---- */

/* Every other order has late timers. */
static int try_chance(struct exploration *exploration)
{
    const struct explore_options *options = exploration->options;
    int rc = 0;

    for (uint64_t n = 0; rc == 0; n++) {
        struct order order = { .has_chance = true, .chance = options->seed + n / 2 };

        if (n % 2)
            order.most_late = options->late;
        if (!n || n % 2 == 0 || options->late)
            rc = explore_order(exploration, &order, &exploration->by_chance);
    }
    return rc;
}

/* With nothing that could be ready together, and no timer that could be late, chance has nothing to
 * pick. */
static bool has_chance(const struct exploration *exploration)
{
    return exploration->options->late || !exploration->together.complete;
}

static int search(struct exploration *exploration)
{
    const struct explore_options *options = exploration->options;
    int rc = pairs_find(&exploration->pairs, &exploration->steps);

    if (rc == 0 && options->holds >= 1)
        rc = try_one_hold(exploration);
    if (rc == 0 && options->holds >= 2)
        rc = try_two_holds(exploration);
    if (rc == 0)
        rc = explore_together(exploration);
    if (rc == 0 && has_chance(exploration))
        rc = try_chance(exploration);
    return rc == -EAGAIN ? 0 : rc;
}

/* ---- All ---- */

static int explore_all(struct exploration *exploration)
{
    const struct explore_options *options = exploration->options;
    int rc;

    exploration->began = monotonic();
    exploration->explored = explored_create();
    if (!exploration->explored)
        return -ENOMEM;
    rc = run_own(exploration);
    if (rc == 0 && options->schedule)
        rc = explore_order(exploration, options->schedule, &exploration->by_chance);
    else if (rc == 0)
        rc = search(exploration);
    exploration->took = monotonic() - exploration->began;
    if (rc == 0 && exploration->is_bad && !interrupted)
        rc = shrink(exploration);
    return rc == 0 && interrupted ? -EINTR : rc;
}

int explore(struct exploration *exploration, const struct explore_options *options)
{
    struct sigaction action = { .sa_handler = note_interrupt }, before[2];
    int rc;

    *exploration = (struct exploration){ .options = options };
    interrupted = 0;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &before[0]);
    sigaction(SIGTERM, &action, &before[1]);
    rc = explore_all(exploration);
    sigaction(SIGINT, &before[0], NULL);
    sigaction(SIGTERM, &before[1], NULL);
    return rc;
}

void exploration_free(struct exploration *exploration)
{
    explored_free(exploration->explored);
    outcomes_free(&exploration->outcomes);
    run_steps_free(&exploration->steps);
    pairs_free(&exploration->pairs);
    stream_free(&exploration->own);
}

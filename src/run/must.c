/* MUST() and SHOULD(): what a demo promises for every order, and what its mistake breaks. */
#include "run/internal.h"

static bool is_known(const struct run *run, const struct co_place *place)
{
    for (uint32_t i = 0; i < run->broken_count; i++)
        if (run->broken[i] == place)
            return true;
    return false;
}

/* Returns whether the failure is to be reported. A pool thread may fail at the same time. */
static bool note_broken(struct run *run, const struct co_place *place)
{
    bool is_new;

    pthread_mutex_lock(&run->lock);
    is_new = !run->log_closed && run->broken_count < BROKEN_MAX && !is_known(run, place);
    if (is_new)
        run->broken[run->broken_count++] = place;
    pthread_mutex_unlock(&run->lock);
    return is_new;
}

void must_hold(bool holds, const struct co_place *place)
{
    struct run *run = run_now;
    struct co_task *task = co_current_task();
    struct text text = { 0 };

    if (holds || !run || !note_broken(run, place))
        return;
    run->now = co_time_nanoseconds();
    text_add(&text, "%s does not hold at %.3f s.\n    at ", place->call, (double)run->now * 1e-9);
    place_add(&text, place, false);
    text_add(&text, ", in %s\n", task ? co_task_name(task) : "a callback");
    report_text(run, text_string(&text));
    text_free(&text);
}

void should_hold(bool holds, const struct co_place *place)
{
    if (run_now && run_now->options->judges_should)
        must_hold(holds, place);
}

/*
 * Jobs by time and order: a pairing heap (Fredman, Sedgewick, Sleator, Tarjan). Its links lie in
 * the jobs, so that adding one needs no memory and any one can be taken out.
 *
 * A job that is the first of its parent's children has the parent for `previous`.
 */
#include "co/job_internal.h"

static bool comes_before(const struct job *a, const struct job *b)
{
    return a->due != b->due ? a->due < b->due : a->order < b->order;
}

/* Make one heap of two; either may be NULL. */
static struct job *meld(struct job *a, struct job *b)
{
    struct job *child = b;

    if (!a || !b)
        return a ? a : b;
    if (comes_before(b, a)) {
        child = a;
        a = b;
    }
    child->previous = a;
    child->next = a->child;
    if (a->child)
        a->child->previous = child;
    a->child = child;
    a->next = a->previous = NULL;
    return a;
}

/* Make one heap of all children: pairs from the left, then the pairs from the right. */
static struct job *meld_children(struct job *children)
{
    struct job *pairs = NULL, *all = NULL;

    while (children) {
        struct job *left = children, *right = left->next;

        children = right ? right->next : NULL;
        left = meld(left, right);
        left->next = pairs;
        pairs = left;
    }
    while (pairs) {
        struct job *pair = pairs;

        pairs = pair->next;
        all = meld(all, pair);
    }
    if (all)
        all->next = all->previous = NULL;
    return all;
}

void job_queue_add(struct job_queue *queue, struct job *job)
{
    job->next = job->previous = job->child = NULL;
    queue->first = meld(queue->first, job);
}

void job_queue_remove(struct job_queue *queue, struct job *job)
{
    struct job *below = meld_children(job->child);

    if (queue->first == job) {
        queue->first = below;
        return;
    }
    if (job->previous->child == job)
        job->previous->child = job->next;
    else
        job->previous->next = job->next;
    if (job->next)
        job->next->previous = job->previous;
    queue->first = meld(queue->first, below);
}

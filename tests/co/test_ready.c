#include "co/kernel/memory.h"
#include "co/kernel/ready.h"

#include "scenario.h"

static struct ready_queue ready;

/* Entries stand for themselves here: even ones, as tasks have. */
static void push(uintptr_t entry)
{
    ready_push(&ready, entry * 2);
}

static uintptr_t pop(void)
{
    return ready.ring[ready.next++ & ready.mask] / 2;
}

static void push_all(uintptr_t first, uintptr_t last)
{
    for (uintptr_t entry = first; entry <= last; entry++)
        push(entry);
}

static void pop_all(uintptr_t first, uintptr_t last)
{
    for (uintptr_t entry = first; entry <= last; entry++)
        ASSERT_EQ(pop(), entry);
}

/* ---- Places ---- */

TEST(tasks_leave_the_queue_in_order_of_arrival)
{
    ASSERT_EQ(ready_reserve(&ready, 3), 0);
    push_all(1, 3);
    pop_all(1, 3);
    ASSERT_EQ(ready.next, ready.end);
    memory_resize(ready.ring, 0);
}

TEST(queue_has_as_many_places_as_were_reserved)
{
    ASSERT_EQ(ready_reserve(&ready, 40), 0);
    ASSERT_EQ(ready_reserve(&ready, 1000), 0);
    ASSERT_EQ(ready.reserved, 1040);
    push_all(1, 1040);
    pop_all(1, 1040);
    memory_resize(ready.ring, 0);
}

TEST(queue_grows_when_its_entries_wrap_around)
{
    ASSERT_EQ(ready_reserve(&ready, 60), 0);
    push_all(1, 50);
    pop_all(1, 50);
    push_all(51, 100); /* beyond the end of the ring, and on from its beginning */
    ASSERT_EQ(ready_reserve(&ready, 60), 0);
    push_all(101, 170);
    pop_all(51, 170);
    memory_resize(ready.ring, 0);
}

TEST(queue_works_when_its_counters_wrap_around)
{
    ready.next = ready.turn_end = ready.end = UINT32_MAX - 4;
    ASSERT_EQ(ready_reserve(&ready, 20), 0);
    push_all(1, 20);
    ASSERT_EQ(ready_reserve(&ready, 200), 0);
    push_all(21, 220);
    pop_all(1, 220);
    memory_resize(ready.ring, 0);
}

TEST(queue_does_not_change_without_memory)
{
    ASSERT_EQ(ready_reserve(&ready, 10), 0);
    push_all(1, 10);
    co_fail_allocation(1, false);
    ASSERT_EQ(ready_reserve(&ready, 100), -ENOMEM);
    ASSERT_EQ(ready.reserved, 10);
    pop_all(1, 10);
    ASSERT_EQ(ready_reserve(&ready, 100), 0);
    memory_resize(ready.ring, 0);
}

#include "co/heap_internal.h"

#include "test.h"

#include <stdlib.h>

/* Items are numbers here. */
static int by_tens(const void *a, const void *b)
{
    intptr_t left = (intptr_t)a / 10, right = (intptr_t)b / 10;

    return left < right ? -1 : left > right;
}

static void push(struct co_ranked *heap, size_t count, intptr_t number)
{
    heap_push(heap, count, (struct co_ranked){ (void *)number, count }, by_tens);
}

static intptr_t pop(struct co_ranked *heap, size_t count)
{
    return (intptr_t)heap_pop(heap, count, by_tens);
}

TEST(least_item_comes_out_first_in_any_order_of_insertion)
{
    static const int orders[6][3] = { { 10, 20, 30 }, { 10, 30, 20 }, { 20, 10, 30 },
                                      { 20, 30, 10 }, { 30, 10, 20 }, { 30, 20, 10 } };

    for (size_t order = 0; order < 6; order++) {
        struct co_ranked heap[3];

        test_note("order %zu", order);
        for (size_t i = 0; i < 3; i++)
            push(heap, i, orders[order][i]);
        for (size_t i = 0; i < 3; i++)
            ASSERT_EQ(pop(heap, 3 - i), 10 * (intptr_t)(i + 1));
    }
}

TEST(equal_items_come_out_in_order_of_arrival)
{
    struct co_ranked heap[9];

    for (size_t i = 0; i < 9; i++)
        push(heap, i, (intptr_t)(i % 2 ? 10 + i : 20 + i));
    for (size_t i = 0; i < 4; i++)
        ASSERT_EQ(pop(heap, 9 - i), 11 + 2 * (intptr_t)i);
    for (size_t i = 0; i < 5; i++)
        ASSERT_EQ(pop(heap, 5 - i), 20 + 2 * (intptr_t)i);
}

TEST(numbers_come_out_sorted_while_others_come_in)
{
    struct co_ranked heap[1000];
    size_t count = 0, arrival = 0;

    srand(1);
    for (int round = 0; round < 20; round++) {
        intptr_t last = 0;

        while (count < 1000)
            heap_push(heap, count++,
                      (struct co_ranked){ (void *)(intptr_t)(rand() % 5000), arrival++ }, by_tens);
        for (int i = 0; i < 500; i++) {
            intptr_t number = pop(heap, count--);

            ASSERT_TRUE(number / 10 >= last / 10);
            last = number;
        }
    }
}

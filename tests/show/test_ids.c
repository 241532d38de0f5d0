#include "show/ids.h"

#include "test.h"

static struct ids ids;

TEST(empty_list_has_no_id)
{
    ASSERT_TRUE(ids_find(&ids, 0) == SIZE_MAX);
    ids_free(&ids);
}

TEST(ids_are_found_in_whatever_order_they_came)
{
    static const uint32_t order[] = { 7, 8, 1, UINT32_MAX, 0, 3, 9, 2 };
    enum { COUNT = sizeof order / sizeof *order };

    for (size_t i = 0; i < COUNT; i++)
        ASSERT_EQ(ids_add(&ids, order[i], i), 0);
    for (size_t i = 0; i < COUNT; i++)
        ASSERT_EQ(ids_find(&ids, order[i]), i);
    ASSERT_TRUE(ids_find(&ids, 4) == SIZE_MAX);
    ASSERT_TRUE(ids_find(&ids, 10) == SIZE_MAX);
    ids_free(&ids);
}

TEST(many_ids_are_found)
{
    enum { COUNT = 10000 };

    for (uint32_t id = 1; id <= COUNT; id++)
        ASSERT_EQ(ids_add(&ids, id * 2, id), 0);
    for (uint32_t id = 1; id <= COUNT; id++) {
        ASSERT_EQ(ids_find(&ids, id * 2), id);
        ASSERT_TRUE(ids_find(&ids, id * 2 + 1) == SIZE_MAX);
    }
    ids_free(&ids);
}

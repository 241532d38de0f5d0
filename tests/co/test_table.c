/* src/co/table.c: what is found by a key, and that all of it can be found. */
#include "co/list.h"
#include "co/table.h"

#include "scenario.h"

enum { MANY = 1000 };

struct thing {
    struct table_link link;
    int number;
};

static struct table table;
static struct thing things[MANY];

static void add(int i, uintptr_t key)
{
    ASSERT_EQ(table_reserve(&table), 0);
    things[i].number = i;
    table_add(&table, &things[i].link, key);
}

/* The number of what is found; -1: nothing. */
static int find(uintptr_t key)
{
    const struct table_link *link = table_find(&table, key);

    return link ? container_of(link, const struct thing, link)->number : -1;
}

TEST(empty_table_finds_nothing)
{
    size_t position = 0;

    ASSERT_EQ(find(0), -1);
    ASSERT_TRUE(!table_any(&table, &position));
    table_free(&table);
}

TEST(entry_is_found_by_its_key_until_it_is_removed)
{
    for (int i = 0; i < MANY; i++)
        add(i, (uintptr_t)i * 4096);
    for (int i = 0; i < MANY; i++)
        ASSERT_EQ(find((uintptr_t)i * 4096), i);
    ASSERT_EQ(find(1), -1);
    for (int i = 0; i < MANY; i += 2)
        table_remove(&table, &things[i].link);
    for (int i = 0; i < MANY; i++)
        ASSERT_EQ(find((uintptr_t)i * 4096), i % 2 ? i : -1);
    ASSERT_EQ(table.count, MANY / 2);
    table_free(&table);
}

/* Also after the table has grown. */
TEST(entry_added_last_is_found_when_keys_are_equal)
{
    for (int i = 0; i < MANY; i++)
        add(i, (uintptr_t)(i % 3));
    for (int i = MANY; i-- > 3;) {
        ASSERT_EQ(find((uintptr_t)(i % 3)), i);
        ASSERT_TRUE(table_find_earlier(&things[i].link) == &things[i - 3].link);
        table_remove(&table, &things[i].link);
    }
    ASSERT_TRUE(!table_find_earlier(&things[0].link));
    table_free(&table);
}

TEST(walk_visits_each_entry_once_when_entries_are_removed)
{
    struct table_link *link;
    size_t position = 0;
    long sum = 0;

    for (int i = 0; i < MANY; i++)
        add(i, (uintptr_t)i);
    while ((link = table_any(&table, &position))) {
        sum += container_of(link, struct thing, link)->number;
        table_remove(&table, link);
    }
    ASSERT_EQ(sum, (long)MANY * (MANY - 1) / 2);
    ASSERT_EQ(table.count, 0);
    table_free(&table);
}

TEST(entries_are_still_found_without_memory)
{
    for (int i = 0; i < 16; i++)
        add(i, (uintptr_t)i);
    co_fail_allocation(1, true);
    ASSERT_EQ(table_reserve(&table), -ENOMEM);
    co_fail_allocation(0, false);
    for (int i = 0; i < 16; i++)
        ASSERT_EQ(find((uintptr_t)i), i);
    table_free(&table);
}

TEST(table_has_a_bucket_for_each_entry)
{
    for (int i = 0; i < MANY; i++) {
        add(i, (uintptr_t)i * 4096);
        ASSERT_TRUE(table.bucket_count >= table.count);
    }
    for (int i = 0; i < MANY; i++)
        table_remove(&table, &things[i].link);
    table_free(&table);
}

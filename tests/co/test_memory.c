#include "co/kernel/memory.h"
#include "co/outside.h"

#include "test.h"

#include <string.h>
#include <sys/mman.h>

static bool allocation_works(void)
{
    void *memory = memory_resize(NULL, 1);
    bool works = memory != NULL;

    memory_resize(memory, 0);
    return works;
}

TEST(resize_allocates_grows_and_frees)
{
    char *memory = memory_resize(NULL, 4);

    ASSERT_TRUE(memory);
    strcpy(memory, "abc");
    memory = memory_resize(memory, 100000);
    ASSERT_STR_EQ(memory, "abc");
    ASSERT_TRUE(!memory_resize(memory, 0));
    ASSERT_TRUE(!memory_resize(NULL, 0));
}

TEST(map_returns_pages_that_are_zero)
{
    size_t size = 1 << 20;
    char *memory = memory_map(size);

    ASSERT_TRUE(memory != NULL);
    ASSERT_EQ(memory[0] | memory[size / 2] | memory[size - 1], 0);
    memory[size - 1] = 1;
    munmap(memory, size);
}

TEST(request_above_the_memory_of_the_machine_is_refused)
{
    ASSERT_TRUE(!memory_map((size_t)1 << 62));
}

TEST(nth_allocation_alone_fails)
{
    co_fail_allocation(3, false);
    for (int i = 1; i <= 6; i++)
        ASSERT_EQ(allocation_works(), i != 3);
}

TEST(allocations_from_the_nth_on_fail)
{
    co_fail_allocation(3, true);
    for (int i = 1; i <= 6; i++)
        ASSERT_EQ(allocation_works(), i < 3);
    ASSERT_TRUE(!memory_map(4096));
    co_fail_allocation(0, false);
    ASSERT_TRUE(allocation_works());
}

TEST(free_does_not_count_as_an_allocation)
{
    void *memory = memory_resize(NULL, 1);

    co_fail_allocation(1, true);
    memory_resize(memory, 0);
    ASSERT_TRUE(!allocation_works());
}

TEST(memory_that_cannot_grow_stays_as_it_was)
{
    char *memory = memory_resize(NULL, 4);

    ASSERT_TRUE(memory);
    strcpy(memory, "abc");
    co_fail_allocation(1, false);
    ASSERT_TRUE(!memory_resize(memory, 100));
    ASSERT_STR_EQ(memory, "abc");
    memory_resize(memory, 0);
}

TEST(allocations_are_counted_while_one_is_to_fail)
{
    co_fail_allocation(10, false);
    for (int i = 1; i <= 3; i++) {
        memory_resize(memory_resize(NULL, 1), 0);
        ASSERT_EQ(co_allocations(), i);
    }
    co_fail_allocation(0, false);
    memory_resize(memory_resize(NULL, 1), 0);
    ASSERT_EQ(co_allocations(), 0);
}

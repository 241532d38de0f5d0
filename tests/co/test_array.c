#include "co/explain/array.h"

#include "test.h"

#include <stdint.h>
#include <stdlib.h>

TEST(full_array_grows_and_keeps_its_elements)
{
    size_t capacity = 0;
    int *array = NULL;

    for (int i = 0; i < 100; i++) {
        int *grown = array_room(array, (size_t)i, &capacity, sizeof *grown);

        ASSERT_TRUE(grown != NULL);
        ASSERT_TRUE(capacity > (size_t)i);
        array = grown;
        array[i] = i;
    }
    for (int i = 0; i < 100; i++)
        ASSERT_EQ(array[i], i);
    free(array);
}

TEST(array_with_room_stays_where_it_is)
{
    size_t capacity = 0;
    char *array = array_room(NULL, 0, &capacity, 1);
    size_t before = capacity;

    ASSERT_TRUE(array != NULL);
    ASSERT_TRUE(array_room(array, before - 1, &capacity, 1) == array);
    ASSERT_EQ(capacity, before);
    free(array);
}

TEST(array_larger_than_memory_is_refused)
{
    size_t capacity = SIZE_MAX / 16;

    ASSERT_TRUE(array_room(NULL, capacity, &capacity, 16) == NULL);
    ASSERT_EQ(capacity, SIZE_MAX / 16);
}

/* src/io/buffer.c */
#include "io/buffer.h"

#include "co/co.h"
#include "test.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

TEST(bytes_added_at_the_end_are_taken_from_the_front)
{
    struct io_buffer buffer = { 0 };

    ASSERT_EQ(io_buffer_size(&buffer), 0);
    ASSERT_EQ(io_buffer_add(&buffer, "hello ", 6), 0);
    ASSERT_EQ(io_buffer_add(&buffer, "world", 5), 0);
    ASSERT_EQ(io_buffer_size(&buffer), 11);
    ASSERT_TRUE(memcmp(io_buffer_data(&buffer), "hello world", 11) == 0);
    io_buffer_take(&buffer, 6);
    ASSERT_TRUE(memcmp(io_buffer_data(&buffer), "world", 5) == 0);
    io_buffer_take(&buffer, 5);
    ASSERT_EQ(io_buffer_size(&buffer), 0);
    io_buffer_free(&buffer);
}

TEST(bytes_that_were_taken_can_be_put_back)
{
    struct io_buffer buffer = { 0 };
    const char *data;

    ASSERT_EQ(io_buffer_add(&buffer, "hello world", 11), 0);
    data = io_buffer_data(&buffer);
    io_buffer_take(&buffer, 6);
    io_buffer_put_back(&buffer, data + 4, 2);
    ASSERT_EQ(io_buffer_size(&buffer), 7);
    ASSERT_TRUE(memcmp(io_buffer_data(&buffer), "o world", 7) == 0);
    io_buffer_take(&buffer, 7);
    io_buffer_put_back(&buffer, data + 11, 0);
    ASSERT_EQ(io_buffer_size(&buffer), 0);
    io_buffer_put_back(&buffer, data + 6, 5);
    ASSERT_EQ(io_buffer_size(&buffer), 5);
    ASSERT_TRUE(memcmp(io_buffer_data(&buffer), "world", 5) == 0);
    io_buffer_free(&buffer);
}

TEST(buffer_does_not_grow_when_it_is_always_emptied)
{
    struct io_buffer buffer = { 0 };
    char bytes[1000] = { 0 };
    size_t capacity = 0;

    for (int i = 0; i < 10000; i++) {
        bytes[0] = (char)i;
        ASSERT_EQ(io_buffer_add(&buffer, bytes, sizeof bytes), 0);
        if (i > 0) {
            ASSERT_EQ(io_buffer_data(&buffer)[0], (char)(i - 1));
            io_buffer_take(&buffer, sizeof bytes);
        }
        if (i == 100)
            capacity = buffer.capacity;
    }
    ASSERT_EQ(buffer.capacity, capacity);
    io_buffer_free(&buffer);
}

/* A buffer of 4096 bytes, of which `taken` are free at the front, and `size` are in use. */
static struct io_buffer make_buffer(size_t taken, size_t size)
{
    static const char bytes[4096];
    struct io_buffer buffer = { 0 };

    ASSERT_EQ(io_buffer_add(&buffer, bytes, taken + size), 0);
    ASSERT_EQ(buffer.capacity, 4096);
    io_buffer_take(&buffer, taken);
    return buffer;
}

TEST(buffer_grows_when_there_is_no_room_for_a_zero_behind_the_end)
{
    struct io_buffer buffer = make_buffer(0, 4);

    co_fail_allocation(1, true);
    ASSERT_EQ(io_buffer_reserve(&buffer, 4091), 0);
    co_fail_allocation(0, false);
    ASSERT_EQ(io_buffer_reserve(&buffer, 4092), 0);
    ASSERT_EQ(buffer.capacity, 8192);
    io_buffer_free(&buffer);
}

TEST(bytes_move_to_the_front_when_half_of_the_buffer_is_free)
{
    struct io_buffer buffer = make_buffer(2048, 1000);

    ASSERT_EQ(io_buffer_reserve(&buffer, 4096 - 1000 - 1), 0);
    ASSERT_EQ(buffer.begin, 0);
    ASSERT_EQ(buffer.capacity, 4096);
    io_buffer_free(&buffer);

    buffer = make_buffer(2047, 1000);
    ASSERT_EQ(io_buffer_reserve(&buffer, 4096 - 1000 - 1), 0);
    ASSERT_EQ(buffer.begin, 2047);
    io_buffer_free(&buffer);

    buffer = make_buffer(2048, 1000);
    ASSERT_EQ(io_buffer_reserve(&buffer, 4096 - 1000), 0);
    ASSERT_EQ(buffer.capacity, 8192);
    io_buffer_free(&buffer);
}

TEST(emptied_buffer_begins_at_the_front)
{
    struct io_buffer buffer = make_buffer(1000, 0);

    ASSERT_EQ(io_buffer_reserve(&buffer, 4095), 0);
    ASSERT_EQ(buffer.capacity, 4096);
    io_buffer_free(&buffer);
}

TEST(empty_addition_changes_nothing)
{
    struct io_buffer buffer = { 0 };

    ASSERT_EQ(io_buffer_add(&buffer, "", 0), 0);
    ASSERT_TRUE(!buffer.memory);
    ASSERT_EQ(io_buffer_add(&buffer, "hello", 5), 0);
    io_buffer_take(&buffer, 2);
    io_buffer_put_back(&buffer, buffer.memory, 0);
    ASSERT_EQ(io_buffer_size(&buffer), 3);
    io_buffer_free(&buffer);
}

TEST(buffer_refuses_bytes_without_memory_and_keeps_the_rest)
{
    struct io_buffer buffer = { 0 };

    ASSERT_EQ(io_buffer_add(&buffer, "kept", 4), 0);
    ASSERT_EQ(io_buffer_reserve(&buffer, SIZE_MAX), -ENOMEM);
    io_buffer_take(&buffer, 2);
    ASSERT_EQ(io_buffer_reserve(&buffer, PTRDIFF_MAX - 3), -ENOMEM);
    co_fail_allocation(1, true);
    ASSERT_EQ(io_buffer_reserve(&buffer, 100000), -ENOMEM);
    ASSERT_EQ(io_buffer_add(&buffer, (char[8000]){ 0 }, 8000), -ENOMEM);
    co_fail_allocation(0, false);
    ASSERT_EQ(io_buffer_size(&buffer), 2);
    ASSERT_TRUE(memcmp(io_buffer_data(&buffer), "pt", 2) == 0);
    io_buffer_free(&buffer);
}

/* src/io/websocket/websocket_close.c */
#include "io/websocket/websocket_close.h"

#include "test.h"

#include <string.h>

TEST(close_codes_that_are_registered_are_allowed)
{
    for (int code = 0; code < 70000; code++) {
        bool is_registered = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
        bool is_free = code >= 3000 && code < 5000;

        test_note("%d", code);
        ASSERT_EQ(io_close_code_is_allowed(code), is_registered || is_free);
    }
}

TEST(close_has_a_code_and_a_reason)
{
    struct io_close close = { 0 };
    size_t size;

    ASSERT_EQ(io_close_code(&close), IO_CLOSE_NO_CODE);
    io_close_reason(&close, &size);
    ASSERT_EQ(size, 0);
    io_close_add(&close, (const uint8_t *)"\x03", 1, NULL);
    ASSERT_EQ(io_close_code(&close), IO_CLOSE_NO_CODE);
    io_close_add(&close, (const uint8_t *)"\xf4", 1, NULL);
    ASSERT_EQ(io_close_code(&close), 1012);
    io_close_add(&close, (const uint8_t *)"bye", 3, NULL);
    ASSERT_EQ(io_close_code(&close), 1012);
    ASSERT_TRUE(memcmp(io_close_reason(&close, &size), "bye", 3) == 0);
    ASSERT_EQ(size, 3);
}

TEST(masked_close_may_come_in_any_pieces)
{
    static const uint8_t masked[] = { 1, 0xf6, 'b' ^ 4, 'y' ^ 8, 'e' ^ 2 };
    static const uint8_t mask[] = { 2, 2, 4, 8 };

    for (size_t first = 0; first <= sizeof masked; first++) {
        struct io_close close = { 0 };

        test_note("cut at %zu", first);
        io_close_add(&close, masked, first, mask);
        io_close_add(&close, masked + first, sizeof masked - first, mask);
        ASSERT_EQ(close.size, 5);
        ASSERT_EQ(io_close_code(&close), 1012);
        ASSERT_TRUE(memcmp(close.payload + 2, "bye", 3) == 0);
    }
}

static bool is_utf8(const char *reason)
{
    struct io_close close = { 0 };

    io_close_add(&close, (const uint8_t *)"\x03\xe8", 2, NULL);
    io_close_add(&close, (const uint8_t *)reason, strlen(reason), NULL);
    return io_close_reason_is_utf8(&close);
}

TEST(reason_has_to_be_utf_8)
{
    static const char *const right[] = { "",
                                         "bye",
                                         "\xc2\x80",
                                         "\xdf\xbf",
                                         "\xe0\xa0\x80",
                                         "\xed\x9f\xbf",
                                         "\xee\x80\x80",
                                         "\xef\xbf\xbf",
                                         "\xf0\x90\x80\x80",
                                         "\xf4\x8f\xbf\xbf",
                                         "a\xc3\xa4z" };
    static const char *const wrong[] = {
        "\x80",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc3",
        "\xc3(",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xe4\xbd",
        "\xe4\xbdz",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xf0\x9f\x98",
        "ok\xfe",
    };

    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        test_note("right[%zu]", i);
        ASSERT_TRUE(is_utf8(right[i]));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        test_note("wrong[%zu]", i);
        ASSERT_TRUE(!is_utf8(wrong[i]));
    }
}

/* src/io/http/http_characters.c */
#include "io/http/http_characters.h"

#include "test.h"

#include <string.h>

TEST(digit_has_its_value_and_no_other_byte_has_one)
{
    static const char digits[] = "0123456789ABCDEFabcdef";

    for (int byte = 0; byte < 256; byte++) {
        const char *at = byte ? strchr(digits, byte) : NULL;
        int place = at ? (int)(at - digits) : -1;

        test_note("byte %d", byte);
        ASSERT_EQ(io_http_is_digit((char)byte), place >= 0 && place < 10);
        ASSERT_EQ(io_http_hex_digit((char)byte), place < 16 ? place : place - 6);
    }
}

TEST(token_has_letters_digits_and_some_signs)
{
    static const char signs[] = "!#$%&'*+-.^_`|~0123456789"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    for (int byte = 0; byte < 256; byte++) {
        test_note("byte %d", byte);
        ASSERT_EQ(io_http_is_token((unsigned char)byte), byte && strchr(signs, byte));
    }
    ASSERT_TRUE(io_http_is_name("Content-Length"));
    ASSERT_TRUE(!io_http_is_name(""));
    ASSERT_TRUE(!io_http_is_name("two words"));
}

TEST(texts_are_equal_when_only_capitals_differ)
{
    ASSERT_TRUE(io_http_same("AMZ-amz", "amz-AMZ"));
    ASSERT_TRUE(!io_http_same("@[", "`{"));
    ASSERT_TRUE(!io_http_same("a", "ab"));
    ASSERT_TRUE(io_http_same_bytes("ab", "AC", 1));
}

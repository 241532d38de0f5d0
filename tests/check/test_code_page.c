#include "check/code_page.h"

#include "test.h"

#include <string.h>

static const struct code_page *find(const char *name)
{
    const struct code_page *page = code_pages;

    while (page->name && strcmp(page->name, name) != 0)
        page++;
    ASSERT_STR_EQ(page->name, name);
    return page;
}

TEST(each_character_has_one_byte_in_its_page)
{
    for (const struct code_page *page = code_pages; page->name; page++) {
        test_note("%s", page->name);
        for (int byte = 0x80; byte < 0x100; byte++)
            ASSERT_EQ(code_page_byte(page, page->upper_half[byte - 0x80]), byte);
    }
}

/* The euro, a Cyrillic letter, a line of a box, an apple: a character that other pages lack. */
TEST(pages_have_the_characters_of_their_names)
{
    ASSERT_EQ(code_page_byte(find("Windows-1252"), 0x20ac), 0x80);
    ASSERT_EQ(code_page_byte(find("Latin-1"), 0xe9), 0xe9);
    ASSERT_EQ(code_page_byte(find("code page 437"), 0x2550), 0xcd);
    ASSERT_EQ(code_page_byte(find("code page 850"), 0x2550), 0xcd);
    ASSERT_EQ(code_page_byte(find("code page 850"), 0xd7), 0x9e);
    ASSERT_EQ(code_page_byte(find("Windows-1251"), 0x0416), 0xc6);
    ASSERT_EQ(code_page_byte(find("Mac OS Roman"), 0xf8ff), 0xf0);
    ASSERT_EQ(code_page_byte(find("Windows-1252"), 0x0416), -1);
}

TEST(bytes_without_a_character_are_known)
{
    const struct code_page *windows = find("Windows-1252");

    for (int byte = 0x80; byte < 0x100; byte++) {
        bool is_hole = memchr("\x81\x8d\x8f\x90\x9d", byte, 5);

        test_note("0x%02x", (unsigned)byte);
        ASSERT_EQ(code_page_has(windows, byte), !is_hole);
        ASSERT_TRUE(code_page_has(find("Latin-1"), byte));
    }
}

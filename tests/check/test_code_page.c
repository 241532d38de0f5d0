#include "check/code_page.h"

#include "test.h"

#include <stdint.h>
#include <string.h>

static const struct code_page *find(const char *name)
{
    const struct code_page *page = code_pages;

    while (page->name && strcmp(page->name, name) != 0)
        page++;
    ASSERT_STR_EQ(page->name, name);
    return page;
}

/* Skips the case if this system does not know the page. */
static void begin(struct code_page_encoder *encoder, const char *name)
{
    if (!code_page_begin(encoder, find(name)))
        test_skip("the system does not know the code page");
}

/* Returns the bytes of a character as one number; -1 if the page does not have it. */
static int bytes_of(const char *name, const char *character)
{
    struct code_page_encoder encoder;
    char bytes[CODE_PAGE_BYTES_MAX];
    size_t count;
    int number = 0;

    begin(&encoder, name);
    count = code_page_encode(&encoder, character, strlen(character), bytes);
    code_page_end(&encoder);
    for (size_t i = 0; i < count; i++)
        number = number << 8 | (unsigned char)bytes[i];
    return count ? number : -1;
}

/* Returns the UTF-8 of a character beyond ASCII. */
static const char *utf_8(uint32_t character)
{
    static char bytes[4];
    int count = 0;

    if (character < 0x800) {
        bytes[count++] = (char)(0xc0 | character >> 6);
    } else {
        bytes[count++] = (char)(0xe0 | character >> 12);
        bytes[count++] = (char)(0x80 | (character >> 6 & 0x3f));
    }
    bytes[count++] = (char)(0x80 | (character & 0x3f));
    bytes[count] = '\0';
    return bytes;
}

TEST(each_character_has_one_byte_in_its_page)
{
    for (const struct code_page *page = code_pages; page->upper_half; page++) {
        test_note("%s", page->name);
        for (int byte = 0x80; byte < 0x100; byte++)
            ASSERT_EQ(bytes_of(page->name, utf_8(page->upper_half[byte - 0x80])), byte);
    }
}

/* The euro, a Cyrillic letter, a line of a box, an apple: a character that other pages lack. */
TEST(pages_have_the_characters_of_their_names)
{
    ASSERT_EQ(bytes_of("Windows-1252", utf_8(0x20ac)), 0x80);
    ASSERT_EQ(bytes_of("Latin-1", utf_8(0xe9)), 0xe9);
    ASSERT_EQ(bytes_of("code page 437", utf_8(0x2550)), 0xcd);
    ASSERT_EQ(bytes_of("code page 850", utf_8(0x2550)), 0xcd);
    ASSERT_EQ(bytes_of("code page 850", utf_8(0xd7)), 0x9e);
    ASSERT_EQ(bytes_of("Windows-1251", utf_8(0x0416)), 0xc6);
    ASSERT_EQ(bytes_of("Mac OS Roman", utf_8(0xf8ff)), 0xf0);
    ASSERT_EQ(bytes_of("Windows-1252", utf_8(0x0416)), -1);
}

TEST(characters_of_east_asia_have_a_pair_of_bytes)
{
    ASSERT_EQ(bytes_of("GBK", "馃"), 0xf09f);
    ASSERT_EQ(bytes_of("GBK", "é"), 0xa8a6);
    ASSERT_EQ(bytes_of("GBK", "\xf0\x9f\x94\x92"), -1);
    ASSERT_EQ(bytes_of("Shift JIS", "竊"), 0xe286);
    ASSERT_EQ(bytes_of("Shift JIS", "ｱ"), 0xb1);
    ASSERT_EQ(bytes_of("Shift JIS", "é"), -1);
}

TEST(bytes_without_a_character_are_known)
{
    const struct code_page *windows = find("Windows-1252");

    for (int byte = 0x80; byte < 0x100; byte++) {
        bool is_hole = memchr("\x81\x8d\x8f\x90\x9d", byte, 5);

        test_note("0x%02x", (unsigned)byte);
        ASSERT_EQ(code_page_has(windows, byte), !is_hole);
        ASSERT_TRUE(code_page_has(find("Latin-1"), byte));
        ASSERT_TRUE(!code_page_has(find("GBK"), byte));
    }
}

#include "run/symbols.h"

#include "co/explain/growing_text.h"
#include "test.h"

#include <string.h>

static const char *written(const char *text, enum symbols symbols)
{
    static char buffer[256];

    ASSERT_EQ(symbols_write(NULL, 0, text, symbols),
              symbols_write(buffer, sizeof buffer, text, symbols));
    return buffer;
}

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80 || (unsigned char)*text < 0x20)
            return false;
    return true;
}

TEST(emoji_stay_as_they_are)
{
    ASSERT_STR_EQ(written("⏸️  Rate limit → 🔒", SYMBOLS_EMOJI),
                  "⏸️  Rate limit → 🔒");
}

TEST(words_stand_for_symbols)
{
    ASSERT_STR_EQ(written("🔒 Worker-1: Counter = 1", SYMBOLS_TEXT), "[lock] Worker-1: Counter = 1");
    ASSERT_STR_EQ(written("⏸️  Rate limit", SYMBOLS_TEXT), "[pause]  Rate limit");
    ASSERT_STR_EQ(written("a → é 😀", SYMBOLS_TEXT), "a → é 😀");
}

TEST(ascii_replaces_every_other_character)
{
    ASSERT_STR_EQ(written("🔒 Worker-1", SYMBOLS_ASCII), "# Worker-1");
    ASSERT_STR_EQ(written("⚠️  a → b … é 😀", SYMBOLS_ASCII),
                  "!  a -> b ... \\u00e9 \\U0001f600");
}

TEST(table_is_sorted_and_its_words_are_unique)
{
    ASSERT_TRUE(symbols_count >= 28);
    for (size_t i = 0; i < symbols_count; i++) {
        const struct symbol *symbol = &symbols_table[i];

        test_note("U+%04x", symbol->code_point);
        ASSERT_TRUE(i == 0 || symbols_table[i - 1].code_point < symbol->code_point);
        ASSERT_TRUE(symbol->ascii[0] && is_ascii(symbol->ascii) && strlen(symbol->ascii) <= 3);
        if (!symbol->word)
            continue;
        ASSERT_TRUE(is_ascii(symbol->word) && symbol->word[0] == '[' &&
                    symbol->word[strlen(symbol->word) - 1] == ']');
        for (size_t k = 0; k < i; k++)
            ASSERT_TRUE(!symbols_table[k].word || strcmp(symbols_table[k].word, symbol->word) != 0);
    }
}

#define CHAPTER(identifier, folder, heading, tutorial, is_unsolved)                                \
    static const char folder_of_##identifier[] = folder;
#include "catalog.h"

static const struct {
    const char *folder, *name;
} demos[] = {
#define DEMO_ROW(chapter, identifier, name) { folder_of_##chapter, name },
#include "catalog.h"
};

/* Every symbol that a demo prints must have a word and an ASCII spelling. */
TEST(symbol_of_every_transcript_is_in_the_table)
{
    char path[512], line[512], ascii[1024];

    for (size_t i = 0; i < sizeof demos / sizeof *demos; i++) {
        FILE *file;

        snprintf(path, sizeof path, "%s/golden/%s/%s.txt", SOURCE_ROOT, demos[i].folder,
                 demos[i].name);
        test_note("%s", path);
        file = fopen(path, "r");
        ASSERT_TRUE(file);
        while (fgets(line, sizeof line, file)) {
            line[strcspn(line, "\n")] = '\0';
            test_note("%s: %s", demos[i].name, line);
            symbols_write(ascii, sizeof ascii, line, SYMBOLS_ASCII);
            ASSERT_TRUE(is_ascii(ascii) && !strstr(ascii, "\\u") && !strstr(ascii, "\\U"));
            symbols_write(ascii, sizeof ascii, line, SYMBOLS_TEXT);
            ASSERT_TRUE(is_ascii(ascii));
        }
        fclose(file);
    }
}

TEST(short_buffer_is_filled)
{
    char buffer[8] = "???????";

    ASSERT_EQ(symbols_write(buffer, 5, "🔒 x", SYMBOLS_TEXT), 8);
    ASSERT_STR_EQ(buffer, "[loc");
    ASSERT_EQ(buffer[5], '?');
    ASSERT_EQ(symbols_write(buffer, 1, "abc", SYMBOLS_ASCII), 3);
    ASSERT_STR_EQ(buffer, "");
}

TEST(invalid_utf_8_is_written_unchanged)
{
    ASSERT_STR_EQ(written("a\xff\xe2\x82", SYMBOLS_EMOJI), "a\xff\xe2\x82");
}

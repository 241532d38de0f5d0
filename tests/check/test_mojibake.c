#include "check/code_page.h"
#include "check/mojibake.h"

#include "test.h"

#include <string.h>

static struct transcript golden, transcript, meant;
static struct mojibake mojibake;

#define LOCK "\xf0\x9f\x94\x92"

static bool undo(const char *golden_text, const char *text)
{
    struct transcript_error error;

    ASSERT_EQ(transcript_parse(&golden, "golden", golden_text, strlen(golden_text),
                               TRANSCRIPT_GOLDEN_LOG, &error),
              0);
    ASSERT_EQ(transcript_parse(&transcript, "transcript", text, strlen(text),
                               TRANSCRIPT_FROM_ELSEWHERE, &error),
              0);
    return mojibake_undo(&golden, &transcript, &meant, &mojibake);
}

static void skip_without(const char *name)
{
    struct code_page_encoder encoder;
    const struct code_page *page = code_pages;

    while (strcmp(page->name, name) != 0)
        page++;
    if (!code_page_begin(&encoder, page))
        test_skip("the system does not know the code page");
    code_page_end(&encoder);
}

static void end(void)
{
    transcript_free(&golden);
    transcript_free(&transcript);
    transcript_free(&meant);
}

static void assert_undone(const char *text, const char *page, const char *damaged)
{
    char bytes[256];

    test_note("%s", page);
    ASSERT_TRUE(undo("[0.0] " LOCK " a\n", text));
    ASSERT_STR_EQ(mojibake.code_page, page);
    ASSERT_STR_EQ(mojibake.damaged, damaged);
    ASSERT_STR_EQ(mojibake.meant, LOCK);
    snprintf(bytes, sizeof bytes, "%.*s", (int)meant.size, meant.bytes);
    ASSERT_STR_EQ(bytes, "[0.0] " LOCK " a\n");
    ASSERT_EQ(meant.count, 1);
    end();
}

TEST(symbol_of_a_lock_is_restored_from_each_code_page)
{
    assert_undone("[0.0] ðŸ”’ a\n", "Windows-1252", "ðŸ”’");
    assert_undone("[0.0] \xc3\xb0\xc2\x9f\xc2\x94\xc2\x92 a\n", "Latin-1",
                  "\xc3\xb0\xc2\x9f\xc2\x94\xc2\x92");
    assert_undone("[0.0] ≡ƒöÆ a\n", "code page 437", "≡ƒöÆ");
    assert_undone("[0.0] \xc2\xadƒöÆ a\n", "code page 850", "\xc2\xadƒöÆ");
    assert_undone("[0.0] рџ”’ a\n", "Windows-1251", "рџ”’");
    assert_undone("[0.0] \xef\xa3\xbfüîí a\n", "Mac OS Roman", "\xef\xa3\xbfüîí");
}

/* The third byte of a leftwards arrow, and of a cross mark, is none in Windows-1252. */
TEST(a_byte_that_was_lost_is_found_by_the_golden)
{
    ASSERT_TRUE(undo("[0.0] ❌ a\n", "[0.0] â�Œ a  â†� remark\n"));
    ASSERT_STR_EQ(mojibake.meant, "❌");
    ASSERT_TRUE(memmem(meant.bytes, meant.size, "❌ a  ← remark\n", strlen("❌ a  ← remark\n")));
    end();
    ASSERT_TRUE(!undo("[0.0] a\n", "[0.0] â�Œ a\n"));
    end();
}

static void assert_restored(const char *golden_text, const char *text, const char *page)
{
    char bytes[256];

    test_note("%s", text);
    ASSERT_TRUE(undo(golden_text, text));
    ASSERT_STR_EQ(mojibake.code_page, page);
    snprintf(bytes, sizeof bytes, "%.*s", (int)meant.size, meant.bytes);
    ASSERT_STR_EQ(bytes, golden_text);
    end();
}

/* A pair of bytes can have the last byte of one character and the first of another, which may be
 * ASCII. */
TEST(text_is_restored_from_pages_with_pairs)
{
    skip_without("GBK");
    skip_without("Shift JIS");
    assert_restored("[0.0] " LOCK " a\n", "[0.0] 馃敀 a\n", "GBK");
    assert_restored("[0.0] “hello” 2 × 3\n", "[0.0] 鈥渉ello鈥� 2 脳 3\n", "GBK");
    assert_restored("[0.0] a → b\n", "[0.0] a 鈫� b\n", "GBK");
    assert_restored("[0.0] ⚿ a\n", "[0.0] 鈿� a\n", "GBK");
    assert_restored("[0.0] … a\n", "[0.0] 窶ｦ a\n", "Shift JIS");
    assert_restored("[0.0] ⏱a\n", "[0.0] 竢ｱa\n", "Shift JIS");
}

TEST(characters_that_windows_ate_are_found_by_the_golden)
{
    skip_without("GBK");
    assert_restored("[0.0] ✅ done\n", "[0.0] 鉁?done\n", "GBK");
    assert_restored("[0.0] a → b\n[0.1] a ←1\n", "[0.0] a 鈫?b\n[0.1] a 鈫?\n", "GBK");
    assert_restored("[0.0] ✅ →x\n", "[0.0] 鉁?鈫抶\n", "GBK");
    ASSERT_TRUE(undo("[0.0] ✅ b\n", "[0.0] 鉁?"));
    ASSERT_STR_EQ(mojibake.meant, "✅ ");
    end();
}

static void assert_stays(const char *golden_text, const char *text)
{
    test_note("%s", text);
    ASSERT_TRUE(!undo(golden_text, text));
    end();
}

/* A page without pairs eats nothing, and 0x40 can be the second byte of a pair. */
TEST(question_mark_stays_where_windows_ate_nothing)
{
    assert_stays("[0.0] a\n", "[0.0] 鉁?done\n");
    assert_stays("[0.0] ✅ done\n", "[0.0] 鉁?\n");
    assert_stays("[0.0] ✅ done\n", "[0.0] 鉁xdone\n");
    assert_stays("[0.0] ✅@a\n", "[0.0] 鉁?a\n");
    assert_stays("[0.0] a ← b\n", "[0.0] a â†?b\n");
}

TEST(likeliest_code_page_is_named)
{
    ASSERT_TRUE(undo("[0.0] é\n", "[0.0] Ã©\n"));
    ASSERT_STR_EQ(mojibake.code_page, "Windows-1252");
    end();
}

/* The bytes of these characters in GBK are UTF-8 by chance. */
TEST(chinese_text_is_not_mojibake_of_what_the_golden_lacks)
{
    ASSERT_TRUE(!undo("[0.0] a\n", "[0.0] 脳\n"));
    end();
}

TEST(correct_text_does_not_change)
{
    ASSERT_TRUE(!undo("[0.0] a\n", "[0.0] a\n"));
    end();
    ASSERT_TRUE(!undo("[0.0] a\n", "[0.0] " LOCK " café ← “quoted” größer\n"));
    end();
    ASSERT_TRUE(!undo("[0.0] a\n", ""));
    end();
}

TEST(correct_characters_beside_mojibake_do_not_change)
{
    ASSERT_TRUE(undo("[0.0] a\n", "[0.0] ðŸ”’ ðŸ”’  ← by hand\n"));
    ASSERT_TRUE(memmem(meant.bytes, meant.size, LOCK " " LOCK "  ← by hand",
                       strlen(LOCK " " LOCK "  ← by hand")));
    end();
    /* More is not than is. */
    ASSERT_TRUE(!undo("[0.0] a\n", "[0.0] ðŸ”’ ← ←\n"));
    end();
}

TEST(flaws_of_the_file_are_found_behind_mojibake)
{
    ASSERT_TRUE(undo("[0.0] a\n", "ï»¿[0.0] ðŸ”’ a\r\n[0.0] b"));
    ASSERT_EQ(meant.flaws, TRANSCRIPT_BYTE_ORDER_MARK | TRANSCRIPT_CRLF | TRANSCRIPT_NO_NEWLINE);
    ASSERT_TRUE(meant.lines[0].stamped);
    end();
}

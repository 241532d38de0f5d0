#include "check/pattern.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct pattern pattern;
static struct capture_names names;
static struct captures captures;
static char message[PATTERN_MESSAGE_MAX];

static void begin(void)
{
    names = (struct capture_names){ 0 };
    captures = (struct captures){ 0 };
}

static int parse(const char *text)
{
    message[0] = '\0';
    memset(&pattern, 0x5a, sizeof pattern); /* it need not be empty before */
    return pattern_parse(&pattern, text, strlen(text), &names, message);
}

static bool matches(const char *text)
{
    return pattern_match(&pattern, text, strlen(text), &captures);
}

static bool fits(const char *pattern_text, const char *text)
{
    bool does;

    begin();
    ASSERT_EQ(parse(pattern_text), 0);
    does = matches(text);
    pattern_free(&pattern);
    return does;
}

static void assert_refused(const char *text, const char *sentence)
{
    begin();
    ASSERT_EQ(parse(text), -EBADMSG);
    ASSERT_STR_EQ(message, sentence);
    pattern_free(&pattern);
}

TEST(placeholders_fit_what_their_names_say)
{
    static const struct {
        const char *pattern, *text;
        bool fits;
    } cases[] = {
        { "", "", true },
        { "", "x", false },
        { "a", "a", true },
        { "a", "ab", false },
        { "{int}", "12", true },
        { "{int}", "-12", true },
        { "{int}", "+", false },
        { "{int}", "1.5", false },
        { "{int}", "", false },
        { "{int}{int}", "12", true },
        { "{float}", "1.5e-3", true },
        { "{float}", ".5", true },
        { "{float}", "-1.5", true },
        { "{float}", "+2e5", true },
        { "{float}s", "1e", false },
        { "{float}e", "1e", true },
        { "{float}.", "1.", true },
        { "{float}", "7", true },
        { "{float}", "1.", false },
        { "{float}", ".", false },
        { "{hex}", "0xBEEF", true },
        { "{hex}", "beef", true },
        { "{hex}", "0x", false },
        { "{hex}", "0Xa", true },
        { "{hex}x", "0x", true },
        { "{hex}", "1xa", false },
        { "{hex}", "xyz", false },
        { "{path}", "/tmp/a.c", true },
        { "{path}", "", false },
        { "{path}", "a b", false },
        { "{path}", "a\tb", false },
        { "{path}", "a'b", false },
        { "\"{path}\", line {int}", "\"/x/y.py\", line 3", true },
        { "{path}:{int}", "a:b:12", true },
        { "a{*}b", "ab", true },
        { "a{*}b", "axbxb", true },
        { "a{*}b", "axbx", false },
        { "{*}{*}", "", true },
        { "{{int}", "{int}", true },
        { "{{", "{", true },
        { "a}", "a}", true },
        { "a{\\r}", "a\r", true },
        { "{\\x1b}[0m", "\033[0m", true },
        { "{\\xff}", "\xff", true },
        { "{\\xff}", "\xfe", false },
        { "{\\t}", "\t", true },
        { "{\\t}", "t", false },
        { "{\\x7A}", "z", true },
        { "{\\xaF}", "\xaf", true },
        { "a{{b", "a{b", true },
        { "a{{b", "a{{b", false },
        { "{{}", "{}", true },
        { "{{{int}}", "{5}", true },
        { "{int}", "+5", true },
        { "{int}", "--5", false },
        { "{float}", "-.5", true },
        { "{float}", "1.5e", false },
        { "{float}", "1.5E+7", true },
        { "{float}", "e5", false },
        { "{float}", "1x5", false },
        { "{float}{int}", "1.5", false },
        { "{float}{int}", "15", true },
        { "{hex}", "ABCDEF0123456789", true },
        { "{hex}", "0xg", false },
        { "{hex}", "1x1", false },
        { "{hex}", "0x1x", false },
        { "{path}", "a\"b", false },
        { "{path}{path}", "ab", true },
        { "{path}{path}", "a", false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        test_note("%s and %s", cases[i].pattern, cases[i].text);
        ASSERT_EQ(fits(cases[i].pattern, cases[i].text), cases[i].fits);
    }
}

/* What stands behind the text must not be looked at. */
TEST(text_ends_with_its_length)
{
    static const struct {
        const char *pattern, *text;
        size_t length;
        bool fits;
    } cases[] = {
        { "{int}", "12", 1, true },        { "{int}", "-1", 1, false },
        { "{int}", "+1", 0, false },       { "{float}", "1.5", 2, false },
        { "{float}.", "1.5", 2, true },    { "{float}", "1.5", 1, true },
        { "{float}e", "1e5", 2, true },    { "{float}", "1e5", 1, true },
        { "{float}", "-1", 1, false },     { "{hex}x", "0xa", 2, true },
        { "{hex}", "0xa", 2, false },      { "{hex}", "0xa", 1, true },
        { "{hex}", "ab", 1, true },        { "{path}", "ab", 1, true },
        { "{path}", "a b", 1, true },      { "ab", "abc", 2, true },
        { "ab", "ab", 1, false },          { "{*}b", "ab", 1, false },
        { "{int:a}{=a}", "11", 1, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        test_note("%s and the first %zu of %s", cases[i].pattern, cases[i].length, cases[i].text);
        begin();
        ASSERT_EQ(parse(cases[i].pattern), 0);
        ASSERT_EQ(pattern_match(&pattern, cases[i].text, cases[i].length, &captures),
                  cases[i].fits);
        pattern_free(&pattern);
    }
}

TEST(pattern_ends_with_its_length)
{
    begin();
    ASSERT_EQ(pattern_parse(&pattern, "{int}}", 5, &names, message), 0);
    ASSERT_TRUE(matches("7"));
    pattern_free(&pattern);
    ASSERT_EQ(pattern_parse(&pattern, "a{{", 2, &names, message), -EBADMSG);
    pattern_free(&pattern);
    ASSERT_EQ(pattern_parse(&pattern, "{int}", 4, &names, message), -EBADMSG);
    pattern_free(&pattern);
}

TEST(longest_text_is_captured)
{
    begin();
    ASSERT_EQ(parse("{*:a}{int:b}{hex:c}{float:d}{path:e}"), 0);
    ASSERT_TRUE(matches("x123456"));
    for (int i = 0; i < 5; i++) {
        test_note("capture %d", i);
        ASSERT_EQ(captures.texts[i].length, i ? 1 : 3);
    }
    pattern_free(&pattern);
}

TEST(captured_text_is_demanded_again)
{
    begin();
    ASSERT_EQ(parse("port {int:port}"), 0);
    ASSERT_TRUE(matches("port 8080"));
    pattern_free(&pattern);
    ASSERT_EQ(captures.texts[0].length, 4);
    ASSERT_EQ(parse("again {=port}"), 0);
    ASSERT_TRUE(matches("again 8080"));
    ASSERT_TRUE(!matches("again 80801"));
    ASSERT_TRUE(!matches("again 808"));
    pattern_free(&pattern);
}

TEST(names_are_told_apart)
{
    ASSERT_TRUE(fits("{int:ab} {int:ac} {int:a} {=ac} {=a} {=ab}", "1 2 3 2 3 1"));
    ASSERT_TRUE(fits("{int:a_1} {=a_1}", "1 1"));
}

TEST(too_many_names_are_refused)
{
    static char texts[CAPTURES_MAX + 1][32]; /* names are borrowed */

    begin();
    for (int i = 0; i <= CAPTURES_MAX; i++) {
        snprintf(texts[i], sizeof texts[i], "{int:n%d}", i);
        ASSERT_EQ(parse(texts[i]), i < CAPTURES_MAX ? 0 : -EBADMSG);
        pattern_free(&pattern);
    }
    ASSERT_STR_EQ(message, "more than 64 names are captured");
}

TEST(captured_text_is_demanded_in_the_same_line)
{
    ASSERT_TRUE(fits("{int:a}-{=a}", "12-12"));
    ASSERT_TRUE(!fits("{int:a}-{=a}", "12-13"));
    ASSERT_TRUE(fits("{*:a}{=a}", "abab"));
}

TEST(failed_match_captures_nothing)
{
    begin();
    ASSERT_EQ(parse("{int:a}x"), 0);
    ASSERT_TRUE(!matches("12y"));
    ASSERT_TRUE(captures.texts[0].text == NULL);
    pattern_free(&pattern);
}

TEST(failed_match_keeps_what_was_captured_before)
{
    const char *text = "12x";

    begin();
    ASSERT_EQ(parse("{int:a}x"), 0);
    ASSERT_TRUE(matches(text));
    ASSERT_TRUE(!matches("13y"));
    ASSERT_TRUE(captures.texts[0].text == text);
    ASSERT_EQ(captures.texts[0].length, 2);
    pattern_free(&pattern);
}

/* No line has matched the pattern that captures it. */
TEST(text_that_was_not_captured_fits_nothing)
{
    begin();
    ASSERT_EQ(parse("{int:a}"), 0);
    pattern_free(&pattern);
    ASSERT_EQ(parse("{=a}"), 0);
    ASSERT_TRUE(!matches(""));
    pattern_free(&pattern);
}

TEST(first_fault_is_told)
{
    assert_refused("{in}{", "there is no placeholder {in}; there are {int}, {float}, {hex}, {path} "
                            "and {*}, and {{ is a brace");
    assert_refused("{=b}{int:b}", "no line before captures b, as {int:b} does");
}

TEST(no_newline_is_only_for_the_end)
{
    begin();
    ASSERT_EQ(parse("a{no newline}"), 0);
    ASSERT_TRUE(pattern.no_newline);
    ASSERT_TRUE(matches("a"));
    pattern_free(&pattern);
    assert_refused("{no newline}a", "{no newline} can only stand at the end of a line");
}

TEST(wrong_placeholders_are_refused_in_a_sentence)
{
    assert_refused("{", "a brace is not closed; {{ stands for a brace");
    assert_refused("a {int", "a brace is not closed; {{ stands for a brace");
    assert_refused("{in}", "there is no placeholder {in}; there are {int}, {float}, {hex}, {path} "
                           "and {*}, and {{ is a brace");
    assert_refused("{}", "there is no placeholder {}; there are {int}, {float}, {hex}, {path} and "
                         "{*}, and {{ is a brace");
    assert_refused("{int:}", "\"\" is no name: a name has letters, digits and _");
    assert_refused("{int:a-b}", "\"a-b\" is no name: a name has letters, digits and _");
    assert_refused("{int:1a}", "\"1a\" is no name: a name has letters, digits and _");
    assert_refused("{int:a}{int:a}",
                   "a is captured a second time; {=a} demands the first text again");
    assert_refused("{=a}", "no line before captures a, as {int:a} does");
    assert_refused("{:}",
                   "there is no placeholder {:}; there are {int}, {float}, {hex}, {path} and "
                   "{*}, and {{ is a brace");
    assert_refused("{a2345678901234567890123456789012345678901}",
                   "there is no placeholder {a234567890123456789012345678901234567890}; there are "
                   "{int}, {float}, {hex}, {path} and {*}, and {{ is a brace");
    assert_refused("{\\x1}", "{\\x1} is no byte; a byte is {\\r}, {\\t} or {\\x1b}");
    assert_refused("{\\x1bc}", "{\\x1bc} is no byte; a byte is {\\r}, {\\t} or {\\x1b}");
    assert_refused("{\\y1b}", "{\\y1b} is no byte; a byte is {\\r}, {\\t} or {\\x1b}");
    assert_refused("{\\xg1}", "{\\xg1} is no byte; a byte is {\\r}, {\\t} or {\\x1b}");
    assert_refused("{\\}", "{\\} is no byte; a byte is {\\r}, {\\t} or {\\x1b}");
    assert_refused("{\\q}", "{\\q} is no byte; a byte is {\\r}, {\\t} or {\\x1b}");
    assert_refused("{\\x1g}", "{\\x1g} is no byte; a byte is {\\r}, {\\t} or {\\x1b}");
}

TEST(too_many_placeholders_are_refused)
{
    char text[5 * PATTERN_PARTS_MAX + 8] = "";

    for (int i = 0; i < PATTERN_PARTS_MAX; i++)
        strcat(text, "{int}");
    begin();
    ASSERT_EQ(parse(text), 0);
    pattern_free(&pattern);
    strcat(text, "x");
    assert_refused(text, "the line has more than 200 placeholders and texts between them");
}

/* With several placeholders for any text, the ways to fit a long line are too many to try. */
TEST(effort_of_a_match_is_bounded)
{
    static char line[64 * 1024];

    memset(line, '1', sizeof line - 1);
    ASSERT_TRUE(!fits("{*}{*}{*}{*}{*}{*}x", line));
    ASSERT_TRUE(!fits("{int}{int}{float}{hex}x", line));
    ASSERT_TRUE(fits("{int}", line));
    ASSERT_TRUE(fits("{*}", line));
    line[0] = 'x';
    ASSERT_TRUE(fits("{*}x{int}", line));
    line[1] = 'x';
    ASSERT_TRUE(fits("{path}x{int}", line));
}

/* To look at a long number again and again takes time, too. */
TEST(effort_of_a_long_number_is_bounded)
{
    static char line[64 * 1024], text[64 * 1024];

    memset(line, '1', sizeof line - 1);
    snprintf(text, sizeof text, "{int}%.*s", 32 * 1024, line);
    ASSERT_TRUE(!fits(text, line));
}

#include "show/xml.h"

#include "test.h"

static struct text text;

static const char *shown(const char *name)
{
    text_clear(&text);
    xml_add(&text, name);
    return text_string(&text);
}

TEST(markup_is_shown)
{
    ASSERT_STR_EQ(shown("</text><script>a && \"b\"</script>"),
                  "&lt;/text&gt;&lt;script&gt;a &amp;&amp; &quot;b&quot;&lt;/script&gt;");
    ASSERT_STR_EQ(shown("&amp;"), "&amp;amp;");
}

TEST(quotation_marks_stay_in_an_element)
{
    text_clear(&text);
    xml_add_content(&text, "\"<b>\" & 'c'\x01");
    ASSERT_STR_EQ(text_string(&text), "\"&lt;b&gt;\" &amp; 'c'\\x01");
}

TEST(plain_text_stays_as_it_is)
{
    ASSERT_STR_EQ(shown(""), "");
    ASSERT_STR_EQ(shown("🔒 Worker-1: größer"), "🔒 Worker-1: größer");
}

TEST(character_that_xml_forbids_is_not_written)
{
    ASSERT_STR_EQ(shown("\x1b[31mred\x01"), "\\x1b[31mred\\x01");
    ASSERT_STR_EQ(shown("a\xff\x80z"), "a\\xff\\x80z");
    ASSERT_STR_EQ(shown("a\xef\xbf\xbez"), "az"); /* U+FFFE */
    ASSERT_STR_EQ(shown("a\xef\xbf\xbdz"), "a\xef\xbf\xbdz");
}

TEST(mark_of_direction_is_shown_by_its_number)
{
    ASSERT_STR_EQ(shown("a\xe2\x80\xaez"), "a\\u202ez");
}

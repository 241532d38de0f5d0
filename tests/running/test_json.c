#include "run/json.h"

#include "test.h"

static const char *as_json(const char *text)
{
    static char buffer[256];
    FILE *file = fmemopen(buffer, sizeof buffer, "w");

    json_write_string(file, text);
    fclose(file);
    return buffer;
}

TEST(plain_text_is_quoted)
{
    ASSERT_STR_EQ(as_json(""), "\"\"");
    ASSERT_STR_EQ(as_json("Worker-1 / 🔒"), "\"Worker-1 / 🔒\"");
}

TEST(control_characters_are_escaped)
{
    ASSERT_STR_EQ(as_json("say \"hi\" to C:\\"), "\"say \\\"hi\\\" to C:\\\\\"");
    ASSERT_STR_EQ(as_json("a\nb\tc\x01\x1f\x7f"), "\"a\\u000ab\\u0009c\\u0001\\u001f\\u007f\"");
}

TEST(invalid_utf_8_is_replaced)
{
    ASSERT_STR_EQ(as_json("a\xff"
                          "b\xe2\x82"),
                  "\"a\\ufffdb\\ufffd\\ufffd\"");
}

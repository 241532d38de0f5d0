#include "try/exercise.h"

#include "test.h"

#include <string.h>

static const char source[] = "/*\n"
                             " * A bank.\n"
                             " *\n"
                             " * Wanted: no money is lost.\n"
                             " *\n"
                             " * Hint 1: Look at the lock.\n"
                             " * Hint 2: It is taken\n"
                             " *         too late.\n"
                             " * Hint 3: Take it first.\n"
                             " */\n"
                             "#include \"demo.h\"\n"
                             "\n"
                             "/*\n"
                             " * Hint 1: not in the head.\n"
                             " */\n";

static struct text text;

static const char *source_of(const char *whole)
{
    text_clear(&text);
    exercise_add_source(&text, whole, strlen(whole));
    return text_string(&text);
}

static const char *hint(int number)
{
    text_clear(&text);
    exercise_add_hint(&text, source, sizeof source - 1, number);
    return text_string(&text);
}

TEST(source_has_no_hints)
{
    ASSERT_STR_EQ(source_of(source), "/*\n"
                                     " * A bank.\n"
                                     " *\n"
                                     " * Wanted: no money is lost.\n"
                                     " */\n"
                                     "#include \"demo.h\"\n"
                                     "\n"
                                     "/*\n"
                                     " * Hint 1: not in the head.\n"
                                     " */\n");
    text_free(&text);
}

TEST(source_without_hints_stays_as_it_is)
{
    static const char plain[] = "/*\n * One.\n *\n * Two.\n */\nint x;\n";

    ASSERT_STR_EQ(source_of(plain), plain);
    ASSERT_STR_EQ(source_of("int x;\n"), "int x;\n");
    ASSERT_STR_EQ(source_of(""), "");
    text_free(&text);
}

TEST(text_behind_the_hints_stays)
{
    ASSERT_STR_EQ(source_of("/*\n * One.\n *\n * Hint 1: a\n *\n * Two.\n */\n"),
                  "/*\n * One.\n *\n * Two.\n */\n");
    text_free(&text);
}

TEST(hint_is_one_line)
{
    ASSERT_STR_EQ(hint(1), "Look at the lock.");
    ASSERT_STR_EQ(hint(2), "It is taken too late.");
    ASSERT_STR_EQ(hint(3), "Take it first.");
    text_free(&text);
}

TEST(hint_that_is_not_there_is_empty)
{
    ASSERT_STR_EQ(hint(4), "");
    text_free(&text);
}

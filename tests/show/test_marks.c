#include "show/marks.h"

#include "test.h"

#include <string.h>

/* Marks that are told apart by their place in an arrow, or by the space around them. */
static bool is_like(enum mark one, enum mark other)
{
    bool arrows = one >= MARK_GIVE_DOWN && other >= MARK_GIVE_DOWN;
    bool waits = one == MARK_WAIT && other == MARK_JOIN;
    bool spaces = strcmp(mark_text(one, 1, true), " ") == 0;

    return arrows || waits || spaces;
}

/* Of a mark with a number, any number. */
static const char *shape(enum mark mark, bool ascii)
{
    return mark_text(mark, 1, ascii);
}

TEST(marks_differ_without_their_colours)
{
    for (enum mark one = MARK_LINE; one < MARK_COUNT; one++)
        for (enum mark other = one + 1; other < MARK_COUNT; other++) {
            bool numbers = one == MARK_LINES && other == MARK_BAND;

            test_note("marks %d and %d: %s", one, other, shape(one, false));
            if (!is_like(one, other)) {
                ASSERT_TRUE(strcmp(shape(one, false), shape(other, false)) != 0);
                ASSERT_TRUE(numbers || strcmp(shape(one, true), shape(other, true)) != 0);
            }
        }
}

TEST(mark_takes_one_column)
{
    for (enum mark mark = 0; mark < MARK_COUNT; mark++) {
        const char *text = shape(mark, false);
        int characters = 0;

        for (const char *byte = text; *byte; byte++)
            characters += (*byte & 0xc0) != 0x80;
        test_note("mark %d: %s", mark, text);
        ASSERT_EQ(characters, mark != MARK_BESIDE);
        ASSERT_EQ(strlen(shape(mark, true)), mark != MARK_BESIDE);
        ASSERT_TRUE(shape(mark, true)[0] >= 0);
    }
}

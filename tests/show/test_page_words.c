#include "show/page_words.h"

#include "test.h"

#include <stdio.h>

static struct page_words words;

TEST(text_has_the_number_that_it_got_first)
{
    ASSERT_EQ(page_words_find(&words, "\"waits\""), 0);
    ASSERT_EQ(page_words_find(&words, "\"runs\""), 1);
    ASSERT_EQ(page_words_find(&words, "\"\""), 2);
    ASSERT_EQ(page_words_find(&words, "\"waits\""), 0);
    ASSERT_EQ(page_words_find(&words, "\"runs\""), 1);
    ASSERT_STR_EQ(text_string(&words.list), "\"waits\",\"runs\",\"\"");
    page_words_free(&words);
}

TEST(many_texts_are_found)
{
    enum { COUNT = 5000 };
    char json[16];

    for (int round = 0; round < 2; round++)
        for (int i = 0; i < COUNT; i++) {
            snprintf(json, sizeof json, "\"%d\"", i);
            ASSERT_EQ(page_words_find(&words, json), (size_t)i);
        }
    ASSERT_EQ(words.count, COUNT);
    page_words_free(&words);
}

#include "run/order.h"
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct order order;
static struct text text, why;

static int read(const char *bytes)
{
    order_free(&order);
    text_clear(&why);
    text_clear(&text);
    return order_read(&order, bytes, strlen(bytes), &why);
}

static void free_all(void)
{
    order_free(&order);
    text_free(&text);
    text_free(&why);
}

static void stays(const char *bytes)
{
    ASSERT_EQ(read(bytes), 0);
    ASSERT_STR_EQ(text_string(&why), "");
    order_write(&order, &text);
    ASSERT_STR_EQ(text_string(&text), bytes);
}

static void refuses(const char *bytes, const char *reason)
{
    ASSERT_EQ(read(bytes), -EPROTO);
    ASSERT_STR_EQ(text_string(&why), reason);
}

TEST(order_is_written_as_it_was_read)
{
    stays("order 1\ndemo lock\nend\n");
    stays("order 1\ndemo race\nvariant fixed\nseed 18446744073709551615\n"
          "hold B step 2 until \"A B\"~2 step 1\nhold main step 3 until B step 1\n"
          "late C step 2 by 0.003\nend\n");
    ASSERT_STR_EQ(order.variant, "fixed");
    ASSERT_EQ(order.hold_count, 2);
    ASSERT_STR_EQ(order.holds[0].until.task, "A B");
    ASSERT_EQ(order.holds[0].until.nth, 2);
    ASSERT_EQ(order.lates[0].by, 3000000);
    stays("order 1\ndemo lock\nchance 17 late 0.03\nend\n");
    stays("order 1\ndemo lock\npicks 0 2 1\nend\n");
    stays(
        "order 1\ndemo lock\nstep main 1 at 0.000012\n"
        "step A~2 1 at 0.000013 0.000015 0.5\nheard A~2 at 0.25\nlines f-1 at 0.2 0.3\nsaid 17\nend\n");
    ASSERT_EQ(order.past[1].lines, 2);
    ASSERT_EQ(order.lines[1], 500000000);
    free_all();
}

TEST(readings_of_a_clock_are_read_as_they_were_written)
{
    order.record.readings = calloc(30, sizeof(int64_t));
    strcpy(order.demo, "lock");
    for (size_t i = 0; i < 30; i++)
        order.record.readings[i] = (int64_t)(i * i) * 1000;
    order.record.count = 30;
    order_write(&order, &text);
    char *bytes = strdup(text_string(&text));

    stays(bytes);
    ASSERT_EQ(order.record.count, 30);
    ASSERT_EQ(order.record.readings[29], 29 * 29 * 1000);
    free(bytes);
    free_all();
}

TEST(comments_and_empty_lines_are_skipped)
{
    ASSERT_EQ(read("order 1\n\n# lost update\ndemo race\nend\n"), 0);
    ASSERT_STR_EQ(order.demo, "race");
    free_all();
}

TEST(damaged_order_is_refused_with_the_reason)
{
    refuses("", "it is no order: its first line is not \"order 1\"");
    refuses("events 1\n", "it is no order: its first line is not \"order 1\"");
    refuses("order 2\ndemo lock\nend\n", "it is of version 2, and this program reads version 1");
    refuses("order 1\nend\n", "it does not name its demo");
    refuses("order 1\ndemo lock\n", "it is cut short: its last line is not \"end\"");
    refuses("order 1\ndemo lock\nen", "it is cut short: its last line is not \"end\"");
    refuses("order 1\ndemo lock\nend\ndemo race\n", "it goes on behind its line \"end\"");
    refuses("order 1\ndemo lock\nhold A step 2 until B\nend\n",
            "line 3: the line is incomplete or misspelt");
    refuses("order 1\ndemo lock\nhold A step 2 until B step 1 now\nend\n",
            "line 3: the line is incomplete or misspelt");
    refuses("order 1\ndemo lock\nhold A step 0 until B step 1\nend\n",
            "line 3: tasks and steps are counted from 1");
    refuses("order 1\ndemo lock\nhold A step 1 until A step 2\nend\n",
            "line 3: a task cannot be held until a step of its own");
    refuses("order 1\ndemo lock\nlate A step 1 by 0\nend\n",
            "line 3: the line is incomplete or misspelt");
    refuses("order 1\ndemo lock\nseed x\nend\n", "line 3: the line is incomplete or misspelt");
    refuses("order 1\ndemo lock\nclock 1 -1\nend\n", "line 3: the clock does not go backwards");
    refuses("order 1\ndemo lock\nclock 1\nchance 1\nend\n",
            "it has a recorded run, and then nothing else can be chosen");
    refuses("order 1\ndemo lock\ndemo race\nend\n", "line 3: an order has one line of this kind");
    refuses("order 1\ndemo lock\nseed 1\nseed 2\nend\n",
            "line 4: an order has one line of this kind");
    refuses("order 1\ndemo lock\nwait A\nend\n",
            "line 3: the line begins with none of the words demo, variant, seed, hold, late,"
            " chance, picks, step, heard, lines, said, clock and end");
    free_all();
}

TEST(name_that_is_too_long_is_refused)
{
    refuses(
        "order 1\ndemo "
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nend\n",
        "line 2: the name is too long");
    free_all();
}

TEST(more_holds_than_an_order_can_have_are_refused)
{
    text_add(&text, "order 1\ndemo lock\n");
    for (int i = 0; i <= ORDER_HOLDS_MAX; i++)
        text_add(&text, "hold A step %d until B step 1\n", i + 1);
    text_add(&text, "end\n");
    char *bytes = strdup(text_string(&text));

    refuses(bytes, "line 11: there are more holds than an order can have");
    free(bytes);
    free_all();
}

#include "show/book.h"

#include "show/events.h"

static struct text text;

static const char *made(void)
{
    ASSERT_EQ(text.failed, false);
    return text_string(&text);
}

static void assert_has(const char *words)
{
    if (!strstr(made(), words))
        ASSERT_STR_EQ(made(), words);
}

static const char source[] = "/*\n * Words of the \"commentary\".\n */\nint code;\n";
#define DEMO                                                                                       \
    .title = "A <title>", .chapter = "Chapter", .section = "1a", .tutorial = "T",                  \
    .source = source, .source_length = sizeof source - 1

static struct book_run runs[] = {
    { .file = "a.html", .demo = { .name = "a", .note = "wrong", .is_flaw = true, DEMO } },
    { .file = "a.fixed.html", .demo = { .name = "a", .variant = "fixed", .note = "right", DEMO } },
    { .file = "b.html", .demo = { .name = "b", DEMO }, .exit_code = EXIT_DEADLOCK },
};
static const struct book_entry entries[] = {
    { "a", 1, 1, runs, 2, "a.variants.html" },
    { "b", 2, 1, runs + 2, 1, "" },
};

TEST(front_page_has_chapters_and_demos)
{
    book_add_front(&text, entries, 2);
    assert_has("<h2>1. Chapter</h2>");
    assert_has("<h2>2. Chapter</h2>");
    assert_has("<h3>1.1 <a href=\"a.html\">a</a></h3>\n<p>A &lt;title&gt;</p>");
    assert_has("<li data-words=\"words of the &quot;commentary&quot;\">");
    assert_has("The tutorial’s flaw: wrong</p>");
    assert_has("<a href=\"a.fixed.html\">fixed</a> · <a href=\"a.variants.html\">side by side</a>");
    assert_has("Never ends: a deadlock");
}

TEST(search_has_each_word_once)
{
    static const char talk[] = "/*\n * A task waits. The Task, a lock:\n * locks\n */\n";
    struct book_run lock[] = { { .file = "a.html",
                                 .demo = { .name = "a",
                                           .title = "",
                                           .chapter = "",
                                           .section = "",
                                           .source = talk,
                                           .source_length = sizeof talk - 1 } },
                               { .file = "a.flaw.html",
                                 .demo = { .name = "a", .note = "a task waits for ever" },
                                 .exit_code = EXIT_DEADLOCK } };

    book_add_front(&text, &(struct book_entry){ "a", 1, 1, lock, 2, "" }, 1);
    assert_has("<li data-words=\"a task waits the lock locks for ever deadlock\">");
}

TEST(front_page_without_demos_is_whole)
{
    book_add_front(&text, entries, 0);
    assert_has("</html>\n");
}

TEST(variants_stand_side_by_side)
{
    book_add_variants(&text, &entries[0]);
    assert_has("src=\"a.svg\"");
    assert_has("src=\"a.fixed.svg\"");
    assert_has("<p>Right.</p>");
    assert_has("<p>The tutorial’s flaw: wrong.</p>");
}

TEST(explanations_have_all_marks)
{
    book_add_lanes(&text);
    assert_has("keeps the loop to itself");
    assert_has("never ends");
    text_free(&text);
    book_add_clocks(&text);
    assert_has("<h2>The check</h2>");
}

TEST(picture_has_a_line_for_each_stretch)
{
    task_is_made(1, 0, "main", 0);
    task_sleeps(1, 0, 10);
    task_is_made(2, 0, "A", 1);
    task_waits(2, 0, "event e", 1, 7);
    task_is_woken(1, 10, 1);
    task_ends(1, 10);
    task_is_woken(2, 20, 2);
    task_ends(2, 20);
    run_ends(20, NULL);
    ASSERT_EQ(book_add_picture(&text, &events), 0);
    assert_has("<path class=\"a\" d=\"M0 4H110\"/><path class=\"w\" d=\"M0 12H220\"/></svg>");
}

/* 100 turns of 1 ms of sleep: the picture has no room for each. */
TEST(picture_of_many_stretches_reaches_the_end)
{
    task_is_made(1, 0, "main", 0);
    for (uint32_t turn = 0; turn < 100; turn++) {
        task_sleeps(1, 2 * turn, 2 * turn + 1);
        task_is_woken(1, 2 * turn + 1, 1);
        task_waits(1, 2 * turn + 1, "event e", 1, 7);
        task_is_woken(1, 2 * turn + 2, 2);
    }
    task_ends(1, 200);
    run_ends(200, NULL);
    ASSERT_EQ(book_add_picture(&text, &events), 0);
    assert_has("<path class=\"a\" d=\"M0 4H219\"/><path class=\"w\" d=\"M1 4H220\"/></svg>");
}

TEST(picture_is_complete_for_any_events)
{
    for (uint32_t seed = 0; seed < 100; seed++) {
        make_nonsense(seed, 80);
        text_free(&text);
        ASSERT_EQ(book_add_picture(&text, &events), 0);
        assert_has("</svg>");
        stream_free(&events);
    }
}

#include "show/walk.h"

#include "show/events.h"

#include <errno.h>

static const struct walk_demo demo = {
    .name = "demo",
    .title = "A demo",
    .path = "demos/chapter/demo.c",
    .source = "/*\n * Commentary\n */\n\nASYNC(main)\n{\n    await(work());   /* [1] */\n"
              "    if (x)\n        log_time(\"a\");\n}\n",
    .python_path = "demos/chapter/demo.py",
    .python = "async def main():\n    await work()  # [1]\n\n    if x:\n        log_time(\"a\")\n"
              "\n\ndemo(main)\n",
    .commentary = "Commentary\n",
};

static struct walk *walk;
static struct screen screen;
static struct text text;

static void begin(size_t rows, size_t columns, enum symbols symbols)
{
    ASSERT_EQ(walk_make(&walk, &events, &demo, rows, columns, symbols), 0);
    ASSERT_EQ(screen_make(&screen, rows, columns, symbols), 0);
}

static void finish(void)
{
    walk_free(walk);
    screen_free(&screen);
    text_free(&text);
    stream_free(&events);
}

static const char *frame(struct walk_view view)
{
    view.keys = "keys";
    if (!view.note)
        view.note = "";
    ASSERT_EQ(walk_draw(walk, &view, &screen), 0);
    text_clear(&text);
    screen_add_framed(&text, &screen);
    return text_string(&text);
}

static void expect(struct walk_view view, const char *part)
{
    const char *drawn = frame(view);

    test_note("%s\nis not in\n%s", part, drawn);
    ASSERT_TRUE(strstr(drawn, part) != NULL);
}

static void expect_not(struct walk_view view, const char *part)
{
    const char *drawn = frame(view);

    test_note("%s\nis in\n%s", part, drawn);
    ASSERT_TRUE(strstr(drawn, part) == NULL);
}

static void make_run(void)
{
    static const uint32_t awaited[] = { 2, 3 };

    task_is_made(1, 0, "main", 0);
    task_is_made(2, 0, "first", 1);
    task_is_made(3, 0, "second", 1);
    task_awaits(1, 0, "gather", 2, awaited);
    task_steps(2, 0);
    task_logs(2, 0, "one");
    task_sleeps(2, 0, 10);
    task_steps(3, 0);
    task_logs(3, 0, "two");
    task_sleeps(3, 0, 20);
    task_is_woken(2, 10, 2);
    task_steps(2, 10);
    task_logs(2, 10, "three");
    task_ends(2, 10);
    task_is_woken(3, 20, 3);
    task_steps(3, 20);
    task_logs(3, 20, "four");
    task_ends(3, 20);
    task_is_woken(1, 20, 3);
    task_steps(1, 20);
    task_ends(1, 20);
    run_ends(20, NULL);
}

static size_t printed(const char *line)
{
    return walk_find_line(walk_story(walk), line);
}

TEST(frame_shows_the_moment)
{
    make_run();
    begin(24, 80, SYMBOLS_EMOJI);
    expect((struct walk_view){ .moment = printed("two") }, "demo · A demo");
    expect((struct walk_view){ .moment = printed("two") }, "second prints: two");
    expect((struct walk_view){ .moment = printed("two") }, "second▶│");
    expect((struct walk_view){ .moment = printed("two") }, "sleeps until 0.010");
    expect((struct walk_view){ .moment = printed("two") }, "▶  9 ");
    expect((struct walk_view){ .moment = printed("two") }, "[  0.000] two");
    expect((struct walk_view){ .moment = printed("two") }, "|keys ");
    finish();
}

TEST(frame_shows_nothing_of_the_future)
{
    make_run();
    begin(24, 80, SYMBOLS_EMOJI);
    expect_not((struct walk_view){ .moment = printed("one") }, "two");
    expect_not((struct walk_view){ .moment = 0 }, "●");
    expect_not((struct walk_view){ .moment = printed("three") - 1 }, "●─●");
    for (size_t i = 0; i < walk_story(walk)->moment_count; i++) {
        size_t marks = 0, lines = 0;

        for (const char *at = frame((struct walk_view){ .moment = i }); *at; at++)
            marks += strncmp(at, "●", strlen("●")) == 0;
        for (size_t k = 0; k <= i; k++)
            lines += walk_story(walk)->moments[k].printed != 0;
        test_note("moment %zu", i);
        ASSERT_EQ(marks, lines);
    }
    finish();
}

TEST(mark_of_the_source_moves_to_the_margin)
{
    make_run();
    begin(24, 80, SYMBOLS_EMOJI);
    expect((struct walk_view){ .moment = printed("one") }, "  7 [1]     await(work());   ");
    finish();
}

TEST(python_takes_the_place_of_c)
{
    make_run();
    begin(24, 80, SYMBOLS_EMOJI);
    expect((struct walk_view){ .moment = printed("two"), .source = WALK_PYTHON },
           "── demos/chapter/demo.py ─");
    expect((struct walk_view){ .moment = printed("two"), .source = WALK_PYTHON },
           "▶  5             log_time(");
    expect((struct walk_view){ .moment = printed("two"), .source = WALK_PYTHON },
           "   2 [1]     await work()   ");
    expect_not((struct walk_view){ .moment = printed("two"), .source = WALK_PYTHON }, "demo.c");
    expect((struct walk_view){ .moment = 0, .source = WALK_PYTHON }, "   1     async def main():");
    expect_not((struct walk_view){ .moment = 0, .source = WALK_PYTHON }, "▶  1");
    finish();
}

/* The two lines stand in one row. */
static void expect_beside(size_t moment, const char *c, const char *python)
{
    const char *drawn = frame((struct walk_view){ .moment = moment });
    const char *begin = strstr(drawn, c), *row_end = begin ? strchr(begin, '\n') : NULL;
    const char *at = begin ? strstr(begin + strlen(c), python) : NULL;

    test_note("%s and %s are not in a row of\n%s", c, python, drawn);
    ASSERT_TRUE(at != NULL && at < row_end);
}

TEST(python_stands_beside_c_from_140_columns)
{
    make_run();
    begin(24, 140, SYMBOLS_EMOJI);
    expect((struct walk_view){ .moment = printed("two") }, "── demos/chapter/demo.c ─");
    expect((struct walk_view){ .moment = printed("two") }, "── demos/chapter/demo.py ─");
    expect_beside(printed("two"), "  7 [1]     await(work());", "  2 [1]     await work()  ");
    expect_beside(printed("two"), "▶  9             log_time(\"a\");",
                  "▶  5             log_time(\"a\")");
    expect((struct walk_view){ .moment = 0 }, "  5     ASYNC(main)  ");
    expect((struct walk_view){ .moment = 0 }, "  1     async def main():");
    expect_not((struct walk_view){ .moment = 0 }, "Commentary");
    expect_not((struct walk_view){ .moment = 0 }, "▶  1");
    finish();
}

TEST(names_stand_once_beside_both)
{
    const char *name;

    make_run();
    begin(24, 140, SYMBOLS_EMOJI);
    name = strstr(frame((struct walk_view){ .moment = printed("two") }), "▶  9");
    ASSERT_TRUE(name != NULL);
    name = strstr(name, "second");
    ASSERT_TRUE(name != NULL);
    ASSERT_TRUE(strncmp(name, "second|\n", 8) == 0);
    finish();
}

TEST(one_source_is_shown_where_both_have_no_room)
{
    make_run();
    begin(24, 139, SYMBOLS_EMOJI);
    expect((struct walk_view){ .moment = printed("two") }, "demo.c");
    expect_not((struct walk_view){ .moment = printed("two") }, "demo.py");
    finish();
}

TEST(one_source_is_shown_where_it_is_wanted)
{
    make_run();
    begin(24, 140, SYMBOLS_EMOJI);
    expect((struct walk_view){ .source = WALK_C }, "demo.c");
    expect_not((struct walk_view){ .source = WALK_C }, "demo.py");
    expect((struct walk_view){ .source = WALK_PYTHON }, "demo.py");
    expect_not((struct walk_view){ .source = WALK_PYTHON }, "demo.c");
    finish();
}

/* The moment's line of C is if (x), and no line of Python says this. */
TEST(python_without_such_a_line_has_no_mark)
{
    const struct walk_demo other = { .name = "demo",
                                     .title = "",
                                     .path = "demos/chapter/demo.c",
                                     .source = demo.source,
                                     .python_path = "demos/chapter/demo.py",
                                     .python = "async def main():\n    pass\n",
                                     .commentary = "" };

    make_run();
    ASSERT_EQ(walk_make(&walk, &events, &other, 24, 80, SYMBOLS_EMOJI), 0);
    ASSERT_EQ(screen_make(&screen, 24, 80, SYMBOLS_EMOJI), 0);
    expect((struct walk_view){ .moment = printed("two"), .source = WALK_PYTHON },
           "   2         pass");
    expect_not((struct walk_view){ .moment = printed("two"), .source = WALK_PYTHON }, "▶  ");
    finish();
}

TEST(frame_begins_at_the_coroutine_main)
{
    make_run();
    begin(24, 80, SYMBOLS_EMOJI);
    expect((struct walk_view){ .moment = 0 }, "  5     ASYNC(main)");
    expect_not((struct walk_view){ .moment = 0 }, "▶  5");
    finish();
}

TEST(remarks_stand_below_their_lines)
{
    make_run();
    begin(24, 80, SYMBOLS_EMOJI);
    expect((struct walk_view){ .moment = printed("three") }, "← slept 10 ms");
    expect_not((struct walk_view){ .moment = printed("four") }, "slept 10 ms");
    expect((struct walk_view){ .moment = printed("four"), .remarks = true }, "← slept 10 ms");
    finish();
}

TEST(question_takes_the_place_of_the_log)
{
    struct quiz quiz;

    make_run();
    begin(24, 80, SYMBOLS_EMOJI);
    ASSERT_TRUE(quiz_ask(walk_story(walk), printed("two"), &quiz));
    expect((struct walk_view){ .moment = quiz.moment, .question = &quiz },
           "Which line comes next?");
    expect((struct walk_view){ .moment = quiz.moment, .question = &quiz }, "three");
    expect((struct walk_view){ .moment = quiz.moment, .answer = "Right" }, "── Right ──");
    finish();
}

static size_t column_of(const char *line, const char *part)
{
    const char *at = strstr(line, part);

    ASSERT_TRUE(at != NULL);
    return (size_t)(at - line);
}

/* A label whose letters become numbers is cut, and the frame stays in its column. */
TEST(label_written_to_the_left_leaves_the_frame_straight)
{
    const char *drawn, *first, *second;

    task_is_made(1, 0, "main", 0);
    task_is_made(2, 0, "عامل-1", 1);
    task_is_made(3, 0, "second-task", 1);
    task_steps(2, 0);
    task_ends(2, 10);
    task_ends(1, 10);
    run_ends(10, NULL);
    begin(30, 80, SYMBOLS_ASCII);
    drawn = frame((struct walk_view){ 0 });
    test_note("%s", drawn);
    first = strstr(drawn, "main |");
    second = strstr(drawn, "~-1 |");
    ASSERT_TRUE(first && second);
    while (first[-1] != '\n')
        first--;
    while (second[-1] != '\n')
        second--;
    ASSERT_EQ(column_of(first, " |"), column_of(second, " |"));
    finish();
}

TEST(page_scrolls)
{
    struct text page = { 0 };

    make_run();
    begin(20, 60, SYMBOLS_EMOJI);
    for (int i = 1; i <= 30; i++)
        text_add(&page, " row %d.\n", i);
    ASSERT_EQ(walk_page_rest(walk, text_string(&page)), 11);
    ASSERT_EQ(walk_page_rest(walk, "short"), 0);
    expect((struct walk_view){ .page = text_string(&page) }, " row 19.");
    expect_not((struct walk_view){ .page = text_string(&page) }, " row 20.");
    expect((struct walk_view){ .page = text_string(&page), .page_row = 11 }, " row 30.");
    text_free(&page);
    finish();
}

TEST(deadlock_shows_the_graph)
{
    task_is_made(1, 0, "main", 0);
    thing_is_named(1, "event", "go");
    task_steps(1, 0);
    task_waits(1, 0, "event go", 1, 7);
    run_ends(0, "DEADLOCK");
    begin(24, 80, SYMBOLS_EMOJI);
    expect((struct walk_view){ .moment = walk_story(walk)->moment_count - 1 },
           "which task waits for what");
    expect((struct walk_view){ .moment = walk_story(walk)->moment_count - 1 }, "──▶");
    finish();
}

TEST(moment_is_found_by_time_line_and_sentence)
{
    const struct story *story;

    make_run();
    begin(24, 80, SYMBOLS_EMOJI);
    story = walk_story(walk);
    ASSERT_EQ(story->moments[walk_find_time(story, 5 * MS)].time, 10 * MS);
    ASSERT_EQ(walk_find_time(story, 0), 0);
    ASSERT_TRUE(walk_find_time(story, 21 * MS) == SIZE_MAX);
    ASSERT_TRUE(walk_find_line(story, "five") == SIZE_MAX);
    ASSERT_EQ(walk_search(story, 0, "PRINTS: THREE"), printed("three"));
    ASSERT_EQ(walk_search(story, printed("four"), "prints: one"), printed("one"));
    ASSERT_TRUE(walk_search(story, 0, "nothing like it") == SIZE_MAX);
    finish();
}

TEST(ascii_frame_has_no_other_bytes)
{
    make_run();
    begin(24, 80, SYMBOLS_ASCII);
    for (size_t i = 0; i < walk_story(walk)->moment_count; i++)
        for (const char *at = frame((struct walk_view){ .moment = i }); *at; at++)
            ASSERT_TRUE((unsigned char)*at < 0x80);
    text_clear(&text);
    walk_add_legend(&text, true);
    for (const char *at = text_string(&text); *at; at++)
        ASSERT_TRUE((unsigned char)*at < 0x80);
    finish();
}

TEST(frame_of_any_size_and_any_stream_is_drawn)
{
    for (uint32_t seed = 1; seed <= 60; seed++) {
        make_nonsense(seed, 80);
        begin(WALK_ROWS_MIN + seed % 30, WALK_COLUMNS_MIN + seed * 7 % 150, SYMBOLS_EMOJI);
        for (size_t i = 0; i < walk_story(walk)->moment_count; i++)
            frame((struct walk_view){
                .moment = i, .remarks = seed % 2, .source = (enum walk_source_shown)(seed % 3) });
        finish();
    }
}

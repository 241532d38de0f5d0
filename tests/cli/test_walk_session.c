#include "cli/walk_session.h"

#include "show/events.h"

static const struct walk_demo demo = {
    .name = "demo",
    .title = "A demo",
    .path = "demos/chapter/demo.c",
    .source = "ASYNC(main)\n",
    .commentary = "Two tasks.\n",
};

static struct walk_session session;
static struct text text;

/* Two tasks print three lines each, at 0, 10 and 20 ms. */
static void begin(size_t rows, size_t columns)
{
    task_is_made(1, 0, "main", 0);
    task_is_made(2, 0, "a", 1);
    task_is_made(3, 0, "b", 1);
    for (int64_t ms = 0; ms <= 20; ms += 10)
        for (uint32_t task = 2; task <= 3; task++) {
            char line[16];

            if (ms)
                task_is_woken(task, ms, task);
            task_steps(task, ms);
            co_format(line, sizeof line, "%c at %d", task == 2 ? 'a' : 'b', (int)ms);
            task_logs(task, ms, line);
            task_sleeps(task, ms, ms + 10);
        }
    run_ends(20, NULL);
    walk_session_begin(&session, &events, &demo);
    ASSERT_EQ(walk_session_resize(&session, rows, columns, SYMBOLS_EMOJI), 0);
}

static void finish(void)
{
    walk_session_free(&session);
    text_free(&text);
    stream_free(&events);
}

static void type(const char *keys)
{
    for (; *keys; keys++)
        walk_session_key(&session, *keys);
}

static const char *shown(void)
{
    ASSERT_EQ(walk_session_draw(&session), 0);
    text_clear(&text);
    screen_add_framed(&text, &session.screen);
    return text_string(&text);
}

static void expect(const char *part)
{
    test_note("%s\nis not in\n%s", part, shown());
    ASSERT_TRUE(strstr(shown(), part) != NULL);
}

static size_t moment(void)
{
    return session.view.moment;
}

static size_t end(void)
{
    return walk_story(session.walk)->moment_count - 1;
}

TEST(keys_go_on_and_back)
{
    begin(24, 80);
    type("b");
    ASSERT_EQ(moment(), 0);
    type("nn");
    walk_session_key(&session, WALK_KEY_RIGHT);
    ASSERT_EQ(moment(), 3);
    walk_session_key(&session, WALK_KEY_LEFT);
    type("b");
    ASSERT_EQ(moment(), 1);
    type("G");
    ASSERT_EQ(moment(), end());
    type("n");
    ASSERT_EQ(moment(), end());
    type("g");
    ASSERT_EQ(moment(), 0);
    finish();
}

TEST(keys_go_by_line_and_by_time)
{
    begin(24, 80);
    type("jj");
    expect("b prints: b at 0");
    type("k");
    expect("a prints: a at 0");
    type("t");
    expect("0.010 s");
    type("tT");
    expect("0.010 s");
    walk_session_key(&session, WALK_KEY_SHIFT_RIGHT);
    expect("0.020 s");
    finish();
}

TEST(unknown_key_does_nothing)
{
    begin(24, 80);
    type("nxyzXYZ1234\x01");
    walk_session_key(&session, WALK_KEY_NONE);
    ASSERT_EQ(moment(), 1);
    ASSERT_TRUE(!session.ended);
    type("q");
    ASSERT_TRUE(session.ended);
    finish();
}

TEST(play_goes_on_by_itself_up_to_the_end)
{
    begin(24, 80);
    ASSERT_TRUE(walk_session_wait(&session) < 0);
    type(" ");
    ASSERT_EQ(walk_session_wait(&session), 1000);
    expect("plays 1x");
    type("++");
    ASSERT_EQ(walk_session_wait(&session), 250);
    type("---");
    ASSERT_EQ(walk_session_wait(&session), 2000);
    expect("plays 1/2x");
    for (size_t i = 0; i <= end() + 1; i++)
        walk_session_key(&session, WALK_KEY_NONE);
    ASSERT_EQ(moment(), end());
    ASSERT_TRUE(walk_session_wait(&session) < 0);
    type(" ");
    ASSERT_EQ(moment(), 0);
    type(" ");
    walk_session_key(&session, WALK_KEY_NONE);
    ASSERT_EQ(moment(), 0);
    finish();
}

TEST(right_answer_scores)
{
    begin(24, 80);
    walk_session_add_score(&text, &session);
    ASSERT_EQ(text.length, 0);
    type("p");
    expect("Which line comes next?");
    type("9");
    ASSERT_TRUE(session.asks);
    walk_session_key(&session, (int)('1' + session.quiz.right));
    expect("Right: this line comes (1 of 1)");
    type("p");
    walk_session_key(&session, session.quiz.right ? '1' : '2');
    expect("No: this line comes (1 of 2)");
    text_clear(&text);
    walk_session_add_score(&text, &session);
    ASSERT_STR_EQ(text_string(&text), "You predicted 1 of 2 lines.\n");
    finish();
}

TEST(question_can_be_left)
{
    begin(24, 80);
    type("p");
    walk_session_key(&session, WALK_KEY_ESCAPE);
    expect("── output");
    type("pn");
    expect("── output");
    type("Gp");
    expect("no line is left to predict");
    ASSERT_EQ(session.asked, 0);
    finish();
}

TEST(search_goes_to_a_sentence)
{
    begin(24, 80);
    type("/b AT 1x");
    walk_session_key(&session, WALK_KEY_BACKSPACE);
    expect("/b AT 1");
    walk_session_key(&session, WALK_KEY_ENTER);
    expect("b prints: b at 10");
    type("/nothing");
    walk_session_key(&session, WALK_KEY_ENTER);
    expect("not found");
    expect("b prints: b at 10");
    type("/q");
    walk_session_key(&session, WALK_KEY_ESCAPE);
    ASSERT_TRUE(!session.ended && !session.searches);
    finish();
}

TEST(search_takes_no_more_than_it_has_room_for)
{
    begin(24, 80);
    type("/");
    for (int i = 0; i < 2 * WALK_SEARCH_MAX; i++)
        type("x");
    ASSERT_EQ(strlen(session.search), WALK_SEARCH_MAX - 1);
    finish();
}

TEST(pages_come_and_go)
{
    begin(24, 80);
    type("c");
    expect("Two tasks.");
    type("n");
    ASSERT_EQ(moment(), 0);
    expect("── output");
    type("?");
    expect("predict the next line");
    type("jjk");
    ASSERT_EQ(session.view.page_row, 1);
    type("    ");
    expect("── output");
    finish();
}

TEST(key_for_remarks_shows_and_hides_them)
{
    begin(24, 80);
    type("Gw");
    expect("← slept 10 ms");
    type("w");
    ASSERT_TRUE(strstr(shown(), "← slept 10 ms") == NULL);
    finish();
}

TEST(small_screen_says_what_it_needs)
{
    begin(24, 80);
    type("nn");
    for (size_t size = 1; size < 20; size++) {
        ASSERT_EQ(walk_session_resize(&session, size, size, SYMBOLS_EMOJI), 0);
        shown();
    }
    ASSERT_EQ(walk_session_resize(&session, 3, 50, SYMBOLS_EMOJI), 0);
    expect("a walk needs 60x20");
    type("nbp/?c ");
    ASSERT_EQ(walk_session_resize(&session, 24, 80, SYMBOLS_EMOJI), 0);
    ASSERT_EQ(moment(), 2);
    expect("3 of ");
    ASSERT_EQ(walk_session_resize(&session, 2, 2, SYMBOLS_EMOJI), 0);
    type("q");
    ASSERT_TRUE(session.ended);
    finish();
}

TEST(key_s_says_that_there_is_no_python)
{
    begin(24, 80);
    type("s");
    expect("this demo has no Python");
    expect("── demos/chapter/demo.c ─");
    finish();
}

static void begin_with_python(size_t columns)
{
    static struct walk_demo both;

    both = demo;
    both.python_path = "demos/chapter/demo.py";
    both.python = "async def main():\n";
    begin(24, 80);
    session.demo = &both;
    ASSERT_EQ(walk_session_resize(&session, 24, columns, SYMBOLS_EMOJI), 0);
}

static void shows(bool c, bool python)
{
    bool has_c = strstr(shown(), "demo.c") != NULL, has_python = strstr(shown(), "demo.py") != NULL;

    test_note("C: %d, Python: %d in\n%s", has_c, has_python, text_string(&text));
    ASSERT_EQ(has_c, c);
    ASSERT_EQ(has_python, python);
}

TEST(key_s_changes_the_language)
{
    begin_with_python(139);
    shows(true, false);
    type("s");
    shows(false, true);
    type("s");
    shows(true, false);
    finish();
}

TEST(key_s_changes_the_languages_that_stand_side_by_side)
{
    begin_with_python(140);
    shows(true, true);
    type("s");
    shows(true, false);
    type("s");
    shows(false, true);
    type("s");
    shows(true, true);
    finish();
}

/* What was chosen in a wide terminal holds in a narrow one. */
TEST(language_stays_when_the_terminal_is_resized)
{
    begin_with_python(140);
    type("s");
    ASSERT_EQ(walk_session_resize(&session, 24, 100, SYMBOLS_EMOJI), 0);
    shows(true, false);
    type("s");
    shows(false, true);
    ASSERT_EQ(walk_session_resize(&session, 24, 140, SYMBOLS_EMOJI), 0);
    shows(false, true);
    type("s");
    shows(true, true);
    finish();
}

TEST(help_fits_into_the_smallest_window)
{
    begin(20, 60);
    type("?");
    for (const char *line = text_string(&session.help); *line; line += strcspn(line, "\n") + 1)
        if (strcspn(line, "\n") >= 60)
            ASSERT_STR_EQ(line, "a line of at most 59 bytes");
    expect("q back");
    finish();
}

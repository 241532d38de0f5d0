#include "show/show.h"

#include "check/story.h"
#include "show/columns.h"
#include "show/lanes_rules.h"

static struct story story;
static char *picture;

static void add(struct event event, double time)
{
    event.time = (int64_t)(time * MS);
    story_add(&story, &event);
}

static void wait_for(uint32_t task, double time, const char *text, uint32_t thing)
{
    add((struct event){ .kind = EVENT_WAIT, .task = task, .text = text, .thing = thing }, time);
}

static void sleep_until(uint32_t task, double from, double until)
{
    wait_for(task, from, "", 0);
    story_timer(&story, task, until, until - from, until);
}

static void touch(uint32_t task, double time, uint32_t thing, enum co_verb verb)
{
    add((struct event){ .kind = EVENT_TOUCH, .task = task, .thing = thing, .verb = verb }, time);
}

static void end(uint32_t task, double time, int result, const char *message)
{
    add((struct event){ .kind = EVENT_TASK_END, .task = task, .result = result, .text = message },
        time);
}

static const char *draw(int width, bool ascii)
{
    const struct stream *stream = &story.stream;
    static const char *const title = "story";
    struct show_options options = { .width = width, .ascii = ascii, .at = -1 };
    size_t size;
    FILE *file;

    free(picture);
    picture = NULL;
    file = open_memstream(&picture, &size);
    ASSERT_EQ(show_lanes(file, &stream, &title, 1, &options), 0);
    fclose(file);
    check_lanes(&stream, 1, width, ascii);
    return picture;
}

/* Returns whether the picture has this line. */
static void expect_line(const char *line)
{
    const char *found = strstr(picture, line);
    size_t length = strlen(line);

    test_note("%s\nis not a line of\n%s", line, picture);
    ASSERT_TRUE(found != NULL);
    ASSERT_TRUE((found == picture || found[-1] == '\n') && found[length] == '\n');
}

static void finish(void)
{
    free(picture);
    picture = NULL;
    stream_free(&story.stream);
    story = (struct story){ 0 };
}

/* Two tasks that take a lock in turn. */
static void tell_lock(void)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0), one = 2, two = 3;

    story_task(&story, 0, "one-1", main, 1);
    story_task(&story, 0, "two-2", main, 2);
    wait_for(main, 0, "gather", 0);
    add((struct event){ .kind = EVENT_THING, .thing = 1, .text = "door", .what = "lock" }, 0);
    touch(one, 0, 1, CO_VERB_TAKE);
    wait_for(one, 0, "", 0);
    wait_for(two, 0, "lock door", 1);
    story_timer(&story, one, 10, 10, 10);
    story_line(&story, one, 10, "a line");
    touch(one, 10, 1, CO_VERB_RELEASE);
    story_woken(&story, two, 10, one, 1);
    end(one, 10, 0, "");
    touch(two, 10, 1, CO_VERB_TAKE);
    sleep_until(two, 10, 20);
    story_line(&story, two, 20, "a line");
    touch(two, 20, 1, CO_VERB_RELEASE);
    story_woken(&story, main, 20, two, 1);
    end(two, 20, 0, "");
    end(main, 20, 0, "");
    story_end(&story, 20, 0);
}

TEST(lanes_show_holds_waits_and_arrows)
{
    tell_lock();
    draw(40, false);
    ASSERT_STR_EQ(picture, " main │·   ·   ·   ·   ·   ·   ·   · ▲■\n"
                           "one-1 │━━━━━━━━━━━━━━●┐              │\n"
                           "two-2 │·· lock door ··▼━━━━━━━━━━━━━●┘\n"
                           "       ╵             ╵              ╵\n"
                           "       0             10            20 ms\n"
                           "● prints a line\n"
                           "━ sleeps and holds a lock or permit\n"
                           "··· waits for what another task does\n"
                           "·   · awaits tasks   ■ ends\n"
                           "▼▲ woken by the task at the other end\n"
                           "\n"
                           "3 tasks: 20 ms of sleeping in a run of\n"
                           "20 ms, one after the other.\n"
                           "one by one ▄▄▄▄▄▄ ▄▄▄▄▄▄▄ 20 ms\n"
                           "  this run ▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 20 ms\n"
                           "No two tasks slept at the same time. No\n"
                           "two tasks waited for lock door at once;\n"
                           "the longest wait took 10 ms.\n");
    finish();
}

TEST(ascii_has_a_form_for_each_mark)
{
    tell_lock();
    draw(80, true);
    expect_line("one-1 |==================================o+                                  |");
    finish();
}

TEST(bad_ends_are_told_at_the_right)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_task(&story, 0, "one", main, 1);
    story_task(&story, 0, "two", main, 2);
    for (uint32_t task = 2; task <= 3; task++)
        sleep_until(task, 0, 10);
    story_line(&story, 2, 10, "good-bye");
    end(2, 10, -ECANCELED, "");
    end(3, 10, -EIO, "it broke");
    story_end(&story, 20, 0);
    draw(60, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "●╳") != NULL);
    ASSERT_TRUE(strstr(picture, "✗") != NULL);
    ASSERT_TRUE(strstr(picture, " cancelled\n") != NULL);
    ASSERT_TRUE(strstr(picture, " it broke\n") != NULL);
    finish();
}

TEST(deadlock_says_what_each_task_waits_for)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_task(&story, 0, "getter", main, 1);
    wait_for(main, 0, "task", 0);
    add((struct event){ .kind = EVENT_THING, .thing = 1, .text = "jobs", .what = "queue" }, 0);
    wait_for(2, 0, "an item of queue jobs", 1);
    add((struct event){ .kind = EVENT_REPORT, .text = "DEADLOCK" }, 10);
    draw(80, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "⋯ awaits tasks\n") != NULL);
    ASSERT_TRUE(strstr(picture, "⋯ waits for queue jobs\n") != NULL);
    draw(40, false);
    expect_line("getter: waits for queue jobs");
    finish();
}

TEST(livelock_says_which_tasks_run_again_and_again)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_task(&story, 0, "ready", main, 1);
    story_task(&story, 0, "future", main, 2);
    wait_for(main, 0, "", 0);
    wait_for(2, 0, "", 0);
    story_woken(&story, 2, 0, 2, 0);
    add((struct event){ .kind = EVENT_REPORT, .text = "LIVELOCK" }, 0);
    draw(60, false);
    expect_line("  main │─⋯ runs again and again");
    expect_line(" ready │ ⋯ runs again and again");
    expect_line("future │ ⋯ has no result");
    finish();
}

TEST(task_that_ran_when_the_run_broke_off_is_told)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_task(&story, 0, "deep", main, 1);
    wait_for(main, 0, "task", 0);
    sleep_until(2, 0, 10);
    add((struct event){ .kind = EVENT_STEP, .task = 2 }, 10);
    draw(80, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, " ran when the run broke off\n") != NULL);
    ASSERT_TRUE(
        strstr(picture, "2 tasks: 10 ms of sleeping in a run of 10 ms, and then it broke off.\n") !=
        NULL);
    finish();
}

TEST(future_is_not_late)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_task(&story, 0, "future", main, 1);
    sleep_until(main, 0, 10);
    end(2, 10, -ECANCELED, "");
    end(main, 10, 0, "");
    story_end(&story, 10, 0);
    draw(60, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "░") == NULL);
    finish();
}

TEST(tie_of_an_arrow_crosses_other_arrows)
{
    struct grid grid;

    ASSERT_EQ(grid_make(&grid, 1, 8), 0);
    grid_put(&grid, 0, 1, MARK_END);
    grid_put(&grid, 0, 3, MARK_PASS);
    grid_put(&grid, 0, 5, MARK_GIVE_DOWN);
    lanes_tie_arrows(&grid);
    ASSERT_EQ(grid_mark(&grid, 0, 2), MARK_BRIDGE);
    ASSERT_EQ(grid_mark(&grid, 0, 3), MARK_PASS);
    ASSERT_EQ(grid_mark(&grid, 0, 4), MARK_BRIDGE);
    ASSERT_EQ(grid_mark(&grid, 0, 6), MARK_NOTHING);
    grid_free(&grid);
}

TEST(late_task_is_seen_when_another_blocks_the_loop)
{
    story_task(&story, 0, "busy", 0, 0);
    story_task(&story, 0, "late", 0, 0);
    wait_for(2, 0, "", 0);
    add((struct event){ .kind = EVENT_STEP, .task = 1 }, 0);
    story_line(&story, 1, 30, "awake");
    end(1, 30, 0, "");
    story_timer(&story, 2, 30, 10, 10);
    story_line(&story, 2, 30, "at last");
    end(2, 30, 0, "");
    story_end(&story, 30, 0);
    draw(40, false);
    expect_line("busy │███████████████████████████████●");
    expect_line("late │───────────░░░░░░░░░░░░░░░░░░░░░●");
    finish();
}

TEST(short_step_is_no_block_of_the_loop)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    add((struct event){ .kind = EVENT_STEP, .task = main }, 0);
    story_line(&story, main, 0.1, "begin");
    sleep_until(main, 0.2, 100);
    story_line(&story, main, 100, "awake");
    end(main, 100, 0, "");
    story_end(&story, 100, 0);
    draw(60, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "█") == NULL);
    finish();
}

TEST(many_tasks_share_a_band)
{
    char name[32];

    story_task(&story, 0, "main", 0, 0);
    for (uint32_t task = 2; task <= 41; task++) {
        snprintf(name, sizeof name, "fetch-%u", task - 1);
        story_task(&story, 0, name, 1, 1);
        story.stream.events[story.stream.count - 1].what = "fetch";
        wait_for(task, 0, "", 0);
    }
    for (uint32_t task = 2; task <= 41; task++) {
        story_timer(&story, task, task, task, task);
        story_line(&story, task, task, "a line");
        end(task, task, 0, "");
    }
    story_end(&story, 50, 0);
    draw(120, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "fetch-1..40 │████●█") != NULL);
    ASSERT_TRUE(strstr(picture, "at most 40 of 40 under way") != NULL);
    finish();
}

/* On the real clock a task takes some microseconds to find that it must wait. */
TEST(short_step_is_not_under_way)
{
    char name[32];

    story_task(&story, 0, "main", 0, 0);
    for (uint32_t task = 2; task <= 41; task++) {
        snprintf(name, sizeof name, "fetch-%u", task - 1);
        story_task(&story, 0, name, 1, 1);
        story.stream.events[story.stream.count - 1].what = "fetch";
    }
    for (uint32_t task = 2; task <= 41; task++) {
        add((struct event){ .kind = EVENT_STEP, .task = task }, task * 0.02);
        wait_for(task, task * 0.02 + 0.01, task < 12 ? "" : "a permit of semaphore s", 0);
    }
    story_end(&story, 50, 0);
    draw(120, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "at most 10 of 40 under way") != NULL);
    finish();
}

/* Steps alone fill no band. */
TEST(band_of_steps_says_that_no_task_sleeps)
{
    char name[32];

    story_task(&story, 0, "main", 0, 0);
    for (uint32_t task = 2; task <= 41; task++) {
        snprintf(name, sizeof name, "add-%u", task - 1);
        story_task(&story, 0, name, 1, 1);
        story.stream.events[story.stream.count - 1].what = "add";
    }
    for (uint32_t task = 2; task <= 41; task++) {
        add((struct event){ .kind = EVENT_STEP, .task = task }, task * 0.02);
        end(task, task * 0.02 + 0.01, 0, "");
    }
    story_end(&story, 1, 0);
    draw(120, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "none of 40 sleeps") != NULL);
    ASSERT_TRUE(strstr(picture, "at most 0 of") == NULL);
    finish();
}

TEST(empty_stream_says_that_no_task_ran)
{
    ASSERT_STR_EQ(draw(80, false), "\nNo task ran.\n");
    finish();
}

TEST(run_may_end_at_any_event)
{
    size_t count;

    tell_lock();
    count = story.stream.count;
    for (size_t i = 0; i < count; i++) {
        story.stream.count = i;
        test_note("%zu events", i);
        draw(60, false);
    }
    ASSERT_TRUE(strstr(picture, "broke off.\n") != NULL);
    story.stream.count = count;
    finish();
}

TEST(name_from_outside_is_shown_and_never_obeyed)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_task(&story, 0, "\033[2Jclear", main, 1);
    story_task(&story, 0, "\xe2\x80\xaeright-1", main, 1);
    story_task(&story, 0, "🔒", main, 1);
    add((struct event){ .kind = EVENT_THING, .thing = 1, .text = "\033[1m", .what = "lock" }, 0);
    wait_for(2, 0, "lock x", 1);
    wait_for(3, 0, "\033]0;title\007", 0);
    sleep_until(4, 0, 10);
    end(4, 10, -EIO, "\r\n\033[31mred");
    story_end(&story, 10, 0);
    for (int width = 40; width <= 200; width += 40)
        draw(width, true);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "\\x1b[2Jclear |") != NULL);
    ASSERT_TRUE(strstr(picture, "\\u202eright-1 |") != NULL);
    ASSERT_TRUE(strstr(picture, "# |") != NULL);
    finish();
}

/* Behind an Arabic letter a terminal moves digits and what stands before them, unless a mark of the
 * other direction stands between. */
TEST(names_of_other_scripts_leave_columns_straight)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    story_task(&story, 0, "عامل-1", main, 1);
    story_task(&story, 0, "工人-2", main, 1);
    add((struct event){ .kind = EVENT_THING, .thing = 1, .text = "قفل", .what = "lock" }, 0);
    wait_for(2, 0, "lock x", 1);
    sleep_until(3, 0, 10);
    end(3, 10, 0, "");
    end(2, 10, 0, "");
    story_end(&story, 10, 0);
    draw(60, false);
    test_note("%s", picture);
    ASSERT_TRUE(strstr(picture, "\n" COLUMNS_MARK "عامل-1" COLUMNS_MARK
                                " │·· lock قفل " COLUMNS_MARK "··") != NULL);
    ASSERT_TRUE(strstr(picture, "\n工人-2 │─") != NULL);
    finish();
}

/* ---- Streams that no program writes ---- */

static uint32_t next_random(uint32_t *random, uint32_t end)
{
    *random = *random * 1664525 + 1013904223;
    return (*random >> 8) % end;
}

static void add_random(uint32_t *random, double time)
{
    static const char *const texts[] = { "",       "gather",        "lock door", "task group",
                                         "\033[J", "child process", "a-1",       "DEADLOCK" };
    uint32_t awaited = next_random(random, 5);
    struct event event = { .kind = next_random(random, EVENT_THING + 1),
                           .task = next_random(random, 8),
                           .number = next_random(random, 3),
                           .result = next_random(random, 2) ? 0 : -(int)next_random(random, 130),
                           .text = texts[next_random(random, 8)],
                           .what = texts[next_random(random, 8)],
                           .thing = next_random(random, 4),
                           .verb = next_random(random, CO_VERB_NOTIFY + 1),
                           .is_job = next_random(random, 8) == 0,
                           .count = next_random(random, 5),
                           .awaits = &awaited,
                           .awaits_count = next_random(random, 2) };

    event.cause = (struct co_cause){ .kind = next_random(random, CO_CAUSE_OUTSIDE + 1),
                                     .by = next_random(random, 8),
                                     .delay = next_random(random, 10) * MS,
                                     .time = (int64_t)(time * MS) - next_random(random, 9) * MS };
    add(event, time);
}

TEST(lanes_keep_their_rules_on_any_stream)
{
    const struct stream *streams[] = { &story.stream, &story.stream };
    int rounds = test_is_short_of_memory() ? 1 : 300;

    for (int round = 0; round < rounds; round++) {
        uint32_t random = (uint32_t)round, events = next_random(&random, 120);
        double time = 0, pace = round % 3 ? 5 : 0.05;

        for (uint32_t i = 0; i < events; i++) {
            time += next_random(&random, 3) == 0 ? next_random(&random, 10) * pace : 0;
            add_random(&random, next_random(&random, 50) ? time : time / 2);
        }
        test_note("round %d", round);
        check_lanes(streams, 1 + (size_t)round % 2, 40 + (int)next_random(&random, 100), round % 2);
        stream_free(&story.stream);
    }
    finish();
}

#include "show/show.h"

#include "check/story.h"

#include <stdlib.h>

static struct story story;
static char *picture;

static void add(struct event event, double time)
{
    event.time = (int64_t)(time * MS);
    story_add(&story, &event);
}

static void wait_for(uint32_t task, double time, const char *text)
{
    add((struct event){ .kind = EVENT_WAIT, .task = task, .text = text }, time);
}

static void end(uint32_t task, double time, int result, const char *text)
{
    add((struct event){ .kind = EVENT_TASK_END, .task = task, .result = result, .text = text },
        time);
}

static size_t draw(void)
{
    static const struct show_options options = { .title = "a & b", .at = -1 };
    size_t size;
    FILE *file;

    free(picture);
    file = open_memstream(&picture, &size);
    ASSERT_TRUE(file != NULL);
    ASSERT_EQ(show_svg(file, &story.stream, &options), 0);
    fclose(file);
    return size;
}

static void finish(void)
{
    stream_free(&story.stream);
    story = (struct story){ 0 };
    free(picture);
    picture = NULL;
}

static size_t count(const char *part)
{
    size_t found = 0;

    for (const char *at = picture; (at = strstr(at, part)); at += strlen(part))
        found++;
    return found;
}

static void assert_has(const char *part)
{
    test_note("%s", part);
    ASSERT_TRUE(count(part) > 0);
}

TEST(empty_stream_gives_a_picture)
{
    draw();
    assert_has("<title id=\"title\">a &amp; b: what each task does, and when</title>");
    assert_has("0 tasks, 0 ms");
    ASSERT_STR_EQ(picture + strlen(picture) - 7, "</svg>\n");
    finish();
}

TEST(text_from_outside_is_shown)
{
    uint32_t task = story_task(&story, 0, "</svg><script>", 0, 0);

    story_line(&story, task, 0, "<b>1 < 2 && \"x\"</b> \x1b[31m \xe2\x80\xae \xff");
    end(task, 0, -EIO, "<failed>");
    draw();
    ASSERT_EQ(count("<script"), 0);
    ASSERT_EQ(count("</svg>"), 1);
    ASSERT_EQ(count("\x1b"), 0);
    ASSERT_EQ(count("\xe2\x80\xae"), 0);
    assert_has(">&lt;/svg&gt;&lt;script&gt;</text>");
    assert_has(
        "&lt;b&gt;1 &lt; 2 &amp;&amp; &quot;x&quot;&lt;/b&gt; \\x1b[31m \\u202e \\xff</text>");
    assert_has(">&lt;failed&gt;</text>");
    finish();
}

TEST(name_of_broad_letters_stays_in_the_picture)
{
    story_task(&story, 0, "narrow letters", 0, 0);
    draw();
    ASSERT_EQ(count("textLength"), 0);
    story_task(&story, 0, "WWWWWWWWWWWWWWWWWWWWWWWWWW", 0, 0);
    story_task(&story, 0, "\U0001f512\U0001f513\U0001f514", 0, 0);
    story_task(&story, 0, "مرحبا-1", 0, 0);
    draw();
    ASSERT_EQ(count("textLength"), 1);
    assert_has("\\U0001f512\\U0001f513~</text>"); /* no part of an escape */
    assert_has(">مرحبا-1</text>");
    finish();
}

TEST(each_thing_that_a_task_does_has_its_shape)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);
    uint32_t worker = story_task(&story, 0, "worker", main, 1);

    wait_for(main, 0, "lock l");
    wait_for(worker, 0, "");
    story_timer(&story, worker, 10, 10, 10);
    story_woken(&story, main, 10, worker, 1);
    wait_for(worker, 10, "bytes of stream s");
    story_line(&story, main, 10, "a line");
    end(main, 10, 0, "");
    story_outside(&story, worker, 30, 20);
    end(worker, 30, -ECANCELED, "");
    story_end(&story, 30, 0);
    draw();
    assert_has("<title>main waits 10 ms for lock l</title><path class=\"wait\"");
    assert_has("<title>worker sleeps 10 ms</title><rect class=\"own\"");
    assert_has("<title>worker waits 20 ms for bytes of stream s</title><path class=\"outside\"");
    assert_has("<title>worker lets main go on</title><path class=\"baton\"");
    assert_has("<g data-lines=\"1\"><title>line 1: a line</title>");
    assert_has("<title>main ends</title><path class=\"end\"");
    assert_has("<title>worker ends, cancelled</title><path class=\"bad\"");
    assert_has("waits for what another task does</text>");
    assert_has("is cancelled</text>");
    ASSERT_EQ(count("blocks the loop"), 0);
    assert_has("main: 1 line, 10 ms of waiting; worker: 0 lines, 10 ms of its own, 20 ms of "
               "waiting, cancelled.");
    finish();
}

TEST(task_that_is_due_and_cannot_run_is_shown)
{
    uint32_t main = story_task(&story, 0, "main", 0, 0);

    wait_for(main, 0, "");
    story_timer(&story, main, 10, 10, 10);
    add((struct event){ .kind = EVENT_STEP, .task = main }, 40);
    end(main, 40, 0, "");
    story_end(&story, 40, 0);
    draw();
    assert_has("<title>main sleeps 10 ms</title>");
    assert_has("<title>main is due, but cannot run for 30 ms</title>");
    assert_has("is due, but cannot run yet</text>");
    finish();
}

TEST(task_that_never_goes_on_is_marked)
{
    uint32_t task = story_task(&story, 0, "main", 0, 0);

    wait_for(task, 0, "event e");
    add((struct event){ .kind = EVENT_REPORT, .text = "DEADLOCK at 0.050 s" }, 50);
    add((struct event){ .kind = EVENT_RUN_END, .result = -EDEADLK }, 50);
    draw();
    assert_has("class=\"never\"");
    assert_has("waits for event e</text>");
    assert_has("The run can never go on.");
    finish();
}

TEST(interrupted_run_is_drawn_up_to_there)
{
    uint32_t task = story_task(&story, 0, "main", 0, 0);

    wait_for(task, 0, "");
    story_line(&story, 0, 50, "a callback's line");
    draw();
    ASSERT_EQ(count("class=\"never\""), 0);
    ASSERT_EQ(count("class=\"end\""), 0);
    assert_has("<title>main sleeps 50 ms</title>");
    assert_has(">a callback</text>");
    finish();
}

/* 100 tasks of one function, each of which prints a line at a time of its own. */
TEST(many_tasks_share_a_lane)
{
    enum { TASKS = 100 };
    uint32_t main = story_task(&story, 0, "main", 0, 0);
    char name[32];

    for (int i = 1; i <= TASKS; i++) {
        uint32_t task;

        snprintf(name, sizeof name, "worker-%d", i);
        task = story_task(&story, 0, name, main, 1);
        story_find(&story, EVENT_TASK, name, 1)->what = "worker";
        wait_for(task, 0, "");
    }
    for (int i = 1; i <= TASKS; i++) {
        story_timer(&story, (uint32_t)i + 1, i, i, i);
        story_line(&story, (uint32_t)i + 1, i, "done");
        end((uint32_t)i + 1, i, 0, "");
    }
    draw();
    ASSERT_EQ(count("class=\"name\" x"), 2 + 60); /* lanes, and lines of the log */
    assert_has(">worker-1..100</text>");
    assert_has("at most 100 of 100 under way</text>");
    assert_has(">and 40 more lines</text>");
    finish();
}

/* However long a run is, its picture is no larger than a picture. */
TEST(long_run_has_a_small_picture)
{
    enum { STEPS = 50000 };
    uint32_t task = story_task(&story, 0, "main", 0, 0);

    for (int i = 1; i <= STEPS; i++) {
        wait_for(task, i - 1, "");
        story_timer(&story, task, i, 1, i);
        story_line(&story, task, i, "tick");
    }
    ASSERT_TRUE(draw() < 300 * 1000);
    finish();
}

TEST(disk_that_is_full_is_an_error)
{
    FILE *full = fopen("/dev/full", "w");
    static const struct show_options options = { .title = "x" };

    if (!full)
        test_skip("there is no /dev/full");
    ASSERT_EQ(show_svg(full, &story.stream, &options), -EIO);
    fclose(full);
}

/* Any event at any place. */
TEST(damaged_stream_is_drawn)
{
    enum { ROUNDS = 200, EVENTS = 60 };
    uint64_t random = 1;

    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < EVENTS; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            add((struct event){ .kind = (enum event_kind)(random >> 60) % (EVENT_THING + 1),
                                .task = random >> 50 & 3,
                                .thing = random >> 48 & 3,
                                .verb = (enum co_verb)(random >> 46 & 3),
                                .is_job = (random >> 44 & 3) == 0,
                                .result = (random >> 34 & 3) == 0 ? -ECANCELED : 0,
                                .cause = { .kind = (enum co_cause_kind)(random >> 42 & 3),
                                           .by = random >> 40 & 3,
                                           .time = (int64_t)(random >> 38 & 3) * MS },
                                .text = random >> 36 & 1 ? "" : "lock l" },
                i + (double)(random >> 32 & 15));
        }
        test_note("round %d", round);
        draw();
        ASSERT_EQ(count("nan"), 0);
        ASSERT_EQ(count("inf"), 0);
        finish();
    }
}

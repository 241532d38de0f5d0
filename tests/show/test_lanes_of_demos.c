/* The lanes of all demos keep their rules. */
#include "cli/syllabus.h"
#include "show/show.h"

#include "show/lanes_rules.h"

#include <sys/wait.h>
#include <unistd.h>

/* Run the demo on the virtual clock, in a process of its own. The stream comes back in a file. */
static void run(struct stream *stream, const struct demo *demo, const char *variant)
{
    FILE *file = tmpfile();
    pid_t child;
    int status;

    ASSERT_TRUE(file != NULL);
    child = fork();
    ASSERT_TRUE(child >= 0);
    if (child == 0) {
        struct stream events = { 0 };
        struct run_options options = { .clock = CO_CLOCK_VIRTUAL,
                                       .pace = 1,
                                       .seed = demo->seed,
                                       .variant = variant,
                                       .program = "/proc/self/exe",
                                       .output = -1,
                                       .errors = -1,
                                       .stream = &events };
        struct run_result result;

        run_demo(demo, &options, &result);
        _exit(stream_write(&events, fileno(file)) == 0 ? 0 : 1);
    }
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
    rewind(file);
    ASSERT_EQ(stream_read(stream, fileno(file)), 0);
    fclose(file);
}

/* The width that arrows need, as the picture says; 0: it has them, or there are none. */
static int needed_width(const struct stream *stream, int width)
{
    struct show_options options = { .width = width, .ascii = true, .at = -1 };
    const char *title = "demo", *hint;
    char *picture = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&picture, &size);
    int needed = 0;

    ASSERT_EQ(show_lanes(file, &stream, &title, 1, &options), 0);
    fclose(file);
    hint = strstr(picture, "\nArrows need ");
    if (hint)
        ASSERT_EQ(sscanf(hint, "\nArrows need %d columns.\n", &needed), 1);
    free(picture);
    return needed;
}

static void check_hint(const struct stream *stream)
{
    for (int width = 40; width <= 120; width += 40) {
        int needed = needed_width(stream, width);

        if (!needed)
            continue;
        ASSERT_TRUE(needed > width);
        ASSERT_EQ(needed_width(stream, needed), 0);
        if (needed > 80) /* narrower pictures shorten their labels */
            ASSERT_EQ(needed_width(stream, needed - 1), needed);
    }
}

static void check_demo(const struct demo *demo, const char *variant)
{
    struct stream stream = { 0 };
    const struct stream *streams[] = { &stream, &stream };

    run(&stream, demo, variant);
    for (int width = 40; width <= 200; width += 40)
        for (int ascii = 0; ascii < 2; ascii++) {
            test_note("%s %s, %d columns", demo->identifier, variant ? variant : "", width);
            check_lanes(streams, 1, width, ascii);
        }
    check_lanes(streams, 2, 80, false);
    check_hint(&stream);
    stream_free(&stream);
}

TEST(lanes_of_all_demos_keep_their_rules)
{
    if (test_is_short_of_memory())
        test_skip("the runs are those of many demos");
    for (size_t i = 0; i < syllabus_count; i++) {
        const struct demo *demo = syllabus[i].demo;

        check_demo(demo, NULL);
        for (size_t k = 0; k < DEMO_VARIANTS_MAX && demo->variants[k].name; k++)
            check_demo(demo, demo->variants[k].name);
    }
}

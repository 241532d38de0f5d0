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

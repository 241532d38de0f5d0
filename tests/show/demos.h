/* The runs of all demos and variants, for the rules that a view keeps. */
#ifndef TESTS_SHOW_DEMOS_H
#define TESTS_SHOW_DEMOS_H

#include "cli/syllabus.h"

#include "test.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Run the demo on the virtual clock, in a process of its own. The stream comes back in a file. */
static void run_of_demo(struct stream *stream, const struct demo *demo, const char *variant)
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

/* Check the stream of each demo and variant. */
__attribute__((unused)) static void check_all_demos(void (*check)(const struct stream *stream))
{
    if (test_is_short_of_memory())
        test_skip("the runs are those of many demos");
    for (size_t i = 0; i < syllabus_count; i++) {
        const struct demo *demo = syllabus[i].demo;

        for (int k = -1; k < DEMO_VARIANTS_MAX && (k < 0 || demo->variants[k].name); k++) {
            const char *variant = k < 0 ? NULL : demo->variants[k].name;
            struct stream stream = { 0 };

            test_note("%s %s", demo->identifier, variant ? variant : "");
            run_of_demo(&stream, demo, variant);
            check(&stream);
            stream_free(&stream);
        }
    }
}

#endif

/*
 * A program that is right is right in each order of its ready tasks. So the variant `fixed` of each
 * demo ends well in a hundred of them: no deadlock, and no error that no task has looked at.
 *
 *     TEST_TIMEOUT=600 test_shuffles
 *     TEST_TIMEOUT=600 TEST_SEEDS=1000 test_shuffles      a thousand
 */
#include "cli/command.h"
#include "cli/syllabus.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_checked(const struct syllabus_entry *entry)
{
    char reasons[IO_REASONS_MAX];

    return syllabus_find_variant(entry, "fixed") &&
           !io_libraries_missing(entry->demo->needs, reasons);
}

/* In a process of its own: run the demo, and leave what it says on stderr in the file. */
static void run_shuffled(const struct demo *demo, uint64_t seed, FILE *errors)
{
    struct run_options options = { .clock = CO_CLOCK_VIRTUAL,
                                   .pace = 1,
                                   .seed = seed,
                                   .shuffle = true,
                                   .variant = "fixed",
                                   .program = "/proc/self/exe",
                                   .output = -1,
                                   .errors = fileno(errors) };
    struct run_result result;

    run_demo(demo, &options, &result);
    _exit(result.exit_code);
}

/* Its exit code, and the text of its errors, cut to `size`. */
static int ending_of(const struct demo *demo, uint64_t seed, char *said, size_t size)
{
    FILE *errors = tmpfile();
    pid_t child;
    int status;

    ASSERT_TRUE(errors != NULL);
    child = fork();
    ASSERT_TRUE(child >= 0);
    if (child == 0)
        run_shuffled(demo, seed, errors);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    rewind(errors);
    said[fread(said, 1, size - 1, errors)] = '\0';
    fclose(errors);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static uint64_t seeds(void)
{
    const char *text = getenv("TEST_SEEDS");

    return text ? strtoull(text, NULL, 10) : 100;
}

TEST(fixed_demos_end_well_in_each_order)
{
    static char said[4096];
    int checked = 0;

    if (test_is_short_of_memory())
        test_skip("the runs are those of many demos");
    for (size_t i = 0; i < syllabus_count; i++) {
        if (!is_checked(&syllabus[i]))
            continue;
        checked++;
        for (uint64_t seed = 1; seed <= seeds(); seed++) {
            test_note("%s, seed %d", syllabus[i].name, (int)seed);
            ASSERT_EQ(ending_of(syllabus[i].demo, seed, said, sizeof said), 0);
            ASSERT_TRUE(strstr(said, "DEADLOCK") == NULL);
            ASSERT_TRUE(strstr(said, "never retrieved") == NULL);
        }
    }
    ASSERT_TRUE(checked > 5);
}

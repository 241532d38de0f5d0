/* Demos that need libraries which are missing, on the command line. */
#include "cli/command.h"
#include "cli/syllabus.h"

#include "capture.h"
#include "test.h"

#include <string.h>

/* ---- A syllabus of these tests, instead of the one in the program ---- */

static int log_hello(void *arguments)
{
    (void)arguments;
    log_time("hello");
    return 0;
}

static const struct demo fetch = {
    .main = log_hello, .title = "Fetching", .section = "1", .needs = IO_CURL | IO_JANSSON
};
static const struct demo alone = { .main = log_hello, .title = "Alone", .section = "2" };

const struct chapter syllabus_chapters[] = { { "chapter", "Heading", "Tutorial", 1, false } };
const size_t syllabus_chapter_count = 1;
const struct syllabus_entry syllabus[] = { { syllabus_chapters, "fetch", &fetch },
                                           { syllabus_chapters, "alone", &alone } };
const size_t syllabus_count = 2;

#define REASONS                                                                                    \
    "libcurl is missing (Debian: libcurl4-openssl-dev); "                                          \
    "jansson is missing (Debian: libjansson-dev)"

static void miss_libraries(void)
{
    curl_library.soname = NULL;
    jansson_library.soname = NULL;
}

/* ---- Commands ---- */

static struct capture output, errors;
static int exit_code;

/* A command line of words with a blank between them; then `output.text` and `errors.text` are what
 * it printed. */
static void type(const char *line)
{
    static char words[256];
    static struct arguments arguments;
    char *strings[8];
    int count = 0;

    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        strings[count++] = word;
    ASSERT_EQ(arguments_parse(&arguments, count, strings), 0);
    capture_begin(&output, stdout);
    capture_begin(&errors, stderr);
    exit_code = arguments.command->execute(&arguments);
    capture_end(&errors);
    capture_end(&output);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        ASSERT_STR_EQ(text, part);
}

TEST(demo_is_listed_as_unavailable_with_the_reason)
{
    miss_libraries();
    type("list");
    ASSERT_EQ(exit_code, 0);
    assert_has(output.text, "  1.1   fetch  Fetching\n"
                            "               unavailable: libcurl is missing (Debian:");
    assert_has(output.text, "  1.2   alone  Alone\n\n");
    type("list --json");
    assert_has(output.text, "\"unavailable\":\"" REASONS "\"");
    assert_has(output.text, "\"unavailable\":null");
}

TEST(demo_is_skipped_with_the_reason)
{
    miss_libraries();
    type("fetch --stamp=none");
    ASSERT_EQ(exit_code, EXIT_SKIPPED);
    ASSERT_STR_EQ(output.text, "");
    ASSERT_STR_EQ(errors.text, "fetch cannot run here: " REASONS ".\n"
                               "Install it, and ./asyncdemo builds again with it.\n");
}

TEST(other_demos_still_run)
{
    miss_libraries();
    type("fetch alone --stamp=none");
    ASSERT_EQ(exit_code, EXIT_SKIPPED);
    ASSERT_STR_EQ(output.text, "hello\n");
}

TEST(demo_is_still_shown)
{
    miss_libraries();
    type("show fetch");
    ASSERT_EQ(exit_code, 0);
    assert_has(output.text, "1.1 fetch: Fetching");
    ASSERT_STR_EQ(errors.text, "");
}

TEST(check_skips_the_demo_and_does_not_fail)
{
    miss_libraries();
    type("check fetch");
    ASSERT_EQ(exit_code, 0);
    assert_has(output.text, REASONS);
    assert_has(output.text, "0 passed, 0 failed, 2 skipped\n");
}

TEST(demo_runs_with_its_libraries)
{
    char reasons[IO_REASONS_MAX];

    if (io_libraries_missing(fetch.needs, reasons))
        test_skip(reasons);
    type("fetch --stamp=none");
    ASSERT_EQ(exit_code, 0);
    ASSERT_STR_EQ(output.text, "hello\n");
    type("list");
    ASSERT_TRUE(!strstr(output.text, "unavailable"));
}

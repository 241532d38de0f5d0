#include "cli/run_list.h"

#include "cli/command.h"

#include "capture.h"
#include "test.h"

#include <string.h>

static struct capture capture;

/* The runs of the words, which are separated by blanks: "lock race race.fixed"; or the first line
 * of the complaint. */
static const char *runs_of(const char *line)
{
    static char words[256], found[2 * sizeof capture.text];
    static struct arguments arguments;
    struct run_list list;
    char *strings[8];
    int count = 0, exit_code;

    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        strings[count++] = word;
    ASSERT_EQ(arguments_parse(&arguments, count, strings), 0);
    capture_begin(&capture, stderr);
    exit_code = run_list_read(&list, &arguments);
    snprintf(found, sizeof found, "%s", capture_end(&capture));
    found[strcspn(found, "\n")] = '\0';
    ASSERT_EQ(exit_code, found[0] ? EXIT_USAGE : 0);
    for (size_t i = 0; !exit_code && i < list.count; i++) {
        const struct run_list_entry *entry = &list.entries[i];

        for (size_t j = 0; j < entry->variant_count; j++) {
            const struct demo_variant *variant = entry->variants[j];

            snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s%s%s",
                     i || j ? " " : "", entry->demo->name, variant ? "." : "",
                     variant ? variant->name : "");
        }
    }
    run_list_free(&list);
    return found;
}

TEST(runs_come_in_the_order_of_the_words)
{
    ASSERT_STR_EQ(runs_of("lock"), "lock");
    ASSERT_STR_EQ(runs_of("event lock event"), "event lock event");
    ASSERT_STR_EQ(runs_of("run 1.2 demos/production/lock.c"), "semaphore lock");
}

TEST(chapter_stands_for_its_demos_in_teaching_order)
{
    static char expected[8192];

    for (size_t i = 0; i < syllabus_count && syllabus[i].chapter == syllabus_chapters; i++)
        snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%s%s",
                 i ? " " : "", syllabus[i].name);
    ASSERT_STR_EQ(runs_of("production"), expected);
    ASSERT_STR_EQ(runs_of("demos/production/"), expected);
    strcat(expected, " lock");
    ASSERT_STR_EQ(runs_of("1 lock"), expected);
}

TEST(demo_has_the_variants_of_the_list)
{
    ASSERT_STR_EQ(runs_of("race --variant=fixed"), "race.fixed");
    ASSERT_STR_EQ(runs_of("race --variant=default"), "race");
    ASSERT_STR_EQ(runs_of("race --variant=default,fixed"), "race race.fixed");
    ASSERT_STR_EQ(runs_of("race --variant=fixed,default"), "race.fixed race");
    ASSERT_STR_EQ(runs_of("production --variant=rest"), "rate-limit.rest");
    ASSERT_STR_EQ(runs_of("production --variant=default,rest"), "rate-limit rate-limit.rest");
}

TEST(wrong_variant_is_named)
{
    ASSERT_STR_EQ(
        runs_of("rate-limit --variant=default,fixd"),
        "--variant=default,fixd: the variants of rate-limit: fixed, rest. Did you mean fixed?");
    ASSERT_STR_EQ(runs_of("cancel --variant=fixed"), "--variant=fixed: cancel has no variants.");
    ASSERT_STR_EQ(runs_of("race --variant=fixed,fixed"),
                  "--variant=fixed,fixed: fixed is named twice.");
    ASSERT_STR_EQ(runs_of("race --variant=default,"),
                  "--variant=default,: a name is missing beside a comma.");
    ASSERT_STR_EQ(runs_of("race --variant=,fixed"),
                  "--variant=,fixed: a name is missing beside a comma.");
    ASSERT_STR_EQ(runs_of("race --variant=default,,fixed"),
                  "--variant=default,,fixed: a name is missing beside a comma.");
    ASSERT_STR_EQ(runs_of("production --variant=fixd"),
                  "--variant=fixd: no demo of the chapter production has it.");
}

TEST(wrong_word_is_named)
{
    ASSERT_STR_EQ(runs_of("run"), "\"asyncdemo run\" needs the name of a demo.");
    ASSERT_STR_EQ(runs_of("lock lokc"),
                  "There is no demo, chapter or command \"lokc\". Did you mean lock?");
    ASSERT_STR_EQ(runs_of("run prodution"),
                  "There is no demo or chapter \"prodution\". Did you mean production?");
    ASSERT_STR_EQ(runs_of("./demos/prodution/lokc.c"),
                  "There is no demo, chapter or command \"./demos/prodution/lokc.c\"."
                  " Did you mean lock?");
}

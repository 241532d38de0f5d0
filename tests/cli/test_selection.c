#include "cli/selection.h"

#include "cli/command.h"

#include "capture.h"
#include "test.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arguments arguments;
static struct capture capture;

/* The arguments up to NULL, which are well formed. */
static void parse(const char *first, ...)
{
    static char *strings[16];
    va_list more;
    int count = 0;

    va_start(more, first);
    for (const char *string = first; string; string = va_arg(more, const char *))
        strings[count++] = (char *)string;
    va_end(more);
    ASSERT_EQ(arguments_parse(&arguments, count, strings), 0);
}

#define PARSE(...) parse(__VA_ARGS__, NULL)

/* What is said about arguments that select nothing. */
static const char *complaint(void)
{
    capture_begin(&capture, stderr);
    ASSERT_EQ(selection_check(&arguments), EXIT_USAGE);
    return capture_end(&capture);
}

TEST(demo_and_variant_are_selected)
{
    const struct syllabus_entry *entry;
    const struct demo_variant *variant;

    PARSE("1.1", "production/rate-limit");
    ASSERT_EQ(selection_check(&arguments), 0);
    ASSERT_EQ(selection_demo(&arguments, arguments.words[0], &entry, &variant), 0);
    ASSERT_STR_EQ(entry->name, "lock");
    ASSERT_TRUE(!variant);
    PARSE("rate-limit", "--variant=fixed");
    ASSERT_EQ(selection_demo(&arguments, arguments.words[0], &entry, &variant), 0);
    ASSERT_STR_EQ(variant->name, "fixed");
    PARSE("rate-limit", "--variant=default");
    ASSERT_EQ(selection_demo(&arguments, arguments.words[0], &entry, &variant), 0);
    ASSERT_TRUE(!variant);
}

TEST(error_names_the_wrong_word)
{
    PARSE("lokc");
    ASSERT_STR_EQ(complaint(), "There is no demo, chapter or command \"lokc\". Did you mean lock?\n"
                               "All demos:  asyncdemo list    All commands:  asyncdemo help\n");
    PARSE("lsit");
    ASSERT_STR_EQ(complaint(), "There is no demo, chapter or command \"lsit\". Did you mean list?\n"
                               "All demos:  asyncdemo list    All commands:  asyncdemo help\n");
    PARSE("show", "lock", "lokc");
    ASSERT_STR_EQ(complaint(), "There is no demo \"lokc\". Did you mean lock?\n"
                               "All demos:  asyncdemo list\n");
    PARSE("show", "demos/production/lokc.c");
    ASSERT_STR_EQ(complaint(), "There is no demo \"demos/production/lokc.c\"."
                               " Did you mean lock?\nAll demos:  asyncdemo list\n");
    PARSE("1.99");
    ASSERT_STR_EQ(complaint(), "There is no demo \"1.99\": chapter 1 ends with 1.12.\n"
                               "All demos:  asyncdemo list\n");
    PARSE("show", "9.9");
    ASSERT_STR_EQ(complaint(), "There is no demo \"9.9\".\n"
                               "All demos:  asyncdemo list\n");
    PARSE("1.0");
    ASSERT_STR_EQ(complaint(), "There is no demo, chapter or command \"1.0\".\n"
                               "All demos:  asyncdemo list    All commands:  asyncdemo help\n");
    PARSE("show", "production");
    ASSERT_STR_EQ(complaint(), "\"production\" is a chapter, but \"asyncdemo show\" takes demos.\n"
                               "Its demos:  asyncdemo list\n");
    PARSE("run");
    ASSERT_STR_EQ(complaint(), "\"asyncdemo run\" needs the name of a demo.\n"
                               "For instance:  asyncdemo run lock    All demos:  asyncdemo list\n");
    PARSE("rate-limit", "--variant=fixd");
    ASSERT_STR_EQ(complaint(),
                  "--variant=fixd: the variants of rate-limit: fixed, rest. Did you mean fixed?\n"
                  "Its options:  asyncdemo help run\n");
    PARSE("rate-limit", "cancel", "--variant=fixed");
    ASSERT_STR_EQ(complaint(), "--variant=fixed: cancel has no variants.\n"
                               "Its options:  asyncdemo help run\n");
}

TEST(variant_as_a_word_is_told)
{
    PARSE("lock", "without");
    ASSERT_STR_EQ(complaint(), "\"without\" is a variant of lock, which an option chooses.\n"
                               "Then:  asyncdemo lock --variant=without\n");
    PARSE("show", "rate-limit.fixed");
    ASSERT_STR_EQ(complaint(),
                  "\"rate-limit.fixed\" is a variant of rate-limit, which an option chooses.\n"
                  "Then:  asyncdemo show rate-limit --variant=fixed\n");
    PARSE("show", "queue", "rate-limit", "fixed");
    ASSERT_STR_EQ(complaint(), "\"fixed\" is a variant of rate-limit, which an option chooses.\n"
                               "Then:  asyncdemo show rate-limit --variant=fixed\n");
    PARSE("show", "lock.fixed");
    ASSERT_STR_EQ(complaint(), "There is no demo \"lock.fixed\".\nAll demos:  asyncdemo list\n");
    PARSE("show", "without", "lock");
    ASSERT_STR_EQ(complaint(), "\"without\" is a variant of lock, which an option chooses.\n"
                               "Then:  asyncdemo show lock --variant=without\n");
}

TEST(source_in_python_is_told_by_its_demo)
{
    PARSE("show", "demos/production/lock.py");
    ASSERT_STR_EQ(complaint(), "There is no demo \"demos/production/lock.py\"."
                               " Did you mean lock?\nAll demos:  asyncdemo list\n");
}

/* ---- For check and accept ---- */

/* The names, separated by blanks, or the complaint. */
static const char *to_check(void)
{
    static char names[sizeof capture.text];
    struct check_demo *demos = calloc(syllabus_count, sizeof *demos);
    size_t count;
    int exit_code;

    ASSERT_TRUE(demos);
    capture_begin(&capture, stderr);
    exit_code = selection_to_check(&arguments, demos, &count);
    snprintf(names, sizeof names, "%s", capture_end(&capture));
    ASSERT_EQ(exit_code, names[0] ? EXIT_USAGE : 0);
    for (size_t i = 0; !exit_code && i < count; i++) {
        ASSERT_TRUE(demos[i].demo == syllabus_find(demos[i].name)->demo);
        ASSERT_STR_EQ(demos[i].chapter, syllabus_find(demos[i].name)->chapter->folder);
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? " " : "",
                 demos[i].name);
    }
    free(demos);
    return names;
}

TEST(checked_demos_come_once_in_teaching_order)
{
    PARSE("check", "semaphore", "lock", "1.1");
    ASSERT_STR_EQ(to_check(), "lock semaphore");
    ASSERT_TRUE(!selection_variant_to_check(&arguments));
}

TEST(chapter_selects_its_demos_and_no_name_all)
{
    char all[4096] = "";

    for (size_t i = 0; i < syllabus_count; i++)
        if (!syllabus[i].chapter->is_unsolved)
            snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? " " : "",
                     syllabus[i].name);
    PARSE("check");
    ASSERT_STR_EQ(to_check(), all);
    *strstr(all, " retry") = '\0';
    strcat(all, " retry");
    PARSE("check", "production", "lock");
    ASSERT_STR_EQ(to_check(), all);
}

TEST(exercise_is_checked_if_it_is_named)
{
    PARSE("check", "lock-order", "lock");
    ASSERT_STR_EQ(to_check(), "lock lock-order");
    PARSE("check", "exercises", "--variant=default");
    ASSERT_TRUE(strncmp(to_check(), "forgotten-await lost-error ", 27) == 0);
    ASSERT_TRUE(syllabus_find("lock-order")->chapter->is_unsolved);
    ASSERT_TRUE(!syllabus_find("lock")->chapter->is_unsolved);
}

TEST(variant_selects_the_demos_that_have_it)
{
    PARSE("check", "production", "--variant=rest");
    ASSERT_STR_EQ(to_check(), "rate-limit");
    ASSERT_STR_EQ(selection_variant_to_check(&arguments), "rest");
    PARSE("check", "lock", "--variant=default");
    ASSERT_STR_EQ(to_check(), "lock");
    ASSERT_STR_EQ(selection_variant_to_check(&arguments), "");
}

TEST(error_names_a_demo_that_cannot_be_checked)
{
    PARSE("check", "cancel", "--variant=fixed");
    ASSERT_STR_EQ(to_check(), "--variant=fixed: cancel has no variants.\n"
                              "Its options:  asyncdemo help check\n");
    PARSE("check", "--variant=unheard-of");
    ASSERT_STR_EQ(to_check(), "--variant=unheard-of: no demo here has this variant.\n"
                              "Its options:  asyncdemo help check\n");
    PARSE("check", "prodution");
    ASSERT_STR_EQ(to_check(),
                  "There is no demo or chapter \"prodution\". Did you mean production?\n"
                  "All demos:  asyncdemo list\n");
}

TEST(root_is_found)
{
    PARSE("check", "--root=/somewhere");
    ASSERT_STR_EQ(selection_root(&arguments), "/somewhere");
    PARSE("check");
    ASSERT_EQ(chdir("/"), 0);
    ASSERT_STR_EQ(selection_root(&arguments), SOURCE_ROOT);
    ASSERT_EQ(chdir(SOURCE_ROOT), 0);
    ASSERT_STR_EQ(selection_root(&arguments), ".");
}

#include "cli/command.h"

#include "cli/page.h"
#include "cli/syllabus.h"

#include "capture.h"
#include "test.h"

#include <string.h>

TEST(command_is_found_by_its_whole_name)
{
    ASSERT_TRUE(command_find("run") == &command_run);
    ASSERT_TRUE(command_find("compare") == &command_compare);
    ASSERT_TRUE(!command_find("ru"));
    ASSERT_TRUE(!command_find(""));
}

TEST(run_is_the_default_command)
{
    ASSERT_TRUE(commands[0] == &command_run);
}

TEST(no_demo_or_chapter_has_the_name_of_a_command)
{
    for (size_t i = 0; commands[i]; i++) {
        test_note("%s", commands[i]->name);
        ASSERT_TRUE(!syllabus_find(commands[i]->name));
        ASSERT_TRUE(!syllabus_find_chapter(commands[i]->name));
    }
}

/* The widest line, in columns. */
static size_t width(const char *text)
{
    size_t widest = 0, column = 0;

    for (; *text; text++) {
        column = *text == '\n' ? 0 : column + (((unsigned char)*text & 0xc0) != 0x80);
        widest = column > widest ? column : widest;
    }
    return widest;
}

TEST(help_fits_the_page_and_names_every_command_and_option)
{
    static struct capture capture;
    const char *text;
    char name[64];

    capture_begin(&capture, stdout);
    help_write();
    text = capture_end(&capture);
    ASSERT_TRUE(width(text) <= PAGE_WIDTH + 1);
    for (size_t i = 0; commands[i]; i++) {
        snprintf(name, sizeof name, "\n  %s ", commands[i]->name);
        test_note("%s", name);
        ASSERT_TRUE(strstr(text, name));
    }

    for (size_t i = 0; commands[i]; i++) {
        capture_begin(&capture, stdout);
        help_write_command(commands[i]);
        text = capture_end(&capture);
        test_note("%s", text);
        ASSERT_TRUE(width(text) <= PAGE_WIDTH);
        for (const struct option *option = commands[i]->options; option->name; option++) {
            snprintf(name, sizeof name, "--%s%s", option->name, option->value ? "=" : "\n");
            ASSERT_TRUE(strstr(text, name));
        }
    }
}

TEST(brief_help_is_brief_and_goes_to_stderr)
{
    static struct capture capture;
    const char *text;
    int lines = 0;

    capture_begin(&capture, stderr);
    help_write_brief();
    text = capture_end(&capture);
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    ASSERT_TRUE(lines <= 10);
    ASSERT_TRUE(strncmp(text, "asyncdemo lock ", strlen("asyncdemo lock ")) == 0);
}

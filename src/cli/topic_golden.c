/* The form of a golden file of any command. */
#include "cli/topic.h"

#include <stdio.h>

struct row {
    const char *form, *meaning;
};

static const struct row lines[] = {
    { "$ python3 tick.py", "the command, for sh -c; \"> \" goes on with it" },
    { "limit 5s", "a header, see below" },
    { "[  0.000] tick", "a line on stdout, and when, since the first line" },
    { "! [  0.100] warning", "a line on stderr" },
    { "? [  0.200] port {int:port}", "a line with placeholders" },
    { "~ [  0.300] b", "lines that stand together with this mark" },
    { "~ [  0.300] a", "may come in any order" },
    { "...", "any lines; \"! ...\" for stderr" },
    { "hello", "a line whose time is not judged" },
    { "\\exit", "the same, for a text with another meaning here" },
    { "# a remark", "is no output" },
    { "exit 0", "the end: a code, SIGTERM, or \"limit\"" },
};

static const struct row headers[] = {
    { "cwd FOLDER", "where the command runs; default: beside the file" },
    { "env NAME=VALUE", "set a variable; \"env NAME\" takes it away" },
    { "limit 5s", "when it is ended, counted from its first line on" },
    { "late 0.1s", "how much too late a line may come; default: 0.05s" },
    { "early 0.1s", "the same for too early" },
    { "start <= 2s", "how late the first line may be; default: any time" },
    { "stamps own", "the command prints time stamps itself" },
    { "stamps none", "no line has a time stamp" },
};

static const struct row placeholders[] = {
    { "{int} {float} {hex}", "a number" },
    { "{path}", "characters without blanks and quotes" },
    { "{*}", "any characters" },
    { "{int:port}", "a number, which gets a name" },
    { "{=port}", "the same text again" },
    { "{{", "a brace" },
    { "{\\r} {\\x1b}", "a byte that a text file should not hold" },
    { "{no newline}", "behind the last line, if no newline ends it" },
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void write_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("  %-28s %s\n", rows[i].form, rows[i].meaning);
}

void topic_write_golden(const struct page *page)
{
    page_heading(page, "asyncdemo help golden");
    printf("\n  asyncdemo accept tick.golden -- python3 tick.py     make the file\n"
           "  asyncdemo check tick.golden                         run it, and compare\n"
           "  asyncdemo accept tick.golden                        renew the file\n\n"
           "A golden file tells how to run any command, and what it prints and when.\n");
    page_heading(page, "\nLines");
    write_rows(lines, COUNT(lines));
    page_heading(page, "\nHeaders");
    write_rows(headers, COUNT(headers));
    page_heading(page, "\nPlaceholders");
    write_rows(placeholders, COUNT(placeholders));
    page_heading(page, "\nTime");
    printf("A line is judged by the time since one of the lines before it, so small delays\n"
           "do not add up. Stdout and stderr each keep their order; between them, time alone\n"
           "decides. If this machine was late, the command runs again, up to three times.\n");
    page_heading(page, "\nThe command");
    printf("Its stdin is /dev/null. LC_ALL is C.UTF-8, TZ is UTC, TERM is dumb, COLUMNS is\n"
           "80, LINES is 24, and PYTHONUNBUFFERED is 1, so that Python prints lines when\n"
           "they are due. Other programs may need \"stdbuf -oL\". What the command leaves\n"
           "running is ended.\n");
}

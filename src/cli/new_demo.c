#include "cli/new_demo.h"

#include "cli/command.h"
#include "cli/demo_text.h"
#include "cli/output_file.h"
#include "cli/suggest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Its files ---- */

/* %1$s: the name; %2$s: the identifier. */
static const char source_text[] =
    "/*\n"
    " * Two tasks greet, each after a pause [1]. Say here in a few sentences what your demo\n"
    " * shows.\n"
    " *\n"
    " * Key point: both pause at the same time, so the last greeting comes after 0.2 s.\n"
    " *\n"
    " * Use it when a task need not wait for another. Say here when a reader needs your demo.\n"
    " */\n"
    "#include \"demo.h\"\n"
    "\n"
    "ASYNC(greet, const char *name; double delay;)\n"
    "{\n"
    "    await(co_sleep(my->delay));                                     /* [1] */\n"
    "    log_time(\"Hello from %%s\", my->name);\n"
    "    return 0;\n"
    "}\n"
    "\n"
    "ASYNC(main)\n"
    "{\n"
    "    await(GATHER(NAMED_CORO(greet, \"first\", 0.2), NAMED_CORO(greet, \"second\", 0.1)));\n"
    "    log_time(\"Good bye\");\n"
    "    return 0;\n"
    "}\n"
    "\n"
    "DEMO(%2$s, .title = \"%1$s: say what it shows\", .section = \"1\");\n";

static const char log_text[] = "[  0.100] Hello from second\n"
                               "[  0.200] Hello from first\n"
                               "[  0.200] Good bye\n";

static const char events_text[] = "events 1\n"
                                  "0 main is made by the loop\n"
                                  "0 first is made by main 0.1\n"
                                  "0 second is made by main 0.2\n"
                                  "0 main waits for the end of first, second (gather)\n"
                                  "0 first sleeps until 0.2\n"
                                  "0 second sleeps until 0.1\n"
                                  "0.1 second is woken after 0.1\n"
                                  "0.1 second prints Hello from second\n"
                                  "0.1 second ends\n"
                                  "0.2 first is woken after 0.2\n"
                                  "0.2 first prints Hello from first\n"
                                  "0.2 first ends\n"
                                  "0.2 main is woken by first 1.1\n"
                                  "0.2 main prints Good bye\n"
                                  "0.2 main ends\n"
                                  "0.2 the run ends\n";

/* ---- Names ---- */

static bool is_name(const char *text, size_t length)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz", all[] = "abcdefghijklmnopqrstuvwxyz"
                                                                        "0123456789-";

    return length && length <= NEW_DEMO_NAME_MAX && strchr(letters, text[0]) &&
           strspn(text, all) >= length && text[length - 1] != '-';
}

int new_demo_parse(struct new_demo *demo, const char *word)
{
    size_t chapter, name;
    const char *slash;

    if (strncmp(word, "demos/", 6) == 0)
        word += 6;
    slash = strchr(word, '/');
    if (!slash)
        return -EINVAL;
    chapter = (size_t)(slash - word);
    name = strlen(slash + 1);
    if (name > 2 && strcmp(slash + 1 + name - 2, ".c") == 0)
        name -= 2;
    if (!is_name(word, chapter) || !is_name(slash + 1, name))
        return -EINVAL;
    co_format(demo->chapter, sizeof demo->chapter, "%.*s", (int)chapter, word);
    co_format(demo->name, sizeof demo->name, "%.*s", (int)name, slash + 1);
    return 0;
}

static void make_identifier(const char *name, char identifier[NEW_DEMO_NAME_MAX + 1])
{
    size_t i = 0;

    for (; name[i]; i++)
        identifier[i] = name[i] == '-' ? '_' : name[i];
    identifier[i] = '\0';
}

/* ---- The catalogue ---- */

static int cannot(const char *what, const char *path, int code)
{
    fprintf(stderr, "%s cannot be %s: %s.\n", path, what, strerror(-code));
    return EXIT_TOOL_FAILED;
}

static int read_catalog(const char *path, struct text *catalog)
{
    FILE *file = fopen(path, "r");
    char bytes[4096];
    size_t size;
    int code;

    if (!file)
        return cannot("read", path, -errno);
    errno = 0;
    while ((size = fread(bytes, 1, sizeof bytes, file)))
        text_add_bytes(catalog, bytes, size);
    code = ferror(file) ? -errno : catalog->failed ? -ENOMEM : 0;
    fclose(file);
    return code < 0 ? cannot("read", path, code) : 0;
}

/* The first word of a line, before its comment. */
static struct part take_word(struct part *line)
{
    struct part word;

    while (line->begin < line->end && strchr(" \t", *line->begin))
        line->begin++;
    word = (struct part){ line->begin, line->begin };
    while (word.end < line->end && !strchr(" \t#", *word.end))
        word.end++;
    line->begin = word.end;
    return word;
}

static bool part_is(struct part part, const char *text)
{
    return part_length(part) == strlen(text) && part_begins_with(part, text);
}

/* Where the new line comes: behind the last demo of the chapter. NULL: a message says why not. */
static const char *find_place(const struct new_demo *demo, const struct text *catalog)
{
    struct part rest = { text_string(catalog), text_string(catalog) + catalog->length };
    struct suggestion suggestion;
    bool is_here = false;
    const char *place = NULL;

    suggest_begin(&suggestion, demo->chapter);
    while (rest.begin < rest.end) {
        struct part line = part_take_line(&rest), word = take_word(&line);

        if (part_is(word, "chapter")) {
            is_here = part_is(take_word(&line), demo->chapter);
        } else if (part_is(word, demo->name)) {
            usage_error("All demos:  asyncdemo list", "demos/CATALOG has a demo %s already.",
                        demo->name);
            return NULL;
        } else if (!part_length(word)) {
            continue;
        }
        place = is_here ? rest.begin : place;
    }
    for (size_t i = 0; i < syllabus_chapter_count; i++)
        suggest_add(&suggestion, syllabus_chapters[i].folder);
    if (!place)
        usage_error(
            "All chapters:  asyncdemo list",
            "demos/CATALOG has no chapter %s. Add its line, \"chapter %s HEADING\", or take "
            "another chapter.%s",
            demo->chapter, demo->chapter, suggest_sentence(&suggestion, ""));
    return place;
}

static int write_catalog(const char *path, const struct new_demo *demo, const struct text *catalog,
                         const char *place)
{
    struct text longer = { 0 };
    size_t before = (size_t)(place - text_string(catalog));
    int exit_code;

    text_add_bytes(&longer, text_string(catalog), before);
    text_add(&longer, "%s    %s\n", before && place[-1] != '\n' ? "\n" : "", demo->name);
    text_add_bytes(&longer, place, catalog->length - before);
    exit_code = longer.failed ? cannot("written", path, -ENOMEM)
                              : output_file_write(path, text_string(&longer), longer.length);
    text_free(&longer);
    return exit_code;
}

/* ---- Making ---- */

enum { SOURCE, LOG, EVENTS, FILES };

struct paths {
    char catalog[PATH_MAX], files[FILES][PATH_MAX];
};

static void find_paths(const struct new_demo *demo, struct paths *paths)
{
    static const char *const forms[FILES] = { "%s/demos/%s/%s.c", "%s/golden/%s/%s.txt",
                                              "%s/golden/%s/%s.events" };

    co_format(paths->catalog, PATH_MAX, "%s/demos/CATALOG", demo->root);
    for (int i = 0; i < FILES; i++)
        co_format(paths->files[i], PATH_MAX, forms[i], demo->root, demo->chapter, demo->name);
}

static int check_free(const struct new_demo *demo, const struct paths *paths)
{
    if (command_find(demo->name) || syllabus_find_chapter(demo->name))
        return usage_error("For instance:  asyncdemo new production/my-lock",
                           "%s is the name of a command or a chapter.", demo->name);
    for (int i = 0; i < FILES; i++)
        if (access(paths->files[i], F_OK) == 0)
            return usage_error("Move it away, or take another name.", "%s is there already.",
                               paths->files[i]);
    return 0;
}

static int write_files(const struct new_demo *demo, const struct paths *paths)
{
    char identifier[NEW_DEMO_NAME_MAX + 1];
    struct text source = { 0 };
    int exit_code;

    make_identifier(demo->name, identifier);
    text_add(&source, source_text, demo->name, identifier);
    exit_code = source.failed
                    ? cannot("written", paths->files[SOURCE], -ENOMEM)
                    : output_file_write(paths->files[SOURCE], text_string(&source), source.length);
    text_free(&source);
    if (!exit_code)
        exit_code = output_file_write(paths->files[LOG], log_text, sizeof log_text - 1);
    if (!exit_code)
        exit_code = output_file_write(paths->files[EVENTS], events_text, sizeof events_text - 1);
    return exit_code;
}

int new_demo_make(const struct new_demo *demo)
{
    struct text catalog = { 0 };
    struct paths paths;
    const char *place;
    int exit_code;

    find_paths(demo, &paths);
    exit_code = read_catalog(paths.catalog, &catalog);
    place = exit_code ? NULL : find_place(demo, &catalog);
    if (!exit_code && !place)
        exit_code = EXIT_USAGE;
    if (!exit_code)
        exit_code = check_free(demo, &paths);
    if (!exit_code) {
        exit_code = write_files(demo, &paths);
        if (!exit_code)
            exit_code = write_catalog(paths.catalog, demo, &catalog, place);
        for (int i = 0; exit_code && i < FILES; i++)
            unlink(paths.files[i]);
    }
    text_free(&catalog);
    return exit_code;
}

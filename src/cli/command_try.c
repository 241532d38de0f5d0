#include "cli/command.h"
#include "cli/selection.h"
#include "cli/try_session.h"
#include "try/exercise.h"
#include "try/solved.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct option options[] = {
    { "once", 0, NULL,
      "build and judge the file once, and end with the exit code of check."
      " It is not noted as solved" },
    { "hint", 0, "N", "print a hint of the exercise: the first, the second or the third" },
    { "root", 0, "FOLDER", "the checkout that builds the file. Default: that of the program" },
    { 0 },
};

/* ---- The list ---- */

static void list_exercise(const struct syllabus_entry *entry, const struct solved *solved,
                          bool *has_next)
{
    bool is_solved = solved_has(solved, entry->name);
    bool is_next = !is_solved && !*has_next;

    *has_next |= is_next;
    printf("  %-8s%-22s%s\n",
           is_solved ? "solved"
           : is_next ? "next"
                     : "",
           entry->name, entry->demo->title);
}

static int list_exercises(void)
{
    struct solved solved = { 0 };
    bool has_next = false;
    int rc = solved_read(&solved);

    if (rc < 0)
        fprintf(stderr, "%s cannot be read: %s.\n", text_string(&solved.path), strerror(-rc));
    for (size_t i = 0; i < syllabus_count; i++)
        if (syllabus[i].chapter->is_unsolved)
            list_exercise(&syllabus[i], &solved, &has_next);
    for (size_t i = 0; i < syllabus_count && has_next; i++) {
        if (syllabus[i].chapter->is_unsolved && !solved_has(&solved, syllabus[i].name)) {
            printf("\nNext: asyncdemo try %s\n", syllabus[i].name);
            break;
        }
    }
    solved_free(&solved);
    return rc < 0 ? EXIT_TOOL_FAILED : EXIT_WELL;
}

/* ---- What is tried ---- */

static bool is_file(const char *word)
{
    struct stat status;
    size_t length = strlen(word);

    return length > 2 && strcmp(word + length - 2, ".c") == 0 && stat(word, &status) == 0;
}

/* The word is a demo, whose file is NAME.c here; or a file of that name anywhere. */
static int find_demo(const struct arguments *arguments, struct try_session *session,
                     struct text *file)
{
    const char *word = arguments->words[0], *slash = strrchr(word, '/');
    struct text name = { 0 };
    int exit_code = 0;

    if (is_file(word)) {
        text_add(file, "%s", word);
        text_add(&name, "%.*s", (int)strlen(slash ? slash + 1 : word) - 2,
                 slash ? slash + 1 : word);
    }
    session->entry = syllabus_find(name.length ? text_string(&name) : word);
    if (!session->entry)
        exit_code = selection_unknown(arguments, name.length ? text_string(&name) : word, false);
    if (!exit_code && !file->length)
        text_add(file, "%s.c", session->entry->name);
    text_free(&name);
    session->file = text_string(file);
    return exit_code;
}

/* The build is the one that this program comes from, or the launcher's. Without the checkout there
 * are no goldens to compare with, and no headers to build with. */
static int find_build(const struct try_session *session, char build[PATH_MAX])
{
    static const char program[] = "/src/cli/asyncdemo";
    char ninja[PATH_MAX + 16];
    ssize_t length = readlink("/proc/self/exe", build, PATH_MAX - 1);
    size_t ending = sizeof program - 1;

    if (length > (ssize_t)ending && memcmp(build + length - (ssize_t)ending, program, ending) == 0)
        build[length - (ssize_t)ending] = '\0';
    else
        build[0] = '\0';
    snprintf(ninja, sizeof ninja, "%s/build.ninja", build);
    if (session->root && build[0] && access(ninja, R_OK) == 0)
        return 0;
    snprintf(build, PATH_MAX, "%s/build", session->root ? session->root : ".");
    snprintf(ninja, sizeof ninja, "%s/build.ninja", build);
    if (session->root && access(ninja, R_OK) == 0)
        return 0;
    fprintf(stderr,
            "A file can be tried in a checkout that has been built, with a compiler: there, type\n"
            "    ./asyncdemo try %s\n",
            session->entry->name);
    return EXIT_TOOL_FAILED;
}

static int hint(const struct arguments *arguments, const struct try_session *session)
{
    unsigned long long number = 1;
    int exit_code = value_number(arguments, "hint", 1, EXERCISE_HINTS, &number);

    if (exit_code || try_session_hint(session, (int)number))
        return exit_code;
    return usage_error("The exercises:  asyncdemo try", "%s is no exercise, and has no hints.",
                       session->entry->name);
}

static int run(const struct arguments *arguments, struct try_session *session)
{
    char build[PATH_MAX];
    int exit_code = find_build(session, build);

    session->build = build;
    session->once = arguments_value(arguments, "once");
    if (!exit_code && (!session->once || access(session->file, F_OK) < 0))
        exit_code = try_session_copy(session);
    if (exit_code)
        return exit_code;
    return try_session_run(session);
}

static int execute(const struct arguments *arguments)
{
    struct try_session session = { .root = selection_root(arguments) };
    struct text file = { 0 };
    int exit_code;

    if (!arguments->word_count)
        return list_exercises();
    if (arguments->word_count > 1)
        return usage_error("Several files:  asyncdemo check FILE.c...",
                           "One exercise is tried at a time, so name one.");
    exit_code = find_demo(arguments, &session, &file);
    if (!exit_code && arguments_value(arguments, "hint"))
        exit_code = hint(arguments, &session);
    else if (!exit_code && !command_can_run(session.entry->name, session.entry->demo->needs))
        exit_code = EXIT_SKIPPED;
    else if (!exit_code)
        exit_code = run(arguments, &session);
    text_free(&file);
    return exit_code;
}

const struct command command_try = {
    .name = "try",
    .words = "[EXERCISE|DEMO|FILE.c]",
    .summary = "solve an exercise: its file is built and judged each time you save it",
    .example = "asyncdemo try\nasyncdemo try lock-too-late",
    .details =
        "Without a word, the exercises are listed, and which of them you have solved. With the name"
        " of an exercise, its program is copied into this folder; it has one mistake. Each time the"
        " file is saved, it is built, its output is compared with what is wanted, and other orders"
        " of its tasks are explored. It is solved if no order is bad. Any demo can be changed and"
        " tried in the same way; then its golden is what is wanted. What you have solved is kept in"
        " $XDG_STATE_HOME/asyncdemo, or in ~/.local/state/asyncdemo. To judge the files of a class:"
        " asyncdemo check FILE.c...",
    .options = options,
    .execute = execute,
};

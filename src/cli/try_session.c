#include "cli/try_session.h"

#include "cli/command.h"
#include "cli/demo_text.h"
#include "cli/process.h"
#include "cli/terminal.h"
#include "co/explain/write.h"
#include "run/colour.h"
#include "try/exercise.h"
#include "try/solved.h"
#include "try/watch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH_USUAL = 80, LINE_SIZE = 256 };

/* ---- The user's file ---- */

static struct part source_of(const struct try_session *session)
{
    char path[256];

    demo_text_path(path, sizeof path, session->entry);
    return demo_text_file(path);
}

static int cannot(const char *path, int rc)
{
    fprintf(stderr, "%s cannot be written: %s.\n", path, strerror(-rc));
    return EXIT_TOOL_FAILED;
}

int try_session_copy(const struct try_session *session)
{
    struct part source = source_of(session);
    struct text copy = { 0 };
    int descriptor = open(session->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), rc;

    if (descriptor < 0 && errno == EEXIST) {
        printf("%s is there already, and stays as it is.\n", session->file);
        return 0;
    }
    if (descriptor < 0)
        return cannot(session->file, -errno);
    exercise_add_source(&copy, source.begin, part_length(source));
    rc = copy.failed ? -ENOMEM : write_all(descriptor, text_string(&copy), copy.length);
    if (close(descriptor) < 0 && rc == 0)
        rc = -errno;
    text_free(&copy);
    if (rc == 0)
        printf("Made %s.%s\n", session->file,
               session->once
                   ? ""
                   : " Change it in your editor: each time you save it, it is built and tried.");
    else
        unlink(session->file);
    return rc < 0 ? cannot(session->file, rc) : 0;
}

bool try_session_hint(const struct try_session *session, int number)
{
    struct part source = source_of(session);
    struct text hint = { 0 }, line = { 0 };
    bool has_hint;

    exercise_add_hint(&hint, source.begin, part_length(source), number);
    has_hint = hint.length;
    if (has_hint) {
        text_add(&line, "Hint %d: %s\n", number, text_string(&hint));
        terminal_print(text_string(&line));
    }
    text_free(&hint);
    text_free(&line);
    return has_hint;
}

/* ---- Judging ---- */

static const char *colour_of(enum attempt_end end)
{
    static const char *const colours[] = { [ATTEMPT_SOLVED] = "\033[1;32m",
                                           [ATTEMPT_REFUSED] = COLOUR_ALARM,
                                           [ATTEMPT_BROKEN] = COLOUR_ALARM };

    return terminal_colour(STDOUT_FILENO) ? colours[end] : "";
}

static const struct syllabus_entry *next_unsolved(const struct solved *solved)
{
    for (size_t i = 0; i < syllabus_count; i++)
        if (syllabus[i].chapter->is_unsolved && !solved_has(solved, syllabus[i].name))
            return &syllabus[i];
    return NULL;
}

static void say_progress(const struct try_session *session)
{
    struct solved solved = { 0 };
    const struct syllabus_entry *next;
    int rc = solved_read(&solved);

    if (rc == 0)
        rc = solved_add(&solved, session->entry->name);
    next = next_unsolved(&solved);
    if (rc < 0)
        printf("Your progress cannot be kept%s%s: %s.\n", solved.path.length ? " in " : "",
               text_string(&solved.path), strerror(-rc));
    else if (next)
        printf("Next: asyncdemo try %s\n", next->name);
    else
        printf("You have solved all exercises.\n");
    solved_free(&solved);
}

static void say(const struct try_session *session, const struct attempt *attempt)
{
    const char *colour = colour_of(attempt->end);

    printf("%s", colour);
    terminal_print(text_string(&attempt->summary));
    printf("%s\n", *colour ? COLOUR_PLAIN : "");
    if (attempt->details.length)
        printf("\n%s", text_string(&attempt->details));
    if (attempt->end == ATTEMPT_SOLVED && attempt->is_exercise && !session->once) {
        printf("\n");
        say_progress(session);
    }
    fflush(stdout);
}

static int judge(struct try_session *session, struct workshop *workshop)
{
    static const int exit_codes[] = { [ATTEMPT_SOLVED] = EXIT_WELL,
                                      [ATTEMPT_REFUSED] = EXIT_CHECK_FAILED,
                                      [ATTEMPT_BROKEN] = EXIT_TOOL_FAILED };
    int width = terminal_width(STDOUT_FILENO);
    struct attempt attempt = { .file = session->file,
                               .name = session->entry->name,
                               .root = session->root,
                               .is_exercise = session->entry->chapter->is_unsolved,
                               .width = width ? width : WIDTH_USUAL,
                               .ascii = terminal_symbols(STDOUT_FILENO) == SYMBOLS_ASCII };
    int rc = attempt_judge(&attempt, workshop);

    if (rc == 0)
        say(session, &attempt);
    else if (rc != -EINTR)
        fprintf(stderr, "%s cannot be judged: %s.\n", session->file, strerror(-rc));
    session->exit_code = rc == 0        ? exit_codes[attempt.end]
                         : rc == -EINTR ? EXIT_INTERRUPTED
                                        : EXIT_TOOL_FAILED;
    attempt_free(&attempt);
    return rc;
}

/* ---- Watching ---- */

static void say_keys(const struct try_session *session)
{
    printf("\nWaiting until you save %s. Type %sq to end, and Enter.\n", session->file,
           session->entry->chapter->is_unsolved ? "h for a hint, " : "");
    fflush(stdout);
}

static void say_heading(const struct try_session *session)
{
    time_t now = time(NULL);
    struct tm *local = localtime(&now);
    char clock[16] = "";

    if (local)
        strftime(clock, sizeof clock, "%H:%M:%S", local);
    printf("\n==== %s, saved at %s ====\n\n", session->file, clock);
    fflush(stdout);
}

/* Returns whether the user wants to end. */
static bool obey(const struct try_session *session, const char *line, int *hints)
{
    if (strcmp(line, "q") == 0)
        return true;
    if (strcmp(line, "h") != 0)
        say_keys(session);
    else if (try_session_hint(session, *hints + 1))
        ++*hints;
    else
        printf("There are no more hints.\n");
    fflush(stdout);
    return false;
}

static int watch_file(struct try_session *session, struct workshop *workshop)
{
    struct watch watch;
    char line[LINE_SIZE];
    int hints = 0, rc;

    watch_begin(&watch, session->file, isatty(STDIN_FILENO));
    rc = judge(session, workshop);
    say_keys(session);
    while (rc != -EINTR) {
        switch (watch_wait(&watch, line, sizeof line)) {
        case WATCH_SAVED:
            say_heading(session);
            rc = judge(session, workshop);
            say_keys(session);
            break;
        case WATCH_GONE:
            printf("\n%s is gone. It is tried when it is there again.\n", session->file);
            fflush(stdout);
            break;
        case WATCH_LINE:
            if (obey(session, line, &hints))
                return session->exit_code;
            break;
        case WATCH_ENDED:
            return session->exit_code;
        }
    }
    return session->exit_code;
}

/* ---- The workshop ---- */

struct place {
    struct try_session *session;
    const char *folder;
};

static int work(void *context)
{
    const struct place *place = context;
    struct try_session *session = place->session;
    struct workshop workshop = { .build = session->build,
                                 .folder = place->folder,
                                 .name = session->entry->name };
    int rc = workshop_open(&workshop, session->entry->chapter->folder), exit_code;

    if (rc == 0 && session->once) {
        judge(session, &workshop);
        exit_code = session->exit_code;
    } else if (rc == 0) {
        exit_code = watch_file(session, &workshop);
    } else {
        if (rc != -EINTR)
            fprintf(stderr, "%s cannot be tried: %s.\n", session->file,
                    workshop.message.length ? text_string(&workshop.message) : strerror(-rc));
        exit_code = rc == -EINTR ? EXIT_INTERRUPTED : EXIT_TOOL_FAILED;
    }
    workshop_close(&workshop);
    return exit_code;
}

/* What is in it are files alone. */
static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    while (folder && (entry = readdir(folder)))
        unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    rmdir(path);
}

/* However the child ends, this process removes what it has made. */
int try_session_run(struct try_session *session)
{
    const char *parent = getenv("TMPDIR");
    struct text folder = { 0 };
    struct place place = { .session = session };
    int exit_code = EXIT_TOOL_FAILED;

    text_add(&folder, "%s/asyncdemo-try.XXXXXX", parent && *parent == '/' ? parent : "/tmp");
    if (folder.failed || !mkdtemp(folder.bytes)) {
        fprintf(stderr, "%s cannot be tried: no folder can be made in %s: %s.\n", session->file,
                parent && *parent == '/' ? parent : "/tmp", strerror(errno));
    } else {
        place.folder = folder.bytes;
        exit_code = process_call(session->entry->name, work, &place);
        remove_folder(folder.bytes);
    }
    text_free(&folder);
    return exit_code;
}

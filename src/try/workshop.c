#include "try/workshop.h"

#include "check/command_word.h"

#include "co/explain/write.h"
#include "run/unnamed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The program, as the build names it. */
#define PROGRAM "src/cli/asyncdemo"

enum { SOURCE_MAX = 1024 * 1024 /* bytes */ };

/* Nanoseconds for a compiler on a busy machine. */
static const int64_t limit = INT64_C(120000000000);

/* ---- Commands of the build ---- */

static int call(struct workshop *workshop, const char *command, struct capture *capture)
{
    const struct shell_call shell_call = { .command = command,
                                           .folder = workshop->build,
                                           .limit = limit };
    int rc = capture_command(&shell_call, capture);

    if (rc < 0 && rc != -EINTR)
        text_add(&workshop->message, "the compiler cannot be started: %s", strerror(-rc));
    return rc;
}

/* Ask ninja for the last command that makes the target. */
static int ask(struct workshop *workshop, const char *target, struct capture *capture)
{
    struct text command = { 0 };
    int rc;

    text_add(&command, "ninja -t commands -s ");
    command_add_word(&command, target);
    rc = command.failed ? -ENOMEM : call(workshop, text_string(&command), capture);
    text_free(&command);
    if (rc == 0 && (capture->end != SHELL_EXITED || capture->status)) {
        text_add(&workshop->message, "the build folder %s cannot tell how it builds: %.*s",
                 workshop->build, (int)strcspn(text_string(&capture->errors), "\n"),
                 text_string(&capture->errors));
        rc = -ENOENT;
    }
    return rc;
}

/* Split the answer at the mark: what is before it, and what is behind it. */
static int split(struct workshop *workshop, const struct capture *answer, const char *mark,
                 struct text *before, struct text *behind)
{
    const char *command = text_string(&answer->output), *at = strstr(command, mark);

    if (!at) {
        text_add(&workshop->message, "the build's command is of an unknown form: %.200s", command);
        return -ENOTSUP;
    }
    text_add_bytes(before, command, (size_t)(at - command));
    if (behind)
        text_add_bytes(behind, at + strlen(mark), strcspn(at + strlen(mark), "\n"));
    return 0;
}

static int learn(struct workshop *workshop, const char *target, const char *mark,
                 struct text *before, struct text *behind)
{
    struct capture answer = { 0 };
    int rc = ask(workshop, target, &answer);

    if (rc == 0)
        rc = split(workshop, &answer, mark, before, behind);
    capture_free(&answer);
    return rc;
}

int workshop_open(struct workshop *workshop, const char *chapter)
{
    struct text object = { 0 };
    int rc;

    text_add(&workshop->identifier, "%s", workshop->name);
    for (size_t i = 0; i < workshop->identifier.length; i++)
        if (workshop->identifier.bytes[i] == '-')
            workshop->identifier.bytes[i] = '_';
    text_add(&workshop->program, "%s/asyncdemo", workshop->folder);
    text_add(&object, "demos/libdemos.a.p/%s_%s.c.o", chapter, workshop->name);
    rc = object.failed ? -ENOMEM
                       : learn(workshop, text_string(&object), " -MD ", &workshop->compile, NULL);
    if (rc == 0)
        rc = learn(workshop, PROGRAM, " -o " PROGRAM " ", &workshop->link, &workshop->rest);
    text_free(&object);
    return rc;
}

void workshop_close(struct workshop *workshop)
{
    text_free(&workshop->identifier);
    text_free(&workshop->compile);
    text_free(&workshop->link);
    text_free(&workshop->rest);
    text_free(&workshop->program);
    text_free(&workshop->message);
}

/* ---- The copy ---- */

static int cannot(struct workshop *workshop, const char *what, const char *path, int rc)
{
    text_add(&workshop->message, "%s cannot be %s: %s", path, what, strerror(-rc));
    return rc;
}

static int read_source(struct workshop *workshop, const char *file, char **bytes, size_t *size)
{
    int descriptor = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC), rc;
    struct stat status;

    if (descriptor < 0)
        return cannot(workshop, "read", file, -errno);
    if (fstat(descriptor, &status) < 0)
        rc = -errno;
    else if (!S_ISREG(status.st_mode))
        rc = S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
    else
        rc = status.st_size > SOURCE_MAX ? -EFBIG : unnamed_file_read(descriptor, bytes, size);
    close(descriptor);
    return rc < 0 ? cannot(workshop, "read", file, rc) : 0;
}

static int copy_source(struct workshop *workshop, const char *file, const char *copy)
{
    char *bytes = NULL;
    size_t size = 0;
    int descriptor, rc = read_source(workshop, file, &bytes, &size);

    if (rc < 0)
        return rc;
    descriptor = open(copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    rc = descriptor < 0 ? -errno : write_all(descriptor, bytes, size);
    if (descriptor >= 0 && close(descriptor) < 0 && rc == 0)
        rc = -errno;
    free(bytes);
    return rc < 0 ? cannot(workshop, "written", copy, rc) : 0;
}

/* ---- Building ---- */

/* Append the lines of a tool. They name the copy, and the user knows the file. */
static void add_remarks(const struct workshop *workshop, struct text *remarks,
                        const struct capture *capture)
{
    const char *at = text_string(&capture->errors), *found;
    size_t length = strlen(workshop->folder);

    for (; (found = strstr(at, workshop->folder)) && found[length] == '/'; at = found + length + 1)
        text_add_bytes(remarks, at, (size_t)(found - at));
    text_add(remarks, "%s", at);
}

static void add_folder_of(struct text *command, const char *file)
{
    char folder[PATH_MAX] = ".", whole[PATH_MAX];
    const char *slash = strrchr(file, '/');

    if (slash)
        co_format(folder, sizeof folder, "%.*s", slash == file ? 1 : (int)(slash - file), file);
    if (realpath(folder, whole)) {
        text_add(command, " -iquote ");
        command_add_word(command, whole);
    }
}

/* The misspelled name of a function is the compiler's to find: the linker knows no line for it.
 * ccache fails where it cannot write, as in a home that is read-only, and what a user has just
 * changed is not in its cache. */
static void write_compile(struct workshop *workshop, struct text *command, const char *file)
{
    text_add(command,
             "CCACHE_DISABLE=1 %s -fdiagnostics-color=never -Werror=implicit-function-declaration"
             " -fmacro-prefix-map=",
             text_string(&workshop->compile));
    command_add_word(command, workshop->folder);
    text_add(command, "/=");
    add_folder_of(command, file);
    text_add(command, " -o ");
    command_add_word(command, workshop->folder);
    text_add(command, "/demo.o -c ");
    command_add_word(command, workshop->folder);
    text_add(command, "/%s.c", workshop->name);
}

/* The linker is to say which file has the demo: if the user's file has none, the linker takes the
 * build's. */
static void write_link(struct workshop *workshop, struct text *command)
{
    text_add(command, "%s -o ", text_string(&workshop->link));
    command_add_word(command, text_string(&workshop->program));
    text_add(command, " ");
    command_add_word(command, workshop->folder);
    text_add(command, "/demo.o -Wl,--trace-symbol=demo_%s %s", text_string(&workshop->identifier),
             text_string(&workshop->rest));
}

static int refuse_by_tool(struct workshop *workshop, const struct capture *capture,
                          const char *what)
{
    if (capture->end == SHELL_AT_LIMIT)
        text_add(&workshop->message, "%s takes longer than two minutes", what);
    else
        text_add(&workshop->message, "it does not %s", what);
    return WORKSHOP_REFUSED;
}

static int compile(struct workshop *workshop, const char *file, struct text *remarks)
{
    struct text command = { 0 };
    struct capture capture = { 0 };
    int rc;

    write_compile(workshop, &command, file);
    rc = command.failed ? -ENOMEM : call(workshop, text_string(&command), &capture);
    if (rc == 0)
        add_remarks(workshop, remarks, &capture);
    if (rc == 0 && capture.end == SHELL_EXITED && capture.status == 127) {
        text_add(&workshop->message, "there is no compiler");
        rc = -ENOENT;
    } else if (rc == 0 && (capture.end != SHELL_EXITED || capture.status)) {
        rc = refuse_by_tool(workshop, &capture, "compile");
    }
    capture_free(&capture);
    text_free(&command);
    return rc;
}

/* Returns whether the linker took the demo from the user's file. */
static bool has_demo(const struct capture *capture)
{
    const char *lines = text_string(capture->output.length ? &capture->output : &capture->errors);

    return strstr(lines, "/demo.o: definition of");
}

static int link_program(struct workshop *workshop, struct text *remarks)
{
    struct text command = { 0 };
    struct capture capture = { 0 };
    int rc;

    write_link(workshop, &command);
    rc = command.failed ? -ENOMEM : call(workshop, text_string(&command), &capture);
    if (rc == 0 && (capture.end != SHELL_EXITED || capture.status)) {
        add_remarks(workshop, remarks, &capture);
        rc = refuse_by_tool(workshop, &capture, "link");
    } else if (rc == 0 && !has_demo(&capture)) {
        text_add(&workshop->message, "it has no DEMO(%s, ...) at its end",
                 text_string(&workshop->identifier));
        rc = WORKSHOP_REFUSED;
    }
    capture_free(&capture);
    text_free(&command);
    return rc;
}

int workshop_build(struct workshop *workshop, const char *file, struct text *remarks)
{
    struct text copy = { 0 };
    int rc;

    text_clear(&workshop->message);
    text_add(&copy, "%s/%s.c", workshop->folder, workshop->name);
    rc = copy.failed ? -ENOMEM : copy_source(workshop, file, text_string(&copy));
    text_free(&copy);
    if (rc == 0)
        rc = compile(workshop, file, remarks);
    return rc == 0 ? link_program(workshop, remarks) : rc;
}

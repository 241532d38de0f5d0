#include "check/source_check.h"

#include "check/command_word.h"

#include <errno.h>
#include <string.h>

bool source_check_is(const char *path)
{
    size_t length = strlen(path);

    return length > 2 && strcmp(path + length - 2, ".c") == 0;
}

int source_check_read(struct checked_golden *one, const char *judge, struct transcript_error *error)
{
    const char *slash = strrchr(one->path, '/'), *name = slash ? slash + 1 : one->path;
    struct text golden = { 0 };
    int rc = -ENOMEM;

    one->is_source = true;
    text_add(&golden, "$ %s ", judge);
    command_add_word(&golden, name);
    text_add(&golden, "\nlimit 180\n\n...\nexit 0\n");
    if (!golden.failed)
        rc = golden_file_parse(&one->file, one->path, golden.bytes, golden.length, error);
    text_free(&golden);
    return rc;
}

/* Returns the first line of the stream; NULL if there is none. */
static const struct shell_line *first_line(const struct shell_lines *lines, bool is_error)
{
    for (size_t i = 0; i < lines->count; i++)
        if (lines->lines[i].is_error == is_error)
            return &lines->lines[i];
    return NULL;
}

/* Say the line without its full stop, and without what stands before the reason. */
static void say_line(struct verdict *verdict, const char *line, size_t length)
{
    static const char mark[] = " is not solved: ";
    const char *at = memmem(line, length, mark, sizeof mark - 1);

    if (at) {
        length -= (size_t)(at - line) + sizeof mark - 1;
        line = at + sizeof mark - 1;
    }
    if (length && line[length - 1] == '.')
        length--;
    verdict_say(verdict, "%.*s", (int)length, line);
}

void source_check_judge(struct checked_golden *one)
{
    const struct shell_run *run = &one->run.shell_run;
    struct verdict *verdict = &one->verdict;
    bool was_judged = one->run.end == CHILD_ENDED && run->end == SHELL_EXITED;
    const struct shell_line *line = was_judged ? first_line(&run->output, run->status != 1) : NULL;

    verdict->golden = (struct verdict_golden){ 0 };
    if (!was_judged || !run->status)
        return;
    verdict->kind = run->status == 1 ? VERDICT_FAILED : VERDICT_BROKEN;
    verdict->difference = DIFFERENCE_WRONG_TEXT;
    verdict->expected = verdict->actual = (struct verdict_side){ 0 };
    verdict->stderr_text = NULL;
    verdict->stderr_size = 0;
    if (line)
        say_line(verdict, run->output.bytes + line->offset, line->length);
}

#include "check/golden_write.h"

#include "check/golden_parser.h"

#include <string.h>

void golden_write_command(struct text *out, const char *command)
{
    const char *mark = "$ ";

    for (const char *end; command; command = end ? end + 1 : NULL) {
        end = strchr(command, '\n');
        text_add(out, "%s%.*s\n", mark, (int)(end ? end - command : (long)strlen(command)),
                 command);
        mark = "> ";
    }
}

/* Returns whether text without a stamp would be taken for something else. */
static bool is_ambiguous(const struct draft_line *line)
{
    static const char *const merge_marks[] = { "<<<<<<<", "|||||||", "=======", ">>>>>>>" };
    const char *text = text_string(&line->text);
    struct transcript_line whole = { .whole = text, .whole_length = line->text.length };

    for (size_t i = 0; i < sizeof merge_marks / sizeof *merge_marks; i++)
        if (strncmp(text, merge_marks[i], strlen(merge_marks[i])) == 0)
            return true;
    return golden_is_output(&whole) || golden_begins(&whole, "#");
}

static void write_line(struct text *out, const struct draft_line *line)
{
    text_add(out, "%s%s%s", line->is_unordered ? "~ " : "", line->is_error ? "! " : "",
             line->is_pattern ? "? " : "");
    if (line->is_elision) {
        text_add(out, "...\n");
        return;
    }
    if (line->stamp.text)
        text_add_bytes(out, line->stamp.text, line->stamp.length);
    else if (line->stamped)
        text_add(out, "[%7.3f]%s", (double)line->time / 1e9, line->text.length ? " " : "");
    else if (is_ambiguous(line))
        text_add(out, "\\");
    text_add_bytes(out, text_string(&line->text), line->text.length);
    text_add(out, "\n");
}

static void write_end(struct text *out, const struct golden_end *end)
{
    const char *name = golden_signal_name(end->status);

    if (end->kind == GOLDEN_END_LIMIT)
        text_add(out, "exit limit\n");
    else if (end->kind == GOLDEN_END_SIGNAL)
        text_add(out, "exit SIG%s\n", name ? name : "?");
    else
        text_add(out, "exit %d\n", end->status);
}

/* Returns whether the line may be taken for a header. */
static bool needs_empty_line(const struct draft *draft)
{
    const struct draft_line *line = draft->count ? &draft->lines[0] : NULL;

    return line && !line->is_elision && !line->stamped && !line->is_error && !line->is_pattern &&
           !line->is_unordered;
}

void golden_write_body(struct text *out, const struct draft *draft, const struct golden_end *end)
{
    if (needs_empty_line(draft))
        text_add(out, "\n");
    for (size_t i = 0; i < draft->count; i++)
        write_line(out, &draft->lines[i]);
    write_end(out, end);
}

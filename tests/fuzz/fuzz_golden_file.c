/* Golden files, and a match of each with a run that prints its own lines. */
#include "check/golden_file.h"
#include "check/golden_match.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is true whatever came. */
static void check(bool condition)
{
    if (!condition)
        abort();
}

static void check_item(const struct golden_file *file, const struct golden_item *item)
{
    const char *begin = file->source.bytes, *end = begin + file->source.size;

    check(item->text >= item->whole && item->whole >= begin);
    check(item->text + item->length == item->whole + item->whole_length);
    check(item->text + item->length < end);
    check(!item->is_elision || (!item->is_pattern && !item->stamped && !item->is_unordered));
    check((item->group > 0) == item->is_unordered);
    for (size_t i = 0; i < item->pattern.count; i++)
        check(item->pattern.parts[i].capture < file->names.count);
}

static void check_file(const struct golden_file *file)
{
    check(file->command && file->command[0]);
    check(file->end.kind != GOLDEN_END_LIMIT || file->limit >= 0);
    for (size_t i = 0; i < file->count; i++)
        check_item(file, &file->items[i]);
}

/* Match a run that prints the items as they are written. Without patterns and elisions, it fits. */
static void match_with_itself(const struct golden_file *file)
{
    const struct golden_limits limits = { 0, 0, -1 };
    struct shell_lines output = { 0 };
    struct golden_match match;
    bool literal = true;

    for (size_t i = 0; i < file->count; i++) {
        const struct golden_item *item = &file->items[i];
        bool own = file->stamps == GOLDEN_STAMPS_OWN && item->stamped;
        struct shell_line line = { .time = item->stamped ? item->time : 0,
                                   .length = own ? item->whole_length : item->length,
                                   .is_error = item->is_error,
                                   .has_newline = true };

        literal &= !item->is_pattern && !item->is_elision && file->stamps != GOLDEN_STAMPS_OWN;
        check(shell_lines_add(&output, line, own ? item->whole : item->text) == 0);
    }
    check(golden_match(file, &output, &limits, &match) == 0);
    if (literal)
        check(match.kind == DIFFERENCE_NONE);
    shell_lines_free(&output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct golden_file file;
    static struct transcript_error error;
    int rc = golden_file_parse(&file, "file", (const char *)data, size, &error);

    if (rc == 0) {
        check_file(&file);
        match_with_itself(&file);
    } else {
        check(rc == -EILSEQ || rc == -EBADMSG || rc == -EFBIG);
        check(strncmp(error.message, "file:", 5) == 0);
    }
    golden_file_free(&file);
    return 0;
}

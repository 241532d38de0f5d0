#include "check/golden_remake.h"

#include "check/golden_merge.h"
#include "check/golden_parser.h"
#include "check/golden_write.h"

#include <errno.h>
#include <string.h>

/* A smaller difference between the runs does not matter, since more is allowed anyway. */
static const int64_t spread_min = 30000000;

/* ---- The head ---- */

static void write_limit(struct text *head, int64_t limit)
{
    if (limit >= 0)
        text_add(head, "limit %.6gs\n", (double)limit / 1e9);
}

/* Copy the lines up to the body, without those that are replaced. An empty line at their end is
 * written with the body. */
static void copy_head(struct text *head, const struct golden_file *old, const char *command,
                      int64_t limit)
{
    for (size_t i = 0; i < old->body; i++) {
        const struct transcript_line *line = &old->source.lines[i];
        bool is_command =
            line->whole_length > 1 && strchr("$>", line->whole[0]) && line->whole[1] == ' ';

        if (command && is_command && line->whole[0] == '$')
            golden_write_command(head, command);
        if ((command && is_command) || (limit >= 0 && golden_begins(line, "limit")) ||
            !line->whole_length)
            continue;
        text_add_bytes(head, line->whole, line->whole_length);
        text_add(head, "\n");
    }
}

void golden_remake_head(struct text *head, const struct golden_file *old, const char *command,
                        int64_t limit)
{
    if (old)
        copy_head(head, old, command, limit);
    else
        golden_write_command(head, command);
    write_limit(head, limit);
}

/* ---- The stamps ---- */

/* Returns the kind of stamps that at least half of the lines on stdout have, with the first one
 * among them; TRANSCRIPT_STAMP_NONE if there is none. */
static enum transcript_stamp kind_of(const struct shell_lines *output)
{
    struct transcript_clock clock = { 0 };
    size_t lines = 0, stamped = 0;

    for (size_t i = 0; i < output->count; i++) {
        const char *at = output->bytes + output->lines[i].offset;

        if (output->lines[i].is_error)
            continue;
        stamped += transcript_clock_read(&clock, &at, at + output->lines[i].length);
        if (++lines == 1 && !stamped)
            return TRANSCRIPT_STAMP_NONE;
    }
    return stamped * 2 >= lines ? clock.kind : TRANSCRIPT_STAMP_NONE;
}

/* Returns how the lines are to be read: as the old file says, or by their own stamps if they have
 * such. */
static struct golden_file reading_of(const struct golden_remake *remake)
{
    struct golden_file reading = { .stamps = remake->probe->stamps };

    if (remake->old)
        return *remake->old;
    reading.kind = kind_of(&remake->runs[0]->output);
    if (reading.kind)
        reading.stamps = GOLDEN_STAMPS_OWN;
    return reading;
}

/* ---- The body ---- */

static struct golden_end end_of(const struct shell_run *run)
{
    enum golden_end_kind kind = run->end == SHELL_AT_LIMIT    ? GOLDEN_END_LIMIT
                                : run->end == SHELL_SIGNALLED ? GOLDEN_END_SIGNAL
                                                              : GOLDEN_END_EXIT;

    return (struct golden_end){ .kind = kind, .status = run->status };
}

static int make_stream(struct golden_remake *remake, const struct golden_file *reading,
                       bool is_error, struct draft *draft)
{
    struct golden_lines runs[GOLDEN_RUNS] = { 0 };
    struct draft fresh = { 0 };
    int rc = 0;

    for (int i = 0; i < GOLDEN_RUNS; i++) {
        int collected = golden_lines_collect(&runs[i], reading, &remake->runs[i]->output, is_error);

        rc = rc < 0 ? rc : collected;
    }
    if (rc == 0)
        rc = draft_stream(&fresh, runs, remake->runs[0], is_error,
                          remake->runs[0]->end == SHELL_AT_LIMIT, remake->probe->limit);
    if (rc == 0 && fresh.spread > remake->spread)
        remake->spread = fresh.spread;
    if (rc == 0 && remake->old) {
        rc = golden_merge(draft, &runs[0], &fresh, remake->runs[0], spread_min);
        draft_free(&fresh);
    } else {
        *draft = fresh;
    }
    for (int i = 0; i < GOLDEN_RUNS; i++)
        golden_lines_free(&runs[i]);
    return rc;
}

/* Returns whether the line on stderr stands before that on stdout: as in the old file, if it has
 * both; lines of two streams that are written at once may arrive in any order. */
static bool comes_first(const struct draft_line *error, const struct draft_line *output)
{
    return error->number && output->number ? error->number < output->number
                                           : error->arrival < output->arrival;
}

/* Move the lines of both streams to one list, in the order of their arrival. */
static int join(struct draft *joined, struct draft streams[2])
{
    size_t at[2] = { 0 };
    int rc = 0;

    while (rc == 0 && (at[0] < streams[0].count || at[1] < streams[1].count)) {
        bool other = at[0] == streams[0].count ||
                     (at[1] < streams[1].count &&
                      comes_first(&streams[1].lines[at[1]], &streams[0].lines[at[0]]));
        struct draft_line *line = &streams[other].lines[at[other]++];

        rc = draft_add(joined, *line);
        line->text = (struct text){ 0 };
    }
    return rc;
}

/* ---- The file ---- */

/* Append the headers that a new file needs. */
static void write_headers(const struct golden_remake *remake, const struct golden_file *reading,
                          struct text *made)
{
    int64_t step = 10000000, allowed = (2 * remake->spread + step - 1) / step * step;

    if (remake->old)
        return;
    if (remake->spread)
        text_add(made, "late %.3gs\nearly %.3gs\n", (double)allowed / 1e9, (double)allowed / 1e9);
    if (reading->stamps == GOLDEN_STAMPS_OWN)
        text_add(made, "stamps own\n");
}

int golden_remake_write(struct golden_remake *remake, struct text *made)
{
    struct golden_file reading = reading_of(remake);
    struct golden_end end = end_of(remake->runs[0]);
    struct draft streams[2] = { { 0 }, { 0 } }, joined = { 0 };
    int rc = 0;

    for (int i = 0; rc == 0 && i < 2; i++)
        rc = make_stream(remake, &reading, i, &streams[i]);
    if (remake->spread < spread_min || remake->old)
        remake->spread = 0;
    if (rc == 0)
        rc = join(&joined, streams);
    if (rc == 0) {
        text_add(made, "%s", remake->head);
        write_headers(remake, &reading, made);
        golden_write_body(made, &joined, &end);
    }
    draft_free(&joined);
    for (int i = 0; i < 2; i++)
        draft_free(&streams[i]);
    return rc < 0 || made->failed ? -ENOMEM : 0;
}

/* The lanes of a run in a terminal: a row for each task, and time from left to right. */
#include "show/columns.h"
#include "show/lanes_internal.h"
#include "show/spelled.h"
#include "show/summary.h"

#include <errno.h>
#include <stdlib.h>

enum {
    LANES_MOST = 12,       /* of one run, */
    LANES_MOST_BESIDE = 8, /* of each of several: a terminal has 24 lines */
    LABEL_MOST = 22,       /* columns */
    NARROWEST = 40,        /* columns of the terminal */
    LABEL_PERCENT = 30,    /* of the width, at most */
    NOTE_PERCENT = 35,
    WIDE_NOTE_PERCENT = 15, /* so wide a note is worth more room for steps */
};

static int read_run(struct lanes_run *run, const struct stream *stream, const char *title,
                    size_t most, bool ascii)
{
    int error = ascii ? stream_spell(&run->spelled, stream) : 0;

    run->title = title;
    if (!error)
        error = life_read(&run->life, ascii ? &run->spelled : stream);
    if (!error)
        error = groups_make(&run->groups, &run->life, most);
    run->lanes = error ? NULL : calloc(run->groups.count + 1, sizeof *run->lanes);
    if (!run->lanes)
        return -ENOMEM;
    for (size_t i = 0; i < run->groups.count && !error; i++) {
        run->lanes[i].group = &run->groups.groups[i];
        error = lane_describe(&run->lanes[i], &run->life);
    }
    return error;
}

static int read_runs(struct lanes *lanes, const struct stream *const *streams,
                     const char *const *titles, size_t most)
{
    int error = 0;

    lanes->runs = calloc(lanes->count + 1, sizeof *lanes->runs);
    lanes->axis_runs = calloc(lanes->count + 1, sizeof *lanes->axis_runs);
    if (!lanes->runs || !lanes->axis_runs)
        return -ENOMEM;
    for (size_t i = 0; i < lanes->count && !error; i++) {
        error = read_run(&lanes->runs[i], streams[i], titles[i], most, lanes->options.ascii);
        lanes->axis_runs[i] = (struct axis_run){ &lanes->runs[i].life, &lanes->runs[i].groups };
    }
    return error;
}

/* Labels stand at the left of the lanes, and notes at the right, or below if they are wide. */
static void measure(struct lanes *lanes)
{
    size_t width = (size_t)lanes->options.width, most = width * LABEL_PERCENT / 100;

    for (size_t i = 0; i < lanes->count; i++)
        for (size_t row = 0; row < lanes->runs[i].groups.count; row++) {
            size_t label = columns_count(text_string(&lanes->runs[i].lanes[row].label));
            size_t note = columns_count(text_string(&lanes->runs[i].lanes[row].note));

            lanes->label_wanted = label > lanes->label_wanted ? label : lanes->label_wanted;
            lanes->note_width = note > lanes->note_width ? note : lanes->note_width;
        }
    if (lanes->label_wanted > LABEL_MOST)
        lanes->label_wanted = LABEL_MOST;
    lanes->label_width = lanes->label_wanted < most ? lanes->label_wanted : most;
    lanes->notes_below = lanes->note_width > width * NOTE_PERCENT / 100;
}

int lanes_place(struct lanes *lanes)
{
    size_t room = (size_t)lanes->options.width - lanes->label_width - LANES_EDGE;

    if (lanes->note_width && !lanes->notes_below)
        room -= lanes->note_width + 1;
    axis_free(&lanes->axis);
    return axis_make(
        &lanes->axis, lanes->axis_runs, lanes->count,
        &(struct axis_scale){
            .width = (double)room, .step = 1, .least = 1, .whole = true, .apart = true });
}

/* Notes give way to steps: all of them if each step has its columns then, else wide ones. */
static int place_notes(struct lanes *lanes)
{
    size_t wide = (size_t)lanes->options.width * WIDE_NOTE_PERCENT / 100;
    int error = lanes_place(lanes);

    if (error || lanes->axis.stage == AXIS_STEPS || lanes->notes_below)
        return error;
    lanes->notes_below = true;
    error = lanes_place(lanes);
    if (error || lanes->axis.stage == AXIS_STEPS || lanes->note_width > wide)
        return error;
    lanes->notes_below = false;
    return lanes_place(lanes);
}

static int draw_runs(struct lanes *lanes)
{
    int error = place_notes(lanes);

    for (size_t i = 0; i < lanes->count && !error; i++)
        error = lanes_draw(lanes, i);
    return error;
}

static int print(FILE *file, const struct lanes *lanes)
{
    struct text text = { 0 };
    int64_t longest = 1;
    int error = 0;

    for (size_t i = 0; i < lanes->count; i++)
        if (summary_longest(&lanes->runs[i].life) > longest)
            longest = summary_longest(&lanes->runs[i].life);
    lanes_print(&text, lanes);
    for (size_t i = 0; i < lanes->count && !error; i++) {
        text_add(&text, "\n");
        error =
            summary_add(&text, &lanes->runs[i].life, lanes->count > 1 ? lanes->runs[i].title : NULL,
                        longest, &lanes->options);
    }
    if (text.failed)
        error = -ENOMEM;
    else if (!error && fwrite(text.bytes, 1, text.length, file) != text.length)
        error = -EIO;
    text_free(&text);
    return error;
}

void lanes_free(struct lanes *lanes)
{
    for (size_t i = 0; lanes->runs && i < lanes->count; i++) {
        struct lanes_run *run = &lanes->runs[i];

        for (size_t row = 0; run->lanes && row < run->groups.count; row++)
            lane_free(&run->lanes[row]);
        free(run->lanes);
        groups_free(&run->groups);
        life_free(&run->life);
        stream_free(&run->spelled);
        grid_free(&run->grid);
    }
    free(lanes->runs);
    free(lanes->axis_runs);
    axis_free(&lanes->axis);
}

int lanes_read(struct lanes *lanes, const struct stream *const *streams, const char *const *titles,
               size_t count, const struct show_options *options, size_t most)
{
    int error;

    *lanes =
        (struct lanes){ .options = *options, .count = count, .until = SIZE_MAX, .now = SIZE_MAX };
    if (options->width < NARROWEST)
        lanes->options.width = NARROWEST;
    error = read_runs(lanes, streams, titles, most);
    if (!error)
        measure(lanes);
    return error;
}

int lanes_make(struct lanes *lanes, const struct stream *const *streams, const char *const *titles,
               size_t count, const struct show_options *options)
{
    int error = lanes_read(lanes, streams, titles, count, options,
                           count == 1 ? LANES_MOST : LANES_MOST_BESIDE);

    return error ? error : draw_runs(lanes);
}

int show_lanes(FILE *file, const struct stream *const *streams, const char *const *titles,
               size_t count, const struct show_options *options)
{
    struct lanes lanes;
    int error = lanes_make(&lanes, streams, titles, count, options);

    if (!error)
        error = print(file, &lanes);
    lanes_free(&lanes);
    return error;
}

/* The text form of a run: writing. */
#include "run/events_forms.h"
#include "run/events_phrase.h"
#include "run/events_text.h"
#include "run/events_words.h"

#include <stdlib.h>
#include <string.h>

enum { REPEATS_MAX = 1000000 };

/* ---- Lines ---- */

static void fail(struct events_writer *writer, int code)
{
    if (!writer->result)
        writer->result = code;
}

static void print(struct events_writer *writer, const char *text)
{
    if (fputs(text, writer->file) < 0)
        fail(writer, -errno);
}

static void print_repeats(struct events_writer *writer)
{
    if (writer->repeats && fprintf(writer->file, "... %u times more\n", writer->repeats) < 0)
        fail(writer, -errno);
    writer->repeats = 0;
}

/* The line is complete: print it, or count it if it is the same as the line before. */
static void end_line(struct events_writer *writer)
{
    struct text *line = &writer->line, *last = &writer->last, other = *last;

    text_add(line, "\n");
    if (line->failed) {
        fail(writer, -ENOMEM);
    } else if (last->length && strcmp(text_string(line), text_string(last)) == 0 &&
               writer->repeats < REPEATS_MAX) {
        writer->repeats++;
    } else {
        print_repeats(writer);
        print(writer, text_string(line));
        *last = *line;
        *line = other;
    }
    text_clear(line);
}

static void write_form(struct events_writer *writer, const struct event *event, unsigned traits)
{
    words_add_time(&writer->line, event->time);
    text_add(&writer->line, " ");
    if (event->kind == EVENT_RUN_END)
        text_add(&writer->line, "the run");
    else
        phrase_add_task(&writer->line, &writer->known, event->task);
    text_add(&writer->line, " ");
    phrase_add(&writer->line, &writer->known, event, traits);
    end_line(writer);
}

/* ---- Events ---- */

static bool is_bare_wait(const struct event *event)
{
    return event->kind == EVENT_WAIT && !event->thing && !event->awaits_count && !event->due &&
           !event->text[0];
}

/* Returns whether this is the wake by which a yield goes on. Such a wake and its yield are one
 * line. */
static bool ends_yield(const struct events_writer *writer, const struct event *event,
                       const struct events_task *task)
{
    struct event yield = { .task = event->task,
                           .cause = known_yield(task, event->task, event->time) };
    struct events_task self = { .cause = event->cause };

    return writer->may_yield && event->kind == EVENT_WAKE && event->task == writer->yield.task &&
           !event->result && !event->what[0] && known_is_usual(&self, &yield);
}

/* Name the tasks that the run leaves behind. */
static void write_unended(struct events_writer *writer, const struct event *end)
{
    for (uint32_t task = 1; task < writer->known.count; task++) {
        if (!writer->known.states[task].began || writer->known.states[task].ended)
            continue;
        words_add_time(&writer->line, end->time);
        text_add(&writer->line, " ");
        phrase_add_task(&writer->line, &writer->known, task);
        text_add(&writer->line, " has not ended");
        end_line(writer);
    }
}

static void write_event(struct events_writer *writer, const struct event *event)
{
    const struct events_task *task = known_task(&writer->known, event->task);
    bool is_line = event->kind == EVENT_LINE;

    if (!task) {
        fail(writer, -ENOMEM);
    } else if (!phrase_exists(event)) {
        return;
    } else if (ends_yield(writer, event, task)) {
        write_form(writer, &writer->yield, TRAIT_YIELD);
        writer->may_yield = false;
    } else {
        if (writer->may_yield)
            write_form(writer, &writer->yield, 0);
        writer->may_yield = is_bare_wait(event);
        writer->yield = *event;
        writer->yield.text = writer->yield.what = "";
        if (event->kind == EVENT_RUN_END)
            write_unended(writer, event);
        if (!writer->may_yield)
            write_form(writer, event,
                       is_line && !known_is_usual(task, event) ? TRAIT_OWN_CAUSE : 0);
    }
}

void events_write(struct events_writer *writer, const struct event *event)
{
    int rc = known_name(&writer->known, event);

    if (!writer->began)
        print(writer, "events 1\n");
    writer->began = true;
    write_event(writer, event);
    if (rc == 0)
        rc = known_follow(&writer->known, event);
    if (rc < 0)
        fail(writer, rc);
}

int events_writer_close(struct events_writer *writer)
{
    if (writer->may_yield)
        write_form(writer, &writer->yield, 0);
    print_repeats(writer);
    if (fflush(writer->file) != 0)
        fail(writer, -errno);
    known_free(&writer->known);
    text_free(&writer->line);
    text_free(&writer->last);
    return writer->result;
}

int stream_write_text(const struct stream *stream, FILE *file)
{
    struct events_writer writer = { .file = file };

    for (size_t i = 0; i < stream->count; i++)
        events_write(&writer, &stream->events[i]);
    return events_writer_close(&writer);
}

/* Write the events up to this one. A yield is complete only with the next event. */
static int write_up_to(const struct stream *stream, const struct event *event, FILE *file)
{
    const struct event *end = stream->events + stream->count;
    struct events_writer writer = { .file = file };

    for (const struct event *one = stream->events; one <= event; one++)
        events_write(&writer, one);
    if (writer.may_yield && event + 1 < end)
        events_write(&writer, event + 1);
    return events_writer_close(&writer);
}

int stream_text_line(const struct stream *stream, const struct event *event, size_t *line)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    int rc = memory ? write_up_to(stream, event, memory) : -ENOMEM;

    if (memory && fclose(memory) != 0)
        rc = -ENOMEM;
    *line = 0;
    for (size_t i = 0; rc == 0 && i < size; i++)
        *line += bytes[i] == '\n';
    free(bytes);
    return rc < 0 ? -ENOMEM : 0;
}

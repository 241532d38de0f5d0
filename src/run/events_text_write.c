/* The text form of a run: writing. */
#include "run/events_forms.h"
#include "run/events_text.h"
#include "run/events_words.h"

#include <string.h>

enum { REPEATS_MAX = 1000000 };

/* ---- The parts of a line ---- */

static void add_task(struct events_writer *writer, uint32_t task)
{
    const char *label = labels_name(&writer->known.tasks, task);

    if (label)
        text_add(&writer->line, "%s", label);
    else
        text_add(&writer->line, task ? "task~%u" : "the loop", task);
}

static void add_thing(struct events_writer *writer, const struct event *event)
{
    const char *label = labels_name(&writer->known.things, event->thing);

    if (label)
        text_add(&writer->line, "%s", label);
    else
        text_add(&writer->line, "thing-%u", event->thing);
}

static void add_part(struct events_writer *writer, const struct event *event)
{
    const struct form_part *part = form_part(event->text);

    text_add(&writer->line, "%s", part->before);
    add_thing(writer, event);
    text_add(&writer->line, "%s", part->after);
}

static void add_awaited(struct events_writer *writer, const struct event *event)
{
    for (uint32_t i = 0; i < event->awaits_count; i++) {
        if (i)
            text_add(&writer->line, ", ");
        add_task(writer, event->awaits[i]);
    }
}

static void add_form(struct events_writer *writer, const struct event *event, const char *pattern);

static void add_cause(struct events_writer *writer, const struct event *event)
{
    const struct co_cause *cause = &event->cause;

    add_form(writer, event, form_of_cause(event)->pattern);
    if (cause->kind == CO_CAUSE_LOOP || cause->time == event->time)
        return;
    text_add(&writer->line, ", ready since ");
    words_add_time(&writer->line, cause->time);
}

static void add_lines(struct text *text, const struct co_cause *cause, bool with_ordinal)
{
    words_add_number(text, cause->by_line);
    if (with_ordinal)
        text_add(text, ".%u", cause->ordinal);
}

static void add_directive(struct events_writer *writer, const struct event *event, char directive)
{
    struct text *line = &writer->line;

    switch (directive) {
    case 'a':
        add_awaited(writer, event);
        break;
    case 'b':
        add_task(writer, event->cause.by);
        break;
    case 'c':
        add_cause(writer, event);
        break;
    case 'd':
        words_add_time(line, event->cause.delay);
        break;
    case 'g':
        words_add_rest(line, event->text);
        text_add(line, ")");
        break;
    case 'h':
        add_thing(writer, event);
        break;
    case 'i':
        words_add_word(line, event->what);
        break;
    case 'j':
        add_lines(line, &event->cause, false);
        break;
    case 'k':
        words_add_number(line, event->count);
        break;
    case 'n':
        add_lines(line, &event->cause, true);
        break;
    case 'p':
        add_part(writer, event);
        break;
    case 'r':
        words_add_result(line, event->result);
        break;
    case 'u':
        words_add_time(line, event->due);
        break;
    default:
        words_add_rest(line, event->text);
        break; /* x */
    }
}

static void add_form(struct events_writer *writer, const struct event *event, const char *pattern)
{
    for (; *pattern; pattern++) {
        if (*pattern == '%')
            add_directive(writer, event, *++pattern);
        else
            text_add_bytes(&writer->line, pattern, 1);
    }
}

/* ---- Lines ---- */

static void fail(struct events_writer *writer, int code)
{
    if (!writer->result)
        writer->result = code;
}

static void print(struct events_writer *writer, const char *text)
{
    if (fputs(text, writer->file) < 0)
        fail(writer, -EIO);
}

static void print_repeats(struct events_writer *writer)
{
    if (writer->repeats && fprintf(writer->file, "... %u times more\n", writer->repeats) < 0)
        fail(writer, -EIO);
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
        add_task(writer, event->task);
    text_add(&writer->line, " ");
    add_form(writer, event, form_of_event(event, traits)->pattern);
    end_line(writer);
}

/* ---- Events ---- */

static int name_task(struct events_writer *writer, const struct event *event)
{
    struct text word = { 0 };
    int rc;

    words_add_word(&word, event->text);
    rc = word.failed
             ? -ENOMEM
             : labels_add(&writer->known.tasks, event->task, text_string(&word), '~', false);
    text_free(&word);
    return rc;
}

/* A kind of several words is one word in a label. */
static int name_thing(struct events_writer *writer, const struct event *event)
{
    struct text word = { 0 };
    int rc;

    text_add(&word, "%s", event->what);
    for (size_t i = 0; i < word.length; i++)
        if (word.bytes[i] == ' ')
            word.bytes[i] = '-';
    rc = word.failed
             ? -ENOMEM
             : labels_add(&writer->known.things, event->thing, text_string(&word), '-', true);
    text_free(&word);
    return rc;
}

static bool is_bare_wait(const struct event *event)
{
    return event->kind == EVENT_WAIT && !event->thing && !event->awaits_count && !event->due &&
           !event->text[0];
}

/* Is this the wake by which a yield goes on? Then the two are one line. */
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
        add_task(writer, task);
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
    } else if (!form_of_event(event, 0)) {
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
    int rc = 0;

    if (!writer->began)
        print(writer, "events 1\n");
    writer->began = true;
    if (event->kind == EVENT_TASK)
        rc = name_task(writer, event);
    else if (event->kind == EVENT_THING)
        rc = name_thing(writer, event);
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
    if (fflush(writer->file) != 0 || ferror(writer->file))
        fail(writer, -EIO);
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

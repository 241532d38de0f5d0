#include "run/events_reader.h"

#include "run/events_forms.h"

#include <stdlib.h>
#include <string.h>

/* ---- Tasks and things ---- */

static bool take_task(struct events_reader *reader, struct words *words, uint32_t *task)
{
    size_t length;

    *task = 0;
    if (words_take(words, "the loop"))
        return true;
    length = words_label(words);
    *task = labels_id(&reader->known.tasks, words->at, length);
    words->at += length;
    return *task != 0;
}

static bool add_awaited(struct events_reader *reader, uint32_t task)
{
    uint32_t count = reader->event.awaits_count, capacity = reader->awaits_capacity;

    if (count == capacity) {
        uint32_t *larger = realloc(reader->awaits, (2 * capacity + 4) * sizeof *larger);

        if (!larger) {
            reader->out_of_memory = true;
            return false;
        }
        reader->awaits = larger;
        reader->awaits_capacity = 2 * capacity + 4;
    }
    reader->awaits[reader->event.awaits_count++] = task;
    return true;
}

static bool take_awaited(struct events_reader *reader, struct words *words)
{
    uint32_t task;

    do {
        if (!take_task(reader, words, &task) || !add_awaited(reader, task))
            return false;
    } while (words_take(words, ", "));
    return true;
}

/* Append the event, which is complete. */
static bool append(struct events_reader *reader, const struct event *event)
{
    if (stream_append(reader->stream, event) == 0 && known_follow(&reader->known, event) == 0)
        return true;
    reader->out_of_memory = true;
    return false;
}

/* Add a thing that the text names for the first time. Its label is its kind, with a number. */
static bool add_thing(struct events_reader *reader, const char *label, size_t length)
{
    struct text kind = { 0 };
    struct event event = { .kind = EVENT_THING,
                           .time = reader->event.time,
                           .thing = ++reader->things };
    size_t size = length;
    bool added;

    while (size && label[size - 1] >= '0' && label[size - 1] <= '9')
        size--;
    if (size < 2 || size == length || label[size - 1] != '-')
        return false;
    text_add_bytes(&kind, label, size - 1);
    event.what = text_string(&kind);
    added = !kind.failed && labels_put(&reader->known.things, event.thing, label, length) == 0 &&
            append(reader, &event);
    reader->out_of_memory |= !added;
    text_free(&kind);
    return added;
}

static bool take_thing(struct events_reader *reader, struct words *words)
{
    size_t length = words_label(words);
    const char *label = words->at;

    reader->event.thing = labels_id(&reader->known.things, label, length);
    words->at += length;
    if (reader->event.thing)
        return true;
    reader->event.thing = reader->things + 1;
    return add_thing(reader, label, length);
}

static bool take_part(struct events_reader *reader, struct words *words)
{
    for (size_t i = 0; i < form_part_count; i++) {
        const struct form_part *part = &form_parts[i];
        struct words copy = *words;

        text_clear(&reader->text);
        text_add_bytes(&reader->text, words->at, (size_t)(words->end - words->at));
        if (words_take(&copy, part->before) && take_thing(reader, &copy) &&
            words_take(&copy, part->after) && copy.at == copy.end) {
            *words = copy;
            return true;
        }
    }
    return false;
}

/* ---- Patterns ---- */

static bool take_form(struct events_reader *reader, struct words *words, const char *pattern);

static bool take_cause(struct events_reader *reader, struct words *words)
{
    struct co_cause *cause = &reader->event.cause;

    for (size_t i = 0; i < cause_form_count; i++) {
        struct words copy = *words;

        *cause = (struct co_cause){ .kind = (enum co_cause_kind)cause_forms[i].kind,
                                    .time = reader->event.time };
        text_clear(&reader->what);
        if (!take_form(reader, &copy, cause_forms[i].pattern))
            continue;
        if (cause->kind == CO_CAUSE_TIMER && !(cause_forms[i].needs & TRAIT_BY_OTHER))
            cause->by = reader->event.task;
        if (cause->kind == CO_CAUSE_TASK && reader->event.kind == EVENT_TASK)
            cause->kind = CO_CAUSE_START;
        *words = copy;
        return !words_take(words, ", ready since ") || words_take_time(words, &cause->time);
    }
    return false;
}

static bool take_directive(struct events_reader *reader, struct words *words, char directive)
{
    struct event *event = &reader->event;
    struct co_cause *cause = &event->cause;

    switch (directive) {
    case 'a':
        return take_awaited(reader, words);
    case 'b':
        return take_task(reader, words, &cause->by);
    case 'c':
        return take_cause(reader, words);
    case 'd':
        return words_take_time(words, &cause->delay);
    case 'g':
        return words_take_rest(words, ")", &reader->text);
    case 'h':
        return take_thing(reader, words);
    case 'i':
        return words_take_word(words, &reader->what);
    case 'j':
        return words_take_count(words, &cause->by_line);
    case 'k':
        return words_take_number(words, &event->count);
    case 'n':
        return words_take_count(words, &cause->by_line) && words_take(words, ".") &&
               words_take_count(words, &cause->ordinal);
    case 'p':
        return take_part(reader, words);
    case 'r':
        return words_take_result(words, &event->result);
    case 'u':
        return words_take_time(words, &event->due);
    default:
        return words_take_rest(words, "", &reader->text); /* x */
    }
}

static bool take_form(struct events_reader *reader, struct words *words, const char *pattern)
{
    for (; *pattern; pattern++) {
        char literal[2] = { *pattern };

        if (*pattern == '%' ? !take_directive(reader, words, *++pattern)
                            : !words_take(words, literal))
            return false;
    }
    return true;
}

/* ---- Lines ---- */

/* The label of a task that is being made: its name, perhaps with ~ and a number. */
static bool make_task(struct events_reader *reader, struct words *words)
{
    const char *label = words->at;
    size_t length = words_label(words);
    struct words name = { label, label + length };
    int rc;

    if (!words_take_word(&name, &reader->text))
        return false;
    rc = labels_put(&reader->known.tasks, reader->tasks + 1, label, length);
    if (rc == -EEXIST)
        reader->sentence = "this task has been made before";
    reader->out_of_memory |= rc == -ENOMEM;
    reader->event.task = ++reader->tasks;
    words->at += length;
    return rc == 0;
}

static bool take_subject(struct events_reader *reader, struct words *words)
{
    struct words copy = *words;

    copy.at += words_label(&copy);
    if (words_take(&copy, " is made "))
        return make_task(reader, words);
    if (take_task(reader, words, &reader->event.task))
        return true;
    reader->sentence = "no task of this name has been made";
    return false;
}

/* Complete the event with what the text does not repeat. */
static void complete(struct events_reader *reader, const struct form *form)
{
    struct event *event = &reader->event;
    const struct events_task *task = &reader->known.states[event->task];

    event->text = text_string(&reader->text);
    event->what = text_string(&reader->what);
    event->awaits = reader->awaits;
    event->is_job = form->needs & TRAIT_JOB;
    if (event->kind != EVENT_LINE)
        return;
    event->number = task->lines + 1;
    if (!(form->needs & TRAIT_OWN_CAUSE))
        event->cause = task->cause;
}

/* A yield is two events: the task waits, and is ready at once. */
static bool append_yield(struct events_reader *reader)
{
    struct event *event = &reader->event;

    if (!append(reader, event))
        return false;
    event->kind = EVENT_WAKE;
    event->cause = known_yield(&reader->known.states[event->task], event->task, event->time);
    return append(reader, event);
}

/* Take the form if the line has it. The subject of the event is set. */
static bool take_event(struct events_reader *reader, const struct words *words,
                       const struct form *form)
{
    struct words copy = *words;
    struct event *event = &reader->event;

    event->kind = (enum event_kind)form->kind;
    event->verb = form->verb;
    event->awaits_count = 0;
    text_clear(&reader->what);
    if (event->kind != EVENT_TASK)
        text_clear(&reader->text);
    if (!take_form(reader, &copy, form->pattern) || copy.at != copy.end)
        return false;
    reader->out_of_memory |= reader->text.failed || reader->what.failed;
    complete(reader, form);
    if (reader->out_of_memory)
        return false;
    return form->needs & TRAIT_YIELD ? append_yield(reader) : append(reader, event);
}

static bool take_any_event(struct events_reader *reader, const struct words *words, bool is_run)
{
    const struct event first = reader->event;

    for (size_t i = 0; i < event_form_count && !reader->out_of_memory; i++) {
        if ((event_forms[i].kind == EVENT_RUN_END) != is_run)
            continue;
        reader->event = first;
        if (take_event(reader, words, &event_forms[i]))
            return true;
    }
    return false;
}

/* How many jobs and wakes from outside the run had: the end of a run tells. */
static uint32_t count_foreign(const struct stream *stream)
{
    uint32_t count = 0;

    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];

        count +=
            event->is_job || (event->kind == EVENT_WAKE && event->cause.kind == CO_CAUSE_OUTSIDE);
    }
    return count;
}

bool reader_take_line(struct events_reader *reader, struct words words)
{
    bool is_run;

    reader->event = (struct event){ .file = "", .text = "", .call = "", .what = "" };
    text_clear(&reader->text);
    if (!words_take_time(&words, &reader->event.time) || !words_take(&words, " "))
        return false;
    is_run = words_take(&words, "the run");
    if (!is_run && !take_subject(reader, &words))
        return false;
    if (!known_task(&reader->known, reader->event.task)) {
        reader->out_of_memory = true;
        return false;
    }
    if (!words_take(&words, " "))
        return false;
    if (!is_run && reader->event.task && words_take(&words, "has not ended"))
        return words.at == words.end;
    if (is_run)
        reader->event.number = count_foreign(reader->stream);
    reader->ended = is_run;
    return take_any_event(reader, &words, is_run);
}

void reader_free(struct events_reader *reader)
{
    known_free(&reader->known);
    text_free(&reader->text);
    text_free(&reader->what);
    free(reader->awaits);
}

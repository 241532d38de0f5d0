#include "run/events_phrase.h"

#include "run/events_forms.h"
#include "run/events_words.h"

#include <string.h>

/* A phrase that is being made. */
struct phrase {
    struct text *text;
    const struct events_known *known;
    const struct event *event;
};

void phrase_add_task(struct text *text, const struct events_known *known, uint32_t task)
{
    const char *label = labels_name(&known->tasks, task);

    if (label)
        text_add(text, "%s", label);
    else
        text_add(text, task ? "task~%u" : "the loop", task);
}

static void add_task(const struct phrase *phrase, uint32_t task)
{
    phrase_add_task(phrase->text, phrase->known, task);
}

static void add_thing(const struct phrase *phrase)
{
    const char *label = labels_name(&phrase->known->things, phrase->event->thing);

    if (label)
        text_add(phrase->text, "%s", label);
    else
        text_add(phrase->text, "thing-%u", phrase->event->thing);
}

static void add_part(const struct phrase *phrase)
{
    const struct form_part *part = form_part(phrase->event->text);

    text_add(phrase->text, "%s", part->before);
    add_thing(phrase);
    text_add(phrase->text, "%s", part->after);
}

static void add_awaited(const struct phrase *phrase)
{
    for (uint32_t i = 0; i < phrase->event->awaits_count; i++) {
        if (i)
            text_add(phrase->text, ", ");
        add_task(phrase, phrase->event->awaits[i]);
    }
}

static void add_form(const struct phrase *phrase, const char *pattern, size_t length);

static void add_cause(const struct phrase *phrase)
{
    const struct co_cause *cause = &phrase->event->cause;
    const struct form *form = form_of_cause(phrase->event);

    add_form(phrase, form->pattern, strlen(form->pattern));
    if (cause->kind == CO_CAUSE_LOOP || cause->time == phrase->event->time)
        return;
    text_add(phrase->text, ", ready since ");
    words_add_time(phrase->text, cause->time);
}

static void add_directive(const struct phrase *phrase, char directive)
{
    const struct event *event = phrase->event;
    const struct co_cause *cause = &event->cause;
    struct text *text = phrase->text;

    /* clang-format off */
    switch (directive) {
    case 'a': add_awaited(phrase); break;
    case 'b': add_task(phrase, cause->by); break;
    case 'c': add_cause(phrase); break;
    case 'd': words_add_time(text, cause->delay); break;
    case 'g': words_add_rest(text, event->text); text_add(text, ")"); break;
    case 'h': add_thing(phrase); break;
    case 'i': words_add_word(text, event->what); break;
    case 'j': words_add_number(text, cause->by_line); break;
    case 'k': words_add_number(text, event->count); break;
    case 'n': text_add(text, "%u.%u", cause->by_line, cause->ordinal); break;
    case 'p': add_part(phrase); break;
    case 'r': words_add_result(text, event->result); break;
    case 'u': words_add_time(text, event->due); break;
    default: words_add_rest(text, event->text); break; /* x */
    }
    /* clang-format on */
}

static void add_form(const struct phrase *phrase, const char *pattern, size_t length)
{
    const char *end = pattern + length, *percent;

    for (; (percent = memchr(pattern, '%', (size_t)(end - pattern))); pattern = percent + 2) {
        text_add_bytes(phrase->text, pattern, (size_t)(percent - pattern));
        add_directive(phrase, percent[1]);
    }
    text_add_bytes(phrase->text, pattern, (size_t)(end - pattern));
}

bool phrase_exists(const struct event *event)
{
    return form_of_event(event, 0) != NULL;
}

void phrase_add(struct text *text, const struct events_known *known, const struct event *event,
                unsigned traits)
{
    const char *pattern = form_of_event(event, traits)->pattern;

    add_form(&(struct phrase){ text, known, event }, pattern, strlen(pattern));
}

void phrase_add_bare(struct text *text, const struct events_known *known, const struct event *event,
                     unsigned traits)
{
    static const char *const ends[] = { " %c", ", %k", " until %u" };
    const char *pattern = form_of_event(event, traits)->pattern;
    size_t length = strlen(pattern);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *end = strstr(pattern, ends[i]);

        if (end && (size_t)(end - pattern) < length)
            length = (size_t)(end - pattern);
    }
    add_form(&(struct phrase){ text, known, event }, pattern, length);
}

/* log_time(), and the format of a line of the log. */
#include "co/explain/write.h"
#include "co/monotonic.h"
#include "run/colour.h"
#include "run/internal.h"
#include "run/symbols.h"

#include <string.h>
#undef log_time

#define MILLISECOND INT64_C(1000000)
#define DAY (INT64_C(86400) * NANOSECONDS)

/* ---- Format ---- */

enum { STAMP_SIZE = 32 };

/* Rounded to the nearest millisecond; halves are rounded away from 0. */
static int64_t to_milliseconds(int64_t nanoseconds)
{
    return (nanoseconds + (nanoseconds < 0 ? -MILLISECOND : MILLISECOND) / 2) / MILLISECOND;
}

/* Each line has a stamp, and printf() takes longer than all else of a line. Write the digits of the
 * number before `end`, at least `least`, with a blank or 0 in front. Returns where they begin. */
static char *put_number(char *end, uint64_t number, int least, char fill)
{
    char *begin = end - least;

    do
        *--end = (char)('0' + number % 10);
    while (number /= 10);
    while (end > begin)
        *--end = fill;
    return end;
}

/* A stamp is written from its end. */
static char *put_clock(char *end, int64_t nanoseconds)
{
    uint64_t milliseconds = (uint64_t)(to_milliseconds(nanoseconds) % (DAY / MILLISECOND));

    end = put_number(end, milliseconds % 1000, 3, '0');
    *--end = '.';
    end = put_number(end, milliseconds / 1000 % 60, 2, '0');
    *--end = ':';
    end = put_number(end, milliseconds / 60000 % 60, 2, '0');
    *--end = ':';
    return put_number(end, milliseconds / 3600000, 2, '0');
}

static char *put_seconds(char *end, int width, int64_t nanoseconds)
{
    int64_t milliseconds = to_milliseconds(nanoseconds);
    uint64_t size = (uint64_t)(milliseconds < 0 ? -milliseconds : milliseconds);

    end = put_number(end, size % 1000, 3, '0');
    *--end = '.';
    end = put_number(end, size / 1000, width, ' ');
    if (milliseconds < 0)
        *--end = '-';
    return end;
}

static void add_stamp(struct text *text, int64_t time, int64_t previous, int64_t wall,
                      enum stamp stamp)
{
    char bytes[STAMP_SIZE] = "", *end = bytes + sizeof bytes, *begin = end - 2;

    memcpy(begin, "] ", 2);
    switch (stamp) {
    case STAMP_CLOCK:
        begin = put_clock(begin, wall + time);
        break;
    case STAMP_ELAPSED:
        begin = put_seconds(begin, 3, time);
        break;
    case STAMP_DELTA:
        begin = put_seconds(begin, 1, time - previous);
        *--begin = '+';
        break;
    default:
        return;
    }
    *--begin = '[';
    text_add_bytes(text, begin, (size_t)(end - begin));
}

void log_line_add(struct text *text, const struct event *event, int64_t previous, int64_t wall,
                  enum stamp stamp, enum symbols symbols)
{
    add_stamp(text, event->time, previous, wall, stamp);
    symbols_add(text, event->text, symbols);
}

/* ---- Writing ---- */

static void lack_memory(struct run *run)
{
    run->failed_for = -ENOMEM;
    run_stop(run);
}

void run_listen(struct run_options *options, void (*on_event)(void *context, const struct event *),
                void *context)
{
    struct run_listener *free = options->listeners;

    while (free->on_event)
        free++;
    *free = (struct run_listener){ .on_event = on_event, .context = context };
}

void run_listen_to_crash(struct run_options *options,
                         void (*on_event)(void *context, const struct event *), void *context)
{
    struct run_listener *free = options->listeners;

    run_listen(options, on_event, context);
    while (free->context != context || free->on_event != on_event)
        free++;
    free->hears_crash = true;
}

/* Pass the event on, with "" for each text that it does not have. */
static void pass_on(const struct run_options *options, const struct event *event)
{
    struct event whole = *event;

    whole.file = event->file ? event->file : "";
    whole.text = event->text ? event->text : "";
    whole.call = event->call ? event->call : "";
    whole.what = event->what ? event->what : "";
    for (size_t i = 0; i < RUN_LISTENERS_MAX && options->listeners[i].on_event; i++)
        options->listeners[i].on_event(options->listeners[i].context, &whole);
}

void log_crash(const struct run *run, const struct event *event)
{
    for (size_t i = 0; i < RUN_LISTENERS_MAX; i++)
        if (run->options->listeners[i].hears_crash)
            run->options->listeners[i].on_event(run->options->listeners[i].context, event);
}

void log_event(struct run *run, const struct event *event)
{
    bool comes_after_the_log = event->kind == EVENT_REPORT || event->kind == EVENT_RUN_END;

    run->now = event->time;
    if (event->time != run->instant && run->options->clock != CO_CLOCK_REAL)
        log_flush(run);
    if (run->options->delays)
        delays_note(run->options->delays, event->time);
    if (run->log_closed && !comes_after_the_log)
        return;
    if (run->options->stream)
        stream_append(run->options->stream, event);
    if (run->options->listeners[0].on_event)
        pass_on(run->options, event);
}

/* Format the line into run->line, with its newline. */
static void format_line(struct run *run, const struct event *event)
{
    text_clear(&run->line);
    log_line_add(&run->line, event, run->previous, run->wall, run->options->stamp,
                 run->options->symbols);
    text_add_bytes(&run->line, "\n", 1);
}

/* Returns the task's place among the tasks that have logged a line, from 1; 0 for main, and for a
 * callback. */
static uint32_t number_of_colour(struct run *run, uint32_t task)
{
    struct roster_entry *entry = task == MAIN_TASK ? NULL : roster_find(&run->roster, task);

    if (entry && !entry->colour)
        entry->colour = ++run->colours;
    return entry ? entry->colour : 0;
}

static void colour_line(struct run *run, const struct event *event)
{
    struct text coloured = { 0 }, stamp = { 0 };
    char name[CO_NAME_MAX];

    add_stamp(&stamp, event->time, run->previous, run->wall, run->options->stamp);
    roster_name(&run->roster, event->task, name);
    colour_add_line(&coloured, text_string(&run->line), stamp.length, name,
                    number_of_colour(run, event->task));
    coloured.failed |= stamp.failed;
    text_free(&stamp);
    text_free(&run->line);
    run->line = coloured;
}

static void write_line(struct run *run, const struct event *event)
{
    const struct run_options *options = run->options;

    if (options->output < 0 || run->output_error)
        return;
    format_line(run, event);
    if (options->colour && !run->line.failed)
        colour_line(run, event);
    if (run->line.failed) {
        lack_memory(run);
        return;
    }
    if (options->on_line)
        options->on_line(options->on_line_context, event, &run->line);
    log_note_written(run, log_output_add(&run->output, text_string(&run->line), run->line.length));
    run->instant = event->time;
    /* The loop may be asleep while another thread logs. */
    if (!pthread_equal(pthread_self(), run->thread))
        log_flush(run);
}

static void print_line(struct run *run, const struct event *event)
{
    write_line(run, event);
    run->previous = event->time;
}

/* ---- log_time ---- */

/* Some messages of the tutorials begin or end with a newline, for space on the screen. */
static void take_newlines_off(const char **message, size_t *length)
{
    if (*length && (*message)[0] == '\n') {
        (*message)++;
        (*length)--;
    }
    if (*length && (*message)[*length - 1] == '\n')
        (*length)--;
}

/* Format the message into run->message, safe for a terminal. */
CO_PRINTF(2, 0) static void make_message(struct run *run, const char *format, va_list arguments)
{
    const char *message;
    size_t length;

    text_clear(&run->line);
    text_add_arguments(&run->line, format, arguments);
    message = text_string(&run->line);
    length = run->line.length;
    take_newlines_off(&message, &length);
    text_clear(&run->message);
    text_add_safe(&run->message, message, length);
    if (run->line.failed || run->message.failed) {
        lack_memory(run);
    }
}

/* A callback has the timer that called it as its cause. What others outside it comes from stays
 * open: a line of the loop is not judged by these. */
static struct co_cause cause_of_callback(void)
{
    const struct co_cause *cause = co_callback_cause();

    return cause && cause->kind == CO_CAUSE_TIMER ? *cause
                                                  : (struct co_cause){ .kind = CO_CAUSE_LOOP };
}

/* This line of the order; or one that the order does not know. */
static void print_in_order(struct run *run, const struct event *event, size_t line)
{
    struct order_lines *lines = &run->course.lines;

    if (line == ORDER_NO_LINE) {
        print_line(run, event);
        return;
    }
    if (order_lines_keep(lines, run->options->order, line, event) < 0)
        lack_memory(run);
    while ((event = order_lines_next(lines, run->options->order)))
        print_line(run, event);
}

void log_end(struct run *run)
{
    const struct order *order = run->options->order;
    const struct event *event;

    pthread_mutex_lock(&run->lock);
    while (order && (event = order_lines_left(&run->course.lines, order)))
        print_line(run, event);
    pthread_mutex_unlock(&run->lock);
}

/* A run that follows a recorded one prints its lines at the recorded times. */
static size_t line_of_order(struct run *run, const struct co_task *task)
{
    return run->options->order ? order_past_line(&run->course.past, run->options->order,
                                                 task ? co_task_id(task) : 0)
                               : ORDER_NO_LINE;
}

static void log_message(struct run *run)
{
    struct co_task *task = co_current_task();
    size_t line = line_of_order(run, task);
    const struct co_place *place = co_place();
    struct event event = {
        .kind = EVENT_LINE,
        .task = task ? co_task_id(task) : 0,
        .number = co_task_count_line(),
        .time = line == ORDER_NO_LINE ? co_time_nanoseconds() : run->options->order->lines[line],
        .cause = task ? *co_task_cause(task) : cause_of_callback(),
        .file = place->file,
        .line = place_line(&run->lines, place),
        .call = place->call,
        .what = task ? "" : run_callback(run),
        .text = text_string(&run->message),
    };

    if (run->options->order)
        order_say(&run->course.past.said, event.text, event.time);
    log_event(run, &event);
    print_in_order(run, &event, line);
}

void log_time(const char *format, ...)
{
    struct run *run = run_now;
    va_list arguments;

    if (!run)
        return;
    pthread_mutex_lock(&run->lock);
    if (!run->log_closed) {
        va_start(arguments, format);
        make_message(run, format, arguments);
        va_end(arguments);
        log_message(run);
    }
    pthread_mutex_unlock(&run->lock);
}

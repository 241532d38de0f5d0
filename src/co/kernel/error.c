/* Error codes by name, and the text that goes with a result or an error. */
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"

#include <stdarg.h>
#include <string.h>

static const struct {
    int code;
    const char *name, *sentence;
} errors[] = {
#define ROW(code, name, sentence) { code, name, sentence },
    CO_ERRORS(ROW)
#undef ROW
};

static size_t find(int code)
{
    size_t i = 0;

    while (i < sizeof errors / sizeof *errors && errors[i].code != (code < 0 ? -code : code))
        i++;
    return i;
}

const char *co_error_name(int code)
{
    size_t i = find(code);

    return i < sizeof errors / sizeof *errors ? errors[i].name : "OSError";
}

const char *co_error_sentence(int code)
{
    size_t i = find(code);

    return i < sizeof errors / sizeof *errors ? errors[i].sentence
                                              : strerror(code < 0 ? -code : code);
}

CO_PRINTF(2, 0) static void set_text(int code, const char *format, va_list arguments)
{
    struct co_task *here = task_here();
    char text[CO_TEXT_MAX]; /* the text that is there may be among the arguments */

    if (here) {
        co_format_arguments(text, sizeof text, format, arguments);
        memcpy(here->details->text, text, sizeof text);
        here->has_text = true;
        here->details->text_code = code;
    }
}

int co_raise(int code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    set_text(code, format, arguments);
    va_end(arguments);
    return code;
}

int co_return_text(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    set_text(0, format, arguments);
    va_end(arguments);
    return 0;
}

const char *co_text(void)
{
    const struct co_task *here = task_here();

    return here ? co_task_text(here) : "";
}

const char *co_error_message(int code)
{
    const struct co_task *here = task_here();

    return here && here->has_text && here->details->text_code == code ? here->details->text
                                                                      : co_error_sentence(code);
}

void task_copy_text(struct co_task *to, const struct co_task *from)
{
    memcpy(to->details->text, from->details->text, sizeof to->details->text);
    to->has_text = from->has_text;
    to->details->text_code = from->details->text_code;
}

void task_move_text(struct co_loop *loop, const struct co_task *from)
{
    struct co_task *to = loop->running ? loop->running : &loop->callback_task;

    if (unlikely(from->has_text))
        task_copy_text(to, from);
    else
        to->has_text = false;
}

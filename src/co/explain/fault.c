/* Nothing here may allocate, lock or call printf. */
#include "co/explain/fault.h"

#include "co/explain/write.h"
#include "co/observe.h"

struct message {
    char bytes[1024];
    size_t length;
};

static void add(struct message *message, const char *text)
{
    while (*text && message->length < sizeof message->bytes - 1)
        message->bytes[message->length++] = *text++;
}

static void add_number(struct message *message, size_t number)
{
    char digits[24];
    size_t i = sizeof digits - 1;

    digits[i] = '\0';
    do
        digits[--i] = (char)('0' + number % 10);
    while (number /= 10);
    add(message, digits + i);
}

static void add_overflow(struct message *message, const struct co_task *task)
{
    add(message, "Stack overflow in task ");
    add(message, co_task_name(task));
    add(message, " (stack of ");
    add_number(message, co_task_stack_size(task) / 1024);
    add(message, " KiB).");
}

static void add_place(struct message *message, const struct co_place *place)
{
    if (!place->file[0])
        return;
    add(message, "\nThe last call before it: ");
    add(message, place->file);
    add(message, ":");
    add_number(message, (size_t)place->line);
    add(message, ": ");
    add(message, place->call);
}

static void say_overflow(int descriptor, const struct co_task *task)
{
    struct message message = { .length = 0 };

    add_overflow(&message, task);
    add_place(&message, co_place());
    add(&message,
        "\nEither a recursion is too deep or a local array is too large. What usually helps: "
        "make the array static, or give the coroutine a larger stack_size.\n");
    write_all(descriptor, message.bytes, message.length);
}

static void tell_overflow(const struct co_task *task,
                          void (*on_overflow)(const struct co_task *task, const char *sentence))
{
    struct message message = { .length = 0 };

    add_overflow(&message, task);
    message.bytes[message.length] = '\0';
    on_overflow(task, message.bytes);
}

static void say_use_of_dead_stack(int descriptor, const char *ended)
{
    const struct co_task *task = co_current_task();
    struct message message = { .length = 0 };

    add(&message, task ? "task " : "a ");
    add(&message, task ? co_task_name(task) : "callback");
    add(&message, " uses the stack of ");
    add(&message, ended);
    add(&message,
        ", which has ended.\nWhat usually helps: share only data that outlives the function "
        "(static or from malloc()), "
        "or make the tasks in a task group and await its exit on every exit path.\n");
    write_all(descriptor, message.bytes, message.length);
}

bool fault_explain(int descriptor, const void *address,
                   void (*on_overflow)(const struct co_task *task, const char *sentence))
{
    const struct co_task *overflown = co_stack_overflow(address);
    const char *ended = co_stack_ended(address);

    if (overflown && descriptor >= 0)
        say_overflow(descriptor, overflown);
    if (overflown && on_overflow)
        tell_overflow(overflown, on_overflow);
    else if (!overflown && ended && descriptor >= 0)
        say_use_of_dead_stack(descriptor, ended);
    return overflown || ended;
}

#include "cli/order_file.h"

#include "cli/command.h"
#include "cli/output_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16 };

/* ---- The file ---- */

static int refuse(const char *path, const char *reason)
{
    fprintf(stderr, "%s cannot be used as an order: %s.\n", path, reason);
    return EXIT_TOOL_FAILED;
}

/* No order has a byte that is zero. Reading stops there, because a device may go on for ever. */
static int read_bytes(FILE *file, struct text *bytes)
{
    bool is_text = true;
    size_t got;

    do {
        char *room = text_room(bytes, CHUNK);

        if (!room)
            return -ENOMEM;
        got = fread(room, 1, CHUNK, file);
        is_text = !memchr(room, 0, got);
        text_grow(bytes, got);
    } while (got && is_text);
    return ferror(file) ? -errno : 0;
}

static int read_file(const char *path, struct text *bytes)
{
    FILE *file = fopen(path, "re");
    int rc = file ? read_bytes(file, bytes) : -errno;

    if (file)
        fclose(file);
    return rc;
}

int order_file_load(const char *path, struct order *order)
{
    struct text bytes = { 0 }, why = { 0 };
    int rc = read_file(path, &bytes), exit_code = 0;

    if (rc == 0)
        rc = order_read(order, text_string(&bytes), bytes.length, &why);
    if (rc == -EPROTO)
        exit_code = refuse(path, text_string(&why));
    else if (rc < 0)
        exit_code = refuse(path, strerror(-rc));
    text_free(&bytes);
    text_free(&why);
    return exit_code;
}

/* ---- The run ---- */

static int check_clock(const struct arguments *arguments, const char *clock,
                       const struct run_options *run)
{
    if (clock && run->clock == CO_CLOCK_REAL)
        return value_error(arguments, "order",
                           "an order is for the virtual clock, because the real one has its own.");
    return 0;
}

static int take_variant(const char *path, const struct arguments *arguments,
                        const struct syllabus_entry *entry, const struct order *order,
                        const struct demo_variant **variant)
{
    const struct demo_variant *wanted = NULL;

    if (order->variant[0]) {
        wanted = syllabus_find_variant(entry, order->variant);
        if (!wanted)
            return refuse(path, "the demo does not have its variant");
    }
    if (arguments_value(arguments, "variant") && *variant != wanted)
        return refuse(path, order->variant[0] ? "it is for another variant, which it names"
                                              : "it is for the demo without a variant");
    *variant = wanted;
    return 0;
}

static void set_clock(const char *clock, struct run_options *run, struct order *order)
{
    run->order = order;
    if (order->record.count) {
        run->clock = CO_CLOCK_REPLAY;
        run->record = &order->record;
    } else if (!clock) {
        run->clock = CO_CLOCK_VIRTUAL;
    }
    if (order->has_seed)
        run->seed = order->seed;
}

int order_file_read(const struct arguments *arguments, const char *clock,
                    const struct syllabus_entry *entry, const struct demo_variant **variant,
                    struct run_options *run, struct order *order)
{
    const char *path = arguments_value(arguments, "order");
    char other[ORDER_NAME_MAX + 64];
    int exit_code;

    if (!path)
        return 0;
    exit_code = check_clock(arguments, clock, run);
    if (!exit_code)
        exit_code = order_file_load(path, order);
    if (!exit_code && strcmp(order->demo, entry->name) != 0) {
        co_format(other, sizeof other, "it is for another demo, %s", order->demo);
        exit_code = refuse(path, other);
    }
    if (!exit_code)
        exit_code = take_variant(path, arguments, entry, order, variant);
    if (!exit_code)
        set_clock(clock, run, order);
    return exit_code;
}

/* ---- Recording ---- */

int order_recorder_read(const struct arguments *arguments, const struct run_options *run,
                        struct order_recorder *recorder)
{
    recorder->path = arguments_value(arguments, "record");
    if (!recorder->path)
        return 0;
    if (run->clock != CO_CLOCK_REAL || arguments_value(arguments, "order"))
        return value_error(arguments, "record",
                           "it is for the real clock, because a run on the virtual clock has the"
                           " same order each time.");
    if (run->listen || run->broker)
        return value_error(arguments, "record",
                           "what comes from other programs cannot come again in a replay.");
    return output_file_check(recorder->path);
}

void order_recorder_attach(struct order_recorder *recorder, struct run_options *run)
{
    if (!recorder->path)
        return;
    run->record = &recorder->record;
    run->stream = &recorder->stream;
}

static int write_order(const struct order_recorder *recorder, const struct order *order)
{
    struct text text = { 0 };
    int exit_code;

    order_write(order, &text);
    exit_code = text.failed ? refuse(recorder->path, strerror(ENOMEM))
                            : output_file_write(recorder->path, text_string(&text), text.length);
    text_free(&text);
    return exit_code;
}

int order_recorder_end(struct order_recorder *recorder, const struct syllabus_entry *entry,
                       const struct run_options *run)
{
    struct order order = { .has_seed = run->seed != entry->demo->seed, .seed = run->seed };
    int exit_code = 0;

    if (recorder->path) {
        co_format(order.demo, sizeof order.demo, "%s", entry->name);
        co_format(order.variant, sizeof order.variant, "%s", run->variant ? run->variant : "");
        exit_code = recorder->record.failed || recorder->stream.failed ||
                            order_record(&order, &recorder->stream, &recorder->record) < 0
                        ? refuse(recorder->path, strerror(ENOMEM))
                        : write_order(recorder, &order);
    }
    order_free(&order);
    free(recorder->record.readings);
    stream_free(&recorder->stream);
    return exit_code;
}

/*
 * Shared by the tests of src/run: a run of a main coroutine, on the virtual clock by default, and
 * its results.
 */
#ifndef SCENE_H
#define SCENE_H

#include "demo.h"
#include "test.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

/* The output, the result and the events of the last scene. */
static char printed[64 * 1024], reported[64 * 1024];
static struct run_result result;
static struct stream stream;

static void read_back(FILE *file, char *buffer, size_t size)
{
    rewind(file);
    buffer[fread(buffer, 1, size - 1, file)] = '\0';
    fclose(file);
}

/* Options of the usual scene. `output` and `errors` are set by play_with(), unless they are -1. */
static struct run_options usual_options(void)
{
    return (
        struct run_options){ .clock = CO_CLOCK_VIRTUAL, .stamp = STAMP_ELAPSED, .stream = &stream };
}

static void play_with(const struct demo *demo, struct run_options options)
{
    FILE *output = tmpfile(), *errors = tmpfile();

    ASSERT_TRUE(output && errors);
    if (options.output >= 0)
        options.output = fileno(output);
    if (options.errors >= 0)
        options.errors = fileno(errors);
    stream_free(&stream);
    run_demo(demo, &options, &result);
    read_back(output, printed, sizeof printed);
    read_back(errors, reported, sizeof reported);
}

__attribute__((unused)) static void play(const struct demo *demo)
{
    play_with(demo, usual_options());
}

/* A demo whose main is the coroutine `name`. */
#define SCENE(name, ...)                                                                           \
    (&(const struct demo){ .identifier = #name, .main = name##_start, ##__VA_ARGS__ })

/* Put HERE in place of "tests/running/test_x.c:12", so that an expected text does not depend on the
 * lines of its test. */
__attribute__((unused)) static void forget_lines(const char *file)
{
    size_t length = strlen(file);
    char *to = reported;

    for (const char *from = reported; *from;) {
        if (strncmp(from, file, length) == 0 && from[length] == ':' &&
            isdigit((unsigned char)from[length + 1])) {
            memcpy(to, "HERE", 4);
            to += 4;
            from += length + 1;
            from += strspn(from, "0123456789");
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}
#define REPORTED(expected)                                                                         \
    do {                                                                                           \
        forget_lines(__FILE__);                                                                    \
        ASSERT_STR_EQ(reported, expected);                                                         \
    } while (0)

#endif

/*
 * An async generator [1] gives a value and sleeps until the next value is asked for: by a loop
 * [2], or by a single call [3]. After the last value, the call returns the default that the
 * caller gives; a value has room for a pointer, so here the default is a text [4]. Without a
 * default the call returns 0, for which Python raises StopAsyncIteration [5].
 *
 * A generator expression is a generator without a name; in C it needs a name [6]. Making it
 * runs nothing [7], neither the expression nor the generator inside: both begin with the loop
 * over it [8]. A comprehension with a condition is a loop that collects some of the values
 * [9].
 */
#include "demo.h"

ASYNC(async_range, int start; int stop;)                            /* [1] */
{
    for (int i = my->start; i < my->stop; i++) {
        await(co_sleep(0.1));
        await(co_yield(i));
    }
    return 0;
}

ASYNC(squares_of_range, int start; int stop;)                       /* [6] */
{
    ASYNC_FOR(int, x, async_range, my->start, my->stop) {
        await(co_yield(x * x));
    }
    return 0;
}

ASYNC(main)
{
    ASYNC_FOR(int, num, async_range, 1, 5) {                        /* [2] */
        log_time("Got number: %d", num);
    }

    static struct co_generator generator;
    generator = GENERATOR(async_range, 1, 5);
    intptr_t value = 0;
    for (int i = 0; i < 4; i++) {
        await(co_generator_next(&generator, &value));               /* [3] */
        log_time("anext: %d", (int)value);
    }
    struct co_iterator *iterator = co_generator_iterator(&generator);
    await(co_iterator_next_or(iterator, &value, (intptr_t)"exhausted")); /* [4] */
    log_time("anext with default: %s", (const char *)value);
    if (await(co_generator_next(&generator, &value)) == 0)          /* [5] */
        log_time("anext: StopAsyncIteration");

    static struct co_generator squares;
    squares = GENERATOR(squares_of_range, 1, 5);                    /* [7] */
    log_time("generator expression created, nothing has run yet");
    ASYNC_FOR_IN(int, square, &squares) {                           /* [8] */
        log_time("Got square: %d", square);
    }

    int evens[4], count = 0;
    ASYNC_FOR(int, x, async_range, 1, 5) {                          /* [9] */
        if (x % 2 == 0)
            evens[count++] = x;
    }
    log_time("evens = %s", LIST(evens, count));
    return 0;
}

DEMO(generator_expression, .title = "Async generators: one value at a time, and expressions",
     .section = "1");

/*
 * A generator is a function that gives its values one by one: at each yield it stops, and goes
 * on when the next value is asked for [1]. So it needs no list, and no time for values that no
 * caller asks for. An async generator may also await before it yields [2]. A loop asks for one
 * value after the other [3]; a call may ask for one [4].
 *
 * After the last value there is none to give. Then the call gives the default that the caller
 * has named: a value has room for a pointer, so here the default is a text [5]. Without a
 * default the call returns 0, for which Python raises StopAsyncIteration [6].
 *
 * A generator expression is a generator without a name; in C it needs a name [7]. To make one
 * runs nothing, neither the expression nor the generator inside [8]: both begin with the loop
 * over it [9]. A comprehension with a condition is a loop that collects some of the values
 * [10].
 *
 * Key point: the expression is made at 0.800, and its first value comes at 0.900: it runs only
 * when it is asked.
 *
 * Use it when values come one after the other, and not all of them are needed at once.
 *
 * The tutorial says that you can use anext; in fact anext after the last value raises
 * StopAsyncIteration, unless it has a default.
 */
#include "demo.h"

ASYNC(async_range, int start; int stop;)
{
    for (int i = my->start; i < my->stop; i++) {
        await(co_sleep(0.1));                                       /* [2] */
        await(co_yield(i));                                         /* [1] */
    }
    return 0;
}

ASYNC(squares_of_range, int start; int stop;)                       /* [7] */
{
    ASYNC_FOR(int, x, async_range, my->start, my->stop) {
        await(co_yield(x * x));
    }
    return 0;
}

ASYNC(main)
{
    ASYNC_FOR(int, num, async_range, 1, 5) {                        /* [3] */
        log_time("Got number: %d", num);
    }

    static struct co_generator generator;                           /* added, as all below */
    generator = GENERATOR(async_range, 1, 5);
    intptr_t value = 0;
    for (int i = 0; i < 4; i++) {
        await(co_generator_next(&generator, &value));               /* [4] */
        log_time("anext: %d", (int)value);
    }
    struct co_iterator *iterator = co_generator_iterator(&generator);
    await(co_iterator_next_or(iterator, &value, (intptr_t)"exhausted")); /* [5] */
    log_time("anext with default: %s", (const char *)value);
    if (await(co_generator_next(&generator, &value)) == 0)          /* [6] */
        log_time("anext: StopAsyncIteration");

    static struct co_generator squares;
    squares = GENERATOR(squares_of_range, 1, 5);                    /* [8] */
    log_time("generator expression created, nothing has run yet");
    ASYNC_FOR_IN(int, square, &squares) {                           /* [9] */
        log_time("Got square: %d", square);
    }

    int evens[4], count = 0;
    ASYNC_FOR(int, x, async_range, 1, 5) {                          /* [10] */
        if (x % 2 == 0)
            evens[count++] = x;
    }
    log_time("evens = %s", LIST(evens, count));
    return 0;
}

DEMO(generator_expression, .title = "Async generators: one value at a time, and expressions",
     .section = "1");

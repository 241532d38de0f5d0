/*
 * Two writers put three letters each into a queue with three places, and three readers take them
 * out. When both writers have ended, main puts an end marker into the queue: NULL.
 *
 * Wanted: all six letters are read, and then all readers end.
 *
 * Hint 1: Which readers still wait at the end, and what do they wait for?
 *
 * Hint 2: A reader takes the marker out of the queue, so no other reader sees it.
 *
 * Hint 3: Put one marker for each reader, but only when no more letters can come. A put may have to
 * wait for a place.
 */
#include "demo.h"

static struct co_queue letters = CO_QUEUE(3, .describe = co_describe_text);
static int read_letters;

ASYNC(writer, double pause;)
{
    for (int i = 0; i < 3; i++) {
        await(co_sleep(my->pause));
        await(co_queue_put(&letters, F("a letter")));
    }
    return 0;
}

ASYNC(reader)
{
    while (true) {
        const char *letter;
        await(co_queue_get(&letters, &letter));
        if (!letter)
            return 0;
        await(co_sleep(0.1));
        read_letters++;
    }
}

ASYNC(main)
{
    TASKS(readers, CORO(reader), i, 3);
    await(GATHER(CORO(writer, 0.1), CORO(writer, 0.2)));
    await(co_queue_put(&letters, NULL));
    await(GATHER_TASKS(readers));
    log_time("%d letters are read", read_letters);
    MUST(read_letters == 6);
    return 0;
}

DEMO(one_end_marker, .title = "Three readers, and one end marker", .section = "Queues");

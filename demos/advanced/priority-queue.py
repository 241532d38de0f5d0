# priority-queue.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def producer(queue):
    items = [
        (3, 0, "low priority"),
        (1, 1, "high priority"),
        (2, 2, "medium priority"),
        (2, 3, "another of medium priority"),
    ]
    has_equal = variant("equal") or variant("fixed")
    for priority, number, item in items[:4 if has_equal else 3]:
        await queue.put((priority, number, item) if variant("fixed")  # [3]
                        else (priority, item))                      # [2]
        log_time(f"Added: {item} (priority {priority})")


async def consumer(queue):
    while variant("fixed") or not queue.empty():                    # [4]
        priority, *_, item = await queue.get()
        log_time(f"Processing: {item} (priority {priority})")
        await asyncio.sleep(0.5)
        queue.task_done()


async def main():
    queue = asyncio.PriorityQueue()                                 # [1]

    if variant("flaw"):
        await asyncio.gather(consumer(queue), producer(queue))
        log_time(f"-- consumer gone, {queue.qsize()} items left in the queue")
    elif variant("fixed"):
        task = asyncio.create_task(consumer(queue))
        await asyncio.sleep(0)  # the consumer runs first, too
        await producer(queue)
        await queue.join()                                          # [5]
        task.cancel()
        try:
            await task                                              # [6]
        except asyncio.CancelledError:
            pass
    else:
        await producer(queue)
        await consumer(queue)


demo(main)

# priority-queue.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def producer(queue):
    items = [
        (3, "low priority"),
        (1, "high priority"),
        (2, "medium priority"),
    ]
    for priority, item in items:
        await queue.put((priority, item))
        log_time(f"Added: {item} (priority {priority})")


async def consumer(queue):
    while variant("fixed") or not queue.empty():                    # [2]
        priority, item = await queue.get()
        log_time(f"Processing: {item} (priority {priority})")
        await asyncio.sleep(0.5)
        queue.task_done()


async def main():
    queue = asyncio.PriorityQueue()                                 # [1]

    if variant("flaw"):
        await asyncio.gather(consumer(queue), producer(queue))      # [3]
        log_time(f"-- consumer gone, {queue.qsize()} items left in the queue")
    elif variant("fixed"):
        task = asyncio.create_task(consumer(queue))
        await asyncio.sleep(0)  # the consumer runs first, too
        await producer(queue)
        await queue.join()                                          # [4]
        task.cancel()
    else:
        await producer(queue)
        await consumer(queue)


demo(main)

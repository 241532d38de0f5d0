# queue-timeout.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def producer(queue, name):
    for i in range(5):
        item = f"{name}-item-{i}"
        await queue.put(item)
        log_time(f"Produced: {item}")
        await asyncio.sleep(0.5)


async def consumer(queue, produced, name, work):
    while True:
        try:
            item = await asyncio.wait_for(queue.get(), 2.0)         # [1]
        except TimeoutError:
            if variant("fixed") and not (produced.is_set() and queue.empty()):
                continue                                            # [8]
            log_time(f"{name} timed out, exiting")
            break
        log_time(f"{name} consumed: {item}")
        if not variant("fixed"):
            queue.task_done()                                       # [2]
        await asyncio.sleep(work)                                   # [5]
        if variant("flaw") or variant("fixed"):
            log_time(f"{name} finished: {item}")
        if variant("fixed"):
            queue.task_done()                                       # [6]


async def main():
    queue = asyncio.Queue(3)
    produced = asyncio.Event()
    is_slow = variant("flaw") or variant("fixed")

    producers = [
        asyncio.create_task(producer(queue, "P1"), name="P1"),
        asyncio.create_task(producer(queue, "P2"), name="P2"),
    ]
    consumers = [
        asyncio.create_task(consumer(queue, produced, "C1", 0.7 if is_slow else 0.1), name="C1"),
        asyncio.create_task(consumer(queue, produced, "C2", 0.6 if is_slow else 0.1), name="C2"),
    ]
    await asyncio.gather(*producers)
    if variant("fixed"):
        produced.set()
    await queue.join()                                              # [3]
    if variant("flaw") or variant("fixed"):
        log_time("-- all items are done")
    if variant("fixed"):
        return await asyncio.gather(*consumers)                     # [7]
    for task in consumers:
        task.cancel()                                               # [4]


demo(main)

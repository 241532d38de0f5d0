# fan-out.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def producer(queue, items):
    for item in items:
        await queue.put(item)                                       # [1]
        log_time(f"Produced: {item}")
    if variant("fixed"):
        return
    await queue.put(None)                                           # [5]


async def consumer(queue, name):
    while True:
        item = await queue.get()
        if item is None:
            queue.task_done()
            log_time(f"{name} stopped")
            return                                                  # [4]
        log_time(f"{name} processing: {item}")
        await asyncio.sleep(0.1)
        queue.task_done()


async def main():
    queue = asyncio.Queue(10)
    names = ["Consumer-0", "Consumer-1", "Consumer-2"]
    items = range(20)

    producer_task = asyncio.create_task(producer(queue, items))
    consumer_tasks = [asyncio.create_task(consumer(queue, name), name=name) for name in names]

    await producer_task
    await queue.join()                                              # [2]
    log_time("main: all items processed")

    for _ in consumer_tasks:
        await queue.put(None)                                       # [3]
    if variant("fixed"):
        await asyncio.gather(*consumer_tasks)                       # [7]
    running = sum(not task.done() for task in consumer_tasks)
    log_time(f"main: ends with {running} consumers running, "
             f"{queue.qsize()} sentinels in the queue")
    return                                                          # [6]


demo(main)

# producer-consumer.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

N_CONSUMERS = 3
items = [f"item-{i}" for i in range(1, 10)]


async def process(item, name):                                      # added
    log_time(f"{name} processing {item}")
    await asyncio.sleep(0.2)


async def producer(queue):
    for item in items:
        await queue.put(item)                                       # [1]
        log_time(f"Produced {item}")                                # added
    if variant("fixed"):
        for _ in range(N_CONSUMERS):
            await queue.put(None)                                   # [5]
    else:
        await queue.put(None)                                       # [3]
    log_time("Producer done")                                       # added


async def consumer(queue, name):
    while True:
        item = await queue.get()                                    # [2]
        if item is None:
            queue.task_done()
            log_time(f"{name} got the sentinel, exiting")           # added
            return                                                  # [4]
        await process(item, name)                                   # [6]
        queue.task_done()


async def main():
    queue = asyncio.Queue(100)

    tasks = [
        asyncio.create_task(producer(queue)),
        asyncio.create_task(consumer(queue, "worker-1"), name="worker-1"),
        asyncio.create_task(consumer(queue, "worker-2"), name="worker-2"),
        asyncio.create_task(consumer(queue, "worker-3"), name="worker-3"),
    ]
    await asyncio.gather(*tasks)


demo(main)

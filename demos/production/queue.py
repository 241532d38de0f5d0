# queue.c in Python, line by line.
from demo import asyncio, demo, log_time, uniform, variant


async def producer(queue, producer_id, items):
    for i in range(items):
        item = f"Item-{producer_id}-{i}"
        await queue.put(item)                                       # [1]
        log_time(f"📦 Producer-{producer_id}: Added {item} (queue size: {queue.qsize()})")
        await asyncio.sleep(uniform(0.1, 0.3))
    log_time(f"✅ Producer-{producer_id}: Finished")


async def consumer(queue, consumer_id):
    while True:
        item = await queue.get()                                    # [2]
        if item is None:
            queue.task_done()
            log_time(f"🛑 Consumer-{consumer_id}: Shutting down")
            return
        log_time(f"📨 Consumer-{consumer_id}: Processing {item}")
        await asyncio.sleep(uniform(0.2, 0.4))
        if not variant("without-task-done"):
            queue.task_done()                                       # [3]


async def main():                                                   # added
    queue = asyncio.Queue(5)

    producers = [asyncio.create_task(producer(queue, i, 3), name=f"Producer-{i}")
                 for i in range(2)]
    consumers = [asyncio.create_task(consumer(queue, i), name=f"Consumer-{i}")
                 for i in range(2)]
    await asyncio.gather(*producers)
    await queue.join()                                              # [4]
    log_time("📋 All items processed!")
    if not variant("without-end-markers"):
        for _ in consumers:
            await queue.put(None)                                   # [5]
    await asyncio.gather(*consumers)


demo(main, seed=804751131)

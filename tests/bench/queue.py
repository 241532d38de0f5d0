from bench import *

queue = asyncio.Queue(100)


async def producer(count):
    for i in range(count):
        await queue.put(i)


async def consumer(count):
    for _ in range(count):
        item = await queue.get()


async def measure(count):
    began = process_time()

    await asyncio.gather(producer(count), consumer(count))
    figure("queue", (process_time() - began) / count * 1e9)


bench(measure)

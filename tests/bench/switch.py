from bench import *


async def yielder(count):
    for _ in range(count):
        await asyncio.sleep(0)


async def measure(count):
    began = process_time()

    await asyncio.gather(yielder(count), yielder(count))
    figure("switch", (process_time() - began) / (2 * count) * 1e9)


bench(measure)

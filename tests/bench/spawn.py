from bench import *


async def nothing():
    pass


async def measure(count):
    began = process_time()

    for _ in range(count):
        await asyncio.create_task(nothing())
    figure("spawn", (process_time() - began) / count * 1e9)


bench(measure)

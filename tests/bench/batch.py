from bench import *

ALIVE = 10000


async def nothing():
    pass


async def one_yield():
    await asyncio.sleep(0)


async def run_batch(coro):
    tasks = [asyncio.create_task(coro()) for _ in range(ALIVE)]
    await asyncio.gather(*tasks)


async def measure_batches(name, coro, count):
    await run_batch(coro)
    began = process_time()

    for _ in range(count):
        await run_batch(coro)
    figure(name, (process_time() - began) / (count * ALIVE) * 1e9)


async def measure(count):
    await measure_batches("batch", nothing, count)
    await measure_batches("batch-yield", one_yield, count)


bench(measure)

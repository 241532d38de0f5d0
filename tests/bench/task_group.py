from bench import *

ALIVE = 10000


async def nothing():
    pass


async def one_yield():
    await asyncio.sleep(0)


async def run_group(coro):
    async with asyncio.TaskGroup() as group:
        for _ in range(ALIVE):
            group.create_task(coro())


async def measure_groups(name, coro, count):
    await run_group(coro)
    began = process_time()

    for _ in range(count):
        await run_group(coro)
    figure(name, (process_time() - began) / (count * ALIVE) * 1e9)


async def measure(count):
    await measure_groups("group", nothing, count)
    await measure_groups("group-yield", one_yield, count)


bench(measure)

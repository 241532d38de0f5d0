import random

from bench import *


async def sleeper(seconds):
    await asyncio.sleep(seconds)


async def run_sleepers(name, count):
    began = process_time()

    tasks = [asyncio.create_task(sleeper(random.uniform(0, 1))) for _ in range(count)]
    await asyncio.gather(*tasks)
    figure(name, process_time() - began)


async def measure(count):
    await run_sleepers("sleepers-fresh", count)
    await run_sleepers("sleepers-pooled", count)


bench(measure)

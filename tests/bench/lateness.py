from time import monotonic

from bench import *


async def measure_lateness(name, seconds):
    began = monotonic()

    await asyncio.sleep(seconds)
    figure(name, (monotonic() - began - seconds) * 1e6)


async def measure(count):
    for _ in range(count):
        await measure_lateness("late-10", 0.01)
        await measure_lateness("late-10.3", 0.0103)


bench(measure)

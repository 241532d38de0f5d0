import sys
from time import monotonic

sys.path.append(sys.path.pop(0))  # Python's own queue, not the queue.py here

from bench import *


async def answer(number):
    return number


def ask(count, loop):
    for _ in range(count):
        if asyncio.run_coroutine_threadsafe(answer(42), loop).result() != 42:
            raise ValueError


async def measure(count):
    began = monotonic()

    await asyncio.to_thread(ask, count, asyncio.get_running_loop())
    figure("threadsafe", (monotonic() - began) / count * 1e6)


bench(measure)

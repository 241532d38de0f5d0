from time import monotonic

from bench import *


async def measure(count):
    began = monotonic()

    for _ in range(count):
        process = await asyncio.create_subprocess_exec("true")
        await process.wait()
    figure("spawn-wait", (monotonic() - began) / count * 1e6)


bench(measure)

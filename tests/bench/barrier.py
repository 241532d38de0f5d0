from bench import *

PARTIES = 10


async def party(barrier, count):
    for _ in range(count):
        await barrier.wait()


async def measure(count):
    began = process_time()
    barrier = asyncio.Barrier(PARTIES)

    await asyncio.gather(*(party(barrier, count) for _ in range(PARTIES)))
    figure("barrier", (process_time() - began) / (PARTIES * count) * 1e9)


bench(measure)

from bench import *

lock = asyncio.Lock()


async def user(count):
    for _ in range(count):
        await lock.acquire()
        await asyncio.sleep(0)
        lock.release()


async def measure(count):
    began = process_time()

    await asyncio.gather(user(count), user(count))
    figure("lock", (process_time() - began) / (2 * count) * 1e9)


bench(measure)

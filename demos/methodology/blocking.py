# blocking.c in Python, line by line.
import time
from concurrent.futures import ThreadPoolExecutor

from demo import asyncio, demo, log_time, variant


def blocking_operation(data):
    log_time(f"blocking_operation('{data}') starts in a thread")
    time.sleep(1)
    return data.upper()


async def ticker():                                                 # added
    for n in range(1, 4):
        await asyncio.sleep(0.3)
        log_time(f"tick {n}")


async def main():
    loop = asyncio.get_running_loop()
    result = await loop.run_in_executor(None, blocking_operation, "hello")  # [1]
    log_time(f"Result: {result}")

    executor = ThreadPoolExecutor(4)                                # [2]
    tasks = [
        loop.run_in_executor(executor, blocking_operation, "a"),
        loop.run_in_executor(executor, blocking_operation, "b"),
    ]
    results = await asyncio.gather(*tasks)                          # [4]
    log_time(f"Results: {results}")
    if variant("flaw") or variant("fixed"):                         # added
        ticks = asyncio.create_task(ticker())
        late = loop.run_in_executor(executor, blocking_operation, "c")
        await asyncio.sleep(0)
        if variant("fixed"):
            await late                                              # [5]
        executor.shutdown(wait=True)                                # [3]
        log_time("the executor is shut down")
        return await ticks
    executor.shutdown(wait=True)                                    # [3]


demo(main)

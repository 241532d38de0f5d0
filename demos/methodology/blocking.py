# blocking.c in Python, line by line.
import time
from concurrent.futures import ThreadPoolExecutor

from demo import asyncio, demo, log_time


def blocking_operation(data):
    log_time(f"blocking_operation('{data}') starts in a thread")
    time.sleep(1)
    return data.upper()


async def main():
    loop = asyncio.get_running_loop()
    result = await loop.run_in_executor(None, blocking_operation, "hello")  # [1]
    log_time(f"Result: {result}")

    executor = ThreadPoolExecutor(4)                                # [2]
    tasks = [
        loop.run_in_executor(executor, blocking_operation, "a"),
        loop.run_in_executor(executor, blocking_operation, "b"),
    ]
    results = await asyncio.gather(*tasks)
    executor.shutdown(wait=True)                                    # [3]
    log_time(f"Results: {results}")


demo(main)

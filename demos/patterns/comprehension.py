# comprehension.c in Python, line by line.
from demo import asyncio, demo, log_time


async def async_range(n):                                           # [1]
    for i in range(n):
        await asyncio.sleep(0.1)
        yield i


async def main():                                                   # added
    async for value in async_range(10):                             # [2]
        log_time(f"{value}")

    results = [x async for x in async_range(10)]                    # [3]
    log_time(f"results = {results}")                                # added


demo(main)

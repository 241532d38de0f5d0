# timeout-scope.c in Python, line by line.
from demo import asyncio, demo, log_time


async def slow_operation():
    await asyncio.sleep(10)
    return "Done"


async def with_timeout(coro, timeout, default_value):               # [3]
    try:
        return await asyncio.wait_for(coro, timeout)
    except TimeoutError:
        return default_value


async def main():
    try:
        async with asyncio.timeout(2):                              # [1]
            await slow_operation()
    except TimeoutError:
        log_time("Operation timed out")

    try:
        await asyncio.wait_for(slow_operation(), 2)                 # [2]
    except TimeoutError:
        log_time("Operation timed out")

    result = await with_timeout(slow_operation(), 1, "default value")  # [4]
    log_time(f"with_timeout: {result}")
    result = await with_timeout(asyncio.sleep(0.5, "Done"), 1, "default value")  # [5]
    log_time(f"with_timeout: {result}")


demo(main)

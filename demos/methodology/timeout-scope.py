# timeout-scope.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def slow_operation():
    await asyncio.sleep(10)
    return "Done"


async def ask_server():                                             # added
    await asyncio.sleep(0.3)
    raise TimeoutError("the server got no answer from its database")


async def with_timeout(coro, timeout, default_value):               # [3]
    try:
        async with asyncio.timeout(timeout) as scope:
            return await coro
    except TimeoutError:
        if variant("fixed") and not scope.expired():
            raise                                                   # [7]
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

    # added: the calls
    result = await with_timeout(slow_operation(), 1, "default value")  # [4]
    log_time(f"with_timeout: {result}")
    result = await with_timeout(asyncio.sleep(0.5, "Done"), 1, "default value")  # [5]
    log_time(f"with_timeout: {result}")
    if not variant("flaw") and not variant("fixed"):
        return
    try:
        result = await with_timeout(ask_server(), 1, "default value")  # [6]
    except TimeoutError as error:
        result = f"TimeoutError: {error}"
    log_time(f"with_timeout: {result}")


demo(main)

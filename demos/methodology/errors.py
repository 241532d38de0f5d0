# errors.c in Python, line by line.
from demo import asyncio, demo, log_time


async def might_fail(success):
    await asyncio.sleep(0.1)
    if not success:
        raise ValueError("Operation failed")                        # [1]
    return "Success"


async def main():
    try:
        await might_fail(False)
    except ValueError as error:                                     # [2]
        log_time(f"Caught: {error}")

    results = await asyncio.gather(might_fail(True), might_fail(False), might_fail(True),
                                   return_exceptions=True)          # [3]
    for result in results:
        if isinstance(result, Exception):
            log_time(f"Error: {result}")
        else:
            log_time(f"Result: {result}")


demo(main)

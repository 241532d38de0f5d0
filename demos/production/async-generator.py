# async-generator.c in Python, line by line.
from contextlib import aclosing

from demo import asyncio, demo, log_time, variant


async def async_range(count):                                       # [1]
    for i in range(count):
        log_time(f"🔢 Generating number: {i}")
        await asyncio.sleep(0.2)                                    # [2]
        yield i


async def async_range_with_cleanup(count):
    try:
        for i in range(count):
            log_time(f"🔢 Generating number: {i}")
            await asyncio.sleep(0.2)
            yield i
    finally:
        log_time("🛑 Generator closed")                              # [6]


async def main():
    log_time("🔁 Async Range Generator:")
    if variant("break"):
        async with aclosing(async_range_with_cleanup(4)) as numbers:
            async for num in numbers:
                log_time(f"   Received: {num}")
                if num == 1:
                    break                                           # [5]
        log_time("   Left the loop")
        return
    async for num in async_range(4):                                # [3]
        log_time(f"   Received: {num}")                             # [4]


demo(main)

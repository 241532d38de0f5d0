# async-generator.c in Python, line by line.
from demo import asyncio, demo, log_time


async def async_range(count):                                       # [1]
    for i in range(count):
        log_time(f"🔢 Generating number: {i}")
        await asyncio.sleep(0.2)                                    # [2]
        yield i


async def main():
    log_time("🔁 Async Range Generator:")
    async for num in async_range(4):                                # [3]
        log_time(f"   Received: {num}")                             # [4]


demo(main)

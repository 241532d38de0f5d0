# generator-expression.c in Python, line by line.
from demo import asyncio, demo, log_time


async def async_range(start, stop):
    for i in range(start, stop):
        await asyncio.sleep(0.1)                                    # [2]
        yield i                                                     # [1]


async def main():
    async for num in async_range(1, 5):                             # [3]
        log_time(f"Got number: {num}")

    generator = async_range(1, 5)  # added, as all below
    for _ in range(4):
        log_time(f"anext: {await anext(generator)}")                # [4]
    log_time(f"anext with default: {await anext(generator, 'exhausted')}")  # [5]
    try:
        await anext(generator)                                      # [6]
    except StopAsyncIteration:
        log_time("anext: StopAsyncIteration")

    squares = (x * x async for x in async_range(1, 5))              # [7] [8]
    log_time("generator expression created, nothing has run yet")
    async for square in squares:                                    # [9]
        log_time(f"Got square: {square}")

    evens = [x async for x in async_range(1, 5) if x % 2 == 0]      # [10]
    log_time(f"evens = {evens}")


demo(main)

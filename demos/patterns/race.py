# race.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

N = 100
counter = 0
lock = asyncio.Lock()


async def increment():
    global counter
    temp = counter                                                  # [1]
    await asyncio.sleep(0)                                          # [2]
    counter = temp + 1                                              # [3]


async def safe_increment():
    global counter
    async with lock:                                                # [4]
        counter += 1                                                # [5]


async def safe_increment_with_switch():
    global counter
    async with lock:
        temp = counter                                              # [6]
        await asyncio.sleep(0)
        counter = temp + 1


async def main():                                                   # added
    global counter
    counter = 0
    wrong = [asyncio.create_task(increment()) for _ in range(N)]
    await asyncio.gather(*wrong)
    log_time(f"WRONG: counter = {counter} (expected {N})")
    counter = 0
    safe = safe_increment_with_switch if variant("fixed") else safe_increment
    correct = [asyncio.create_task(safe()) for _ in range(N)]
    await asyncio.gather(*correct)
    log_time(f"CORRECT: counter = {counter} (expected {N})")


demo(main)

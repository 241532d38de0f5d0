# mistake-blocking.c in Python, line by line.
import time

from demo import asyncio, demo, log_time


async def ticker():
    for n in range(1, 6):
        await asyncio.sleep(0.1)
        log_time(f"tick {n}")


async def wrong():
    log_time("WRONG: time.sleep(0.35) begins")
    time.sleep(0.35)                                                # [1]
    log_time("WRONG: time.sleep(0.35) ends")


async def correct():
    log_time("CORRECT: asyncio.sleep(0.35) begins")
    await asyncio.sleep(0.35)                                       # [2]
    log_time("CORRECT: asyncio.sleep(0.35) ends")


async def main():
    asyncio.get_running_loop().set_debug(True)                      # [3]
    await asyncio.gather(ticker(), wrong())
    await asyncio.gather(ticker(), correct())


demo(main)

# signal.c in Python, line by line.
from demo import asyncio, demo, log_time


async def waiter(event):
    log_time("Waiting for event...")
    await event.wait()                                              # [1]
    log_time("Event received!")


async def setter(event):
    await asyncio.sleep(2)
    event.set()                                                     # [2]
    log_time("Event set!")                                          # [3]


async def main():
    event = asyncio.Event()

    await asyncio.gather(waiter(event), setter(event))


demo(main)

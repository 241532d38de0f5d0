# event-setter.c in Python, line by line.
from demo import asyncio, demo, log_time


async def waiter(event, name):
    log_time(f"{name} waiting for event")
    await event.wait()                                              # [1]
    log_time(f"{name} got the event!")


async def setter(event):
    log_time("Setting event in 2 seconds...")
    await asyncio.sleep(2)
    event.set()                                                     # [2]
    log_time("Event set!")


async def main():
    event = asyncio.Event()

    await asyncio.gather(asyncio.create_task(waiter(event, "Task 1"), name="Task 1"),
                         asyncio.create_task(waiter(event, "Task 2"), name="Task 2"),
                         asyncio.create_task(waiter(event, "Task 3"), name="Task 3"),
                         setter(event))                             # [3]


demo(main)

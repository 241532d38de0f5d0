# tasks.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def worker(name, duration):
    log_time(f"{name} starting")
    await asyncio.sleep(duration)                                   # [4]
    log_time(f"{name} done")
    return f"{name} result"


async def main():
    names = ["Worker-0", "Worker-1", "Worker-2", "Worker-3", "Worker-4"]

    task1 = asyncio.create_task(worker("A", 2), name="A")
    task2 = asyncio.create_task(worker("B", 1), name="B")
    if variant("fixed"):
        await asyncio.sleep(0)                                      # [5]
    log_time("main: tasks created, doing other work")               # [1] added

    log_time(f"main: {await task1}")                                # [2]
    log_time(f"main: {await task2}")

    tasks = [asyncio.create_task(worker(name, i * 0.1), name=name) for i, name in enumerate(names)]
    results = await asyncio.gather(*tasks)                          # [3]
    log_time(f"main: {results}")


demo(main)

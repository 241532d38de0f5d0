# task-group.c in Python, line by line.
from demo import asyncio, demo, log_time


async def task(name, delay, should_fail):
    await asyncio.sleep(delay)
    if should_fail:
        raise ValueError(f"{name} failed!")
    return f"{name} done"


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(task("A", 1, False), name="A")
            tg.create_task(task("B", 2, False), name="B")
            tg.create_task(task("C", 0.5, should_fail=True), name="C")
        # [1]
    except* ValueError as eg:
        for exc in eg.exceptions:                                   # [2]
            log_time(f"Caught: {exc}")


demo(main)

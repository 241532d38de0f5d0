# task-group.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def task(name, delay, should_fail):
    await asyncio.sleep(delay)
    if should_fail:
        raise ValueError(f"{name} failed!")
    if variant("without"):
        log_time(f"{name} done")
    return f"{name} done"


async def main():
    if variant("without"):
        try:
            await asyncio.gather(asyncio.create_task(task("A", 1, False), name="A"),  # [4]
                                 asyncio.create_task(task("B", 2, False), name="B"),
                                 asyncio.create_task(task("C", 0.5, should_fail=True), name="C"))
        except ValueError as exc:
            log_time(f"Caught: {exc}")
        return await asyncio.sleep(2)                               # [5]
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(task("A", 1, False), name="A")           # [1]
            tg.create_task(task("B", 2, False), name="B")
            tg.create_task(task("C", 0.5, should_fail=True), name="C")
        # [2]
    except* ValueError as eg:
        for exc in eg.exceptions:                                   # [3]
            log_time(f"Caught: {exc}")


demo(main)

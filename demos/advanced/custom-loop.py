# custom-loop.c in Python, line by line.
from demo import asyncio, demo, log_time


def watch(loop):
    run_once = loop._run_once

    def watched():
        ready, scheduled = len(loop._ready), len(loop._scheduled)
        if ready or scheduled:
            log_time(f"Ready: {ready}, Scheduled: {scheduled}")     # [2]
        run_once()

    loop._run_once = watched


async def task(n):
    await asyncio.sleep(n)                                          # [3]
    log_time(f"Task {n} done")


async def main():
    watch(asyncio.get_running_loop())                               # [1]
    await asyncio.gather(asyncio.create_task(task(0.1), name="Task 0.1"),
                         asyncio.create_task(task(0.2), name="Task 0.2"),
                         asyncio.create_task(task(0.3), name="Task 0.3"))


demo(main)

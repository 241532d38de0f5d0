# cancel-cleanup.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def do_work():                                                # added
    log_time("Working...")
    await asyncio.sleep(0.2)


async def cleanup():                                                # added
    log_time("Cleaning up...")
    await asyncio.sleep(0.1)
    log_time("Cleanup done")


async def cancellable_task():
    try:
        while True:
            await do_work()                                         # [1]
    except asyncio.CancelledError:
        await cleanup()                                             # [2]
        raise                                                       # [3]


async def main():                                                   # added
    task = asyncio.create_task(cancellable_task())
    if variant("fixed"):
        await asyncio.sleep(0.5)                                    # [5]
    task.cancel()                                                   # [4]
    try:
        await task
    except asyncio.CancelledError:
        log_time("Task was cancelled")


demo(main)

# group-errors.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def might_fail(success):
    await asyncio.sleep(0.1)
    if not success:
        raise ValueError("Operation failed")
    return "Success"


async def long_task():                                              # added
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        log_time("long task: cancelled")
        raise ValueError("Cleanup failed")                          # [6]


async def main():
    failed = False
    try:
        async with asyncio.TaskGroup() as tg:
            task1 = tg.create_task(might_fail(True))                # [3]
            tg.create_task(might_fail(False))                       # [4]
        # [1]
    except* ValueError as group:                                    # [2]
        failed = True
        for e in group.exceptions:
            log_time(f"Error: {e}")
    result = "cancelled" if task1.cancelled() else task1.result()   # [5]
    if variant("fixed") and failed:
        result = f'the group failed, so "{result}" is not used'     # [7]
    log_time(f"task1: {result}")

    try:                                                            # added: a second group
        async with asyncio.TaskGroup() as tg2:
            tg2.create_task(long_task())
            tg2.create_task(might_fail(False))
    except* ValueError as group:
        for e in group.exceptions:
            log_time(f"Error: {e}")


demo(main)

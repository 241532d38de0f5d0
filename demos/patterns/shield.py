# shield.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

run_number = 0


async def important_work():                                         # added
    global run_number
    run_number += 1
    n = run_number
    log_time(f"important_work #{n}: started")
    await asyncio.sleep(1.0)
    log_time(f"important_work #{n}: finished")
    return f"result of #{n}"


async def critical_operation():
    try:
        return await asyncio.shield(important_work())               # [1]
    except asyncio.CancelledError:                                  # [2]
        log_time("critical_operation: cancelled, waiting for important_work")  # added
        return await important_work()                               # [3]


async def critical_operation_fixed():
    work = asyncio.create_task(important_work())                    # [5]
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        log_time("critical_operation: cancelled, waiting for important_work")
        await asyncio.wait([work])
        if work.exception() is None:
            log_time(f"critical_operation: got '{work.result()}'")  # [6]
        raise                                                       # [7]


async def critical_operation_without_shield():
    return await important_work()                                   # [9]


async def main():                                                   # added
    operation = (critical_operation_fixed if variant("fixed") else
                 critical_operation_without_shield if variant("without") else
                 critical_operation)
    task = asyncio.create_task(operation())
    await asyncio.sleep(0.3)
    log_time("main: cancelling critical_operation")
    task.cancel()
    try:
        result = await task                                         # [4]
    except asyncio.CancelledError:
        result = "no result"
    log_time(f"main: got '{result}', task.cancelled() = {task.cancelled()}")
    if variant("fixed"):
        result = await critical_operation_fixed()                   # [8]
        log_time(f"main: got '{result}' from a call that was not cancelled")


demo(main)

# mistake-nested-run.c in Python, line by line.
from demo import asyncio, demo, log_time


async def inner():
    log_time("inner: running")
    await asyncio.sleep(0.1)
    return "inner result"


async def main():
    coro = inner()
    try:
        asyncio.run(coro)                                           # [1] WRONG
    except RuntimeError as error:
        log_time(f"WRONG: {type(error).__name__}: {error}")
        coro.close()
    task = asyncio.create_task(inner())
    try:
        asyncio.get_running_loop().run_until_complete(task)         # [2] WRONG too
    except RuntimeError as error:
        log_time(f"WRONG: {type(error).__name__}: {error}")
    task.cancel()                                                   # [3]
    result = await inner()                                          # [4]
    log_time(f"CORRECT: {result}")


demo(main)

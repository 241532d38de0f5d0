# done-callback.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


def on_complete(task):
    if variant("fixed") and task.cancelled():                       # [4]
        log_time("Task was cancelled")
    elif task.exception():                                          # [3]
        log_time(f"Task failed: {task.exception()}")
    else:
        log_time(f"Task result: {task.result()}")


async def some_work(outcome):                                       # added
    await asyncio.sleep(0.5)
    if outcome == "fail":
        raise ValueError("something broke")
    return 42


async def run_one(outcome):                                         # added
    task = asyncio.create_task(some_work(outcome))
    task.add_done_callback(on_complete)                             # [1]
    if outcome == "cancel":
        await asyncio.sleep(0.1)
        task.cancel()
    await asyncio.wait([task])                                      # [2]
    log_time(f"main: {outcome} case over")


async def main():                                                   # added
    await run_one("succeed")
    await run_one("fail")
    if variant("flaw") or variant("fixed"):
        await run_one("cancel")


demo(main)

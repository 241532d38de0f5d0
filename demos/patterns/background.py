# background.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

background_tasks = []


def discard(task):
    background_tasks.remove(task)
    if variant("fixed") and not task.cancelled() and task.exception():  # [5]
        log_time(f"discard: {task.get_name()} failed: {task.exception()}")


async def start_background_task(coro, name):
    task = asyncio.create_task(coro, name=name)
    background_tasks.append(task)                                   # [1]
    task.add_done_callback(discard)                                 # [2]


async def cleanup():                                                # [3]
    for task in background_tasks:
        task.cancel()
    await asyncio.gather(*background_tasks, return_exceptions=True)  # [4]


async def job(name, duration, fails):                         # added
    log_time(f"{name}: started")
    try:
        await asyncio.sleep(duration)
    except asyncio.CancelledError:
        log_time(f"{name}: cancelled")
        if not fails:
            raise
    if fails:
        raise OSError("disk full")
    log_time(f"{name}: done")


async def main():                                                   # added
    fails = variant("flaw") or variant("fixed")

    await start_background_task(job("job-1", 0.3, False), name="job-1")
    await start_background_task(job("job-2", 0.6, fails), name="job-2")
    await start_background_task(job("job-3", 10, False), name="job-3")
    await start_background_task(job("job-4", 10, fails), name="job-4")
    await start_background_task(job("job-5", 10, False), name="job-5")
    log_time(f"main: {len(background_tasks)} background tasks")
    await asyncio.sleep(1.0)
    log_time(f"main: {len(background_tasks)} background tasks, cleaning up")
    await cleanup()
    log_time(f"main: {len(background_tasks)} background tasks")


demo(main)

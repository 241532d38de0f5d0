# background.c in Python, line by line.
from demo import asyncio, demo, log_time

background_tasks = []


async def start_background_task(coro, name):                        # [5]
    task = asyncio.create_task(coro, name=name)
    background_tasks.append(task)                                   # [1]
    task.add_done_callback(background_tasks.remove)                 # [2]


async def cleanup():                                                # [3]
    for task in background_tasks:
        task.cancel()
    await asyncio.gather(*background_tasks, return_exceptions=True)  # [4]


async def job(name, duration):
    log_time(f"{name}: started")
    try:
        await asyncio.sleep(duration)
    except asyncio.CancelledError:
        log_time(f"{name}: cancelled")
        raise
    log_time(f"{name}: done")


async def main():
    await start_background_task(job("job-1", 0.3), name="job-1")
    await start_background_task(job("job-2", 0.6), name="job-2")
    await start_background_task(job("job-3", 10), name="job-3")
    await start_background_task(job("job-4", 10), name="job-4")
    await start_background_task(job("job-5", 10), name="job-5")
    log_time(f"main: {len(background_tasks)} background tasks")
    await asyncio.sleep(1.0)
    log_time(f"main: {len(background_tasks)} background tasks, cleaning up")
    await cleanup()
    log_time(f"main: {len(background_tasks)} background tasks")


demo(main)

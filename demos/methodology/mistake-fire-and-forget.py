# mistake-fire-and-forget.c in Python, line by line.
import gc

from demo import asyncio, demo, log_time


async def job(name):
    log_time(f"{name}: started")
    future = asyncio.get_running_loop().create_future()             # [2]
    try:
        await future
    finally:
        log_time(f"{name}: finalised")                              # [4]


async def failing_job():
    raise ValueError("no task sees this")                           # [5]


async def well_kept(name):
    log_time(f"{name}: started")
    await asyncio.sleep(0.2)
    log_time(f"{name}: done")


background_tasks = set()


async def main():
    log_time("WRONG: create_task() without keeping the task")
    asyncio.create_task(job("forgotten"), name="forgotten")         # [1]
    await asyncio.sleep(0.1)
    # In C the loop keeps the task. Here it does not, so the collector ends the task half way.
    gc.collect()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:     # [3]
        log_time(f"the loop keeps {task.get_name()}")

    log_time("WRONG: a forgotten task fails")
    asyncio.create_task(failing_job())
    await asyncio.sleep(0.1)

    log_time("CORRECT: tasks kept in a set until they are done")
    task = asyncio.create_task(well_kept("kept"), name="kept")
    background_tasks.add(task)                                      # [6]
    task.add_done_callback(background_tasks.discard)                # [7]
    await asyncio.sleep(0.1)
    log_time(f"{len(background_tasks)} task in the set")
    await asyncio.gather(*background_tasks)                         # [8]
    await asyncio.sleep(0)
    log_time(f"{len(background_tasks)} tasks in the set")


demo(main)

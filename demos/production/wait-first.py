# wait-first.c in Python, line by line.
from demo import asyncio, demo, log_time


async def fetch_data(name, delay):
    await asyncio.sleep(delay)
    return f"Data from {name}"


async def main():
    log_time("\n🥇 wait(return_when=FIRST_COMPLETED):")
    tasks = [
        asyncio.create_task(fetch_data("Source-1", 2.0), name="Source-1"),
        asyncio.create_task(fetch_data("Source-2", 0.8), name="Source-2"),
        asyncio.create_task(fetch_data("Source-3", 1.5), name="Source-3"),
    ]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # [1]
    log_time(f"📋 {len(done)} task(s) completed, {len(pending)} pending")
    for task in done:
        log_time(f"✅ Result: {task.result()}")
    return                                                          # [2]


demo(main)

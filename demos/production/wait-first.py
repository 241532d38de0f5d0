# wait-first.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def fetch_data(name, delay):                                  # added
    await asyncio.sleep(delay)
    if variant("flaw") or variant("fixed"):
        log_time(f"🌐 {name}: Answered")
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
    if variant("fixed"):
        for task in pending:
            task.cancel()                                           # [3]
        await asyncio.gather(*pending, return_exceptions=True)      # [4]
    if variant("flaw") or variant("fixed"):
        await asyncio.sleep(1.5)
    return                                                          # [2]


demo(main)

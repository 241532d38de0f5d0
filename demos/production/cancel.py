# cancel.c in Python, line by line.
from demo import asyncio, demo, log_time


async def slow_operation(duration, name):                           # added
    log_time(f"🐌 {name}: Starting (will take {duration}s)...")
    try:
        await asyncio.sleep(duration)                               # [2]
    except asyncio.CancelledError:
        log_time(f"❌ {name}: Was cancelled!")
        raise
    return f"{name} result"


async def main():
    log_time("🛑 Manual Cancellation Example:")
    task = asyncio.create_task(slow_operation(5, "LongTask"), name="LongTask")
    await asyncio.sleep(0.5)
    task.cancel()                                                   # [1]
    try:
        await task                                                  # [3]
    except asyncio.CancelledError:
        log_time("🚫 Task was successfully cancelled!\n")


demo(main)

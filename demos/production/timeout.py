# timeout.c in Python, line by line.
from demo import asyncio, demo, log_time


async def slow_operation(duration, name):                           # added
    log_time(f"🐌 {name}: Starting (will take {duration}s)...")
    try:
        await asyncio.sleep(duration)                               # [2]
    except asyncio.CancelledError:
        log_time(f"❌ {name}: Was cancelled!")                       # [3]
        raise                                                       # [4]
    return f"{name} result"


async def main():
    log_time("\n⏱️  Timeout Example (2s timeout for 3s task):")
    try:
        await asyncio.wait_for(slow_operation(3, "SlowTask"), 2.0)  # [1]
    except TimeoutError:
        log_time("⏰ Task timed out!\n")


demo(main)

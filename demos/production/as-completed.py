# as-completed.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def fetch_data(name, delay):                                  # added
    await asyncio.sleep(delay)
    return f"Data from {name}"


async def main():
    log_time("\n🏃 as_completed - Process Results as They Finish:")
    tasks = [
        asyncio.create_task(fetch_data("API-A", 1.5), name="API-A"),
        asyncio.create_task(fetch_data("API-B", 0.5), name="API-B"),
        asyncio.create_task(fetch_data("API-C", 1.0), name="API-C"),
    ]
    for task in asyncio.as_completed(tasks):                        # [1]
        result = await task                                         # [2]
        log_time(f"✅ Received: {result}")
        if variant("slow-loop"):
            await asyncio.sleep(1.2)                                # [3]


demo(main)

# lock.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

counter_lock = asyncio.Lock()
shared_counter = 0


async def increment_counter(worker_id, iterations):
    global shared_counter
    for i in range(iterations):
        async with counter_lock:                                    # [1]
            current = shared_counter                                # [2]
            await asyncio.sleep(0.01)                               # [3]
            shared_counter = current + 1                            # [4]
            log_time(f"🔒 Worker-{worker_id}: Counter = {shared_counter}")


async def increment_counter_without_lock(worker_id, iterations):
    global shared_counter
    for i in range(iterations):
        current = shared_counter                                    # [5]
        await asyncio.sleep(0.01)
        shared_counter = current + 1
        log_time(f"🔒 Worker-{worker_id}: Counter = {shared_counter}")


async def main():                                                   # added
    increment = increment_counter_without_lock if variant("without") else increment_counter
    await asyncio.gather(asyncio.create_task(increment(1, 3), name="Worker-1"),
                         asyncio.create_task(increment(2, 3), name="Worker-2"))
    log_time(f"   Final counter value: {shared_counter}")


demo(main)

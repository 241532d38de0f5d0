# safe-counter.c in Python, line by line.
from demo import asyncio, demo, log_time


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = asyncio.Lock()

    async def increment(self):
        async with self.lock:                                       # [1]
            current = self.value
            await asyncio.sleep(0.01)                               # [2]
            self.value = current + 1


async def main():
    counter = Counter()

    increments = [asyncio.create_task(counter.increment()) for _ in range(50)]
    await asyncio.gather(*increments)
    log_time(f"Counter value: {counter.value} (expected 50)")


demo(main)

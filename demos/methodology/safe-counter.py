# safe-counter.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = asyncio.Lock()

    async def add_one(self):
        current = self.value
        await asyncio.sleep(0.01)                                   # [2]
        self.value = current + 1                                    # [3]

    async def increment(self):
        if variant("without"):
            return await self.add_one()
        async with self.lock:                                       # [1]
            return await self.add_one()


async def main():                                                   # added
    counter = Counter()

    increments = [asyncio.create_task(counter.increment()) for _ in range(50)]
    await asyncio.gather(*increments)
    log_time(f"Counter value: {counter.value} (expected 50)")


demo(main)

# counter.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class SharedCounter:
    def __init__(self):
        self.value = 0
        self.lock = asyncio.Lock()

    async def add_one(self):
        current = self.value
        await asyncio.sleep(0.01)                                   # [1] simulate work
        self.value = current + 1

    async def increment(self):
        if variant("without"):
            return await self.add_one()
        async with self.lock:                                       # [2]
            await self.add_one()


async def worker(counter, name, count):
    for _ in range(count):
        await counter.increment()                                   # [3]
    log_time(f"{name} done")


async def main():
    counter = SharedCounter()

    await asyncio.gather(asyncio.create_task(worker(counter, "A", 100), name="A"),
                         asyncio.create_task(worker(counter, "B", 100), name="B"),
                         asyncio.create_task(worker(counter, "C", 100), name="C"))
    log_time(f"Final value: {counter.value}")  # should be 300


demo(main)

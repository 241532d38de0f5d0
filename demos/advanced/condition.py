# condition.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

is_default = not variant("without") and not variant("flaw") and not variant("fixed")
size, delay = (2, 0.1) if is_default else (2 if variant("without") else 1, 0)  # [5]


class Buffer:
    def __init__(self, size):
        self.buffer = []
        self.size = size
        self.condition = asyncio.Condition()

    async def put(self, item):
        async with self.condition:
            while len(self.buffer) >= self.size:
                await self.condition.wait()                         # [1]
            self.buffer.append(item)
            self.condition.notify()                                 # [3]

    async def get(self):
        async with self.condition:
            if not self.buffer and variant("without"):
                await self.condition.wait()                         # [7]
            while not self.buffer and not variant("without"):
                await self.condition.wait()                         # [2]
            item = self.buffer.pop(0) if self.buffer else None
            self.condition.notify()                                 # [3]
            return item


class BoundedBuffer(Buffer):                                        # [6]
    def __init__(self, size):
        super().__init__(size)
        lock = asyncio.Lock()
        self.not_full = asyncio.Condition(lock)
        self.not_empty = asyncio.Condition(lock)

    async def put(self, item):
        async with self.not_full:
            while len(self.buffer) == self.size:
                await self.not_full.wait()
            self.buffer.append(item)
            self.not_empty.notify()

    async def get(self):
        async with self.not_empty:
            while not self.buffer:
                await self.not_empty.wait()
            item = self.buffer.pop(0)
            self.not_full.notify()
            return item


async def producer(buffer, name):
    for i in range(5):
        item = f"{name}-{i}"
        await buffer.put(item)
        log_time(f"Produced: {item}")
        if delay:
            await asyncio.sleep(delay)


async def consumer(buffer, name):
    for _ in range(5):
        item = await buffer.get()
        log_time(f"{name} consumed: {item}")
        if delay:
            await asyncio.sleep(2 * delay)


async def main():
    buffer = (BoundedBuffer if variant("fixed") else Buffer)(size)

    p1 = asyncio.create_task(producer(buffer, "P1"), name="P1")
    if not is_default:
        p2 = asyncio.create_task(producer(buffer, "P2"), name="P2")
    c1 = asyncio.create_task(consumer(buffer, "C1"), name="C1")
    c2 = asyncio.create_task(consumer(buffer, "C2"), name="C2")
    if is_default:
        return await asyncio.gather(p1, c1, c2)                     # [4]
    await asyncio.gather(p1, p2, c1, c2)


demo(main)

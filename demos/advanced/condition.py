# condition.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


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
            while not self.buffer:
                await self.condition.wait()                         # [2]
                if variant("without"):
                    break                                           # [4]
            item = self.buffer.pop(0) if self.buffer else None
            self.condition.notify()                                 # [3]
            return item


class BoundedBuffer(Buffer):                                        # [7]
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
        await asyncio.sleep(0.1)


async def consumer(buffer, name):
    for _ in range(5):
        item = await buffer.get()
        log_time(f"{name} consumed: {item}")
        await asyncio.sleep(0.2)


async def main():
    is_default = not variant("without") and not variant("flaw") and not variant("fixed")
    buffer = (BoundedBuffer if variant("fixed") else Buffer)(2 if is_default else 1)

    p1 = asyncio.create_task(producer(buffer, "P1"), name="P1")
    c1 = asyncio.create_task(consumer(buffer, "C1"), name="C1")
    c2 = asyncio.create_task(consumer(buffer, "C2"), name="C2")
    if is_default:
        return await asyncio.gather(p1, c1, c2)                     # [5]
    p2 = asyncio.create_task(producer(buffer, "P2"), name="P2")
    await asyncio.gather(p1, c1, c2, p2)                            # [6]


demo(main)

# async-iterator.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class AsyncIterator:
    def __init__(self, items):
        self.items = items
        self.index = 0

    def __aiter__(self):
        if variant("fixed"):
            self.index = 0                                          # [4]
        return self

    async def __anext__(self):                                      # [1]
        if self.index >= len(self.items):
            raise StopAsyncIteration                                # [3]
        item = self.items[self.index]
        self.index += 1
        await asyncio.sleep(0)                                      # [2]
        return item


async def consume(name, stream):
    async for item in stream:
        log_time(f"{name}: {item}")
    log_time(f"{name}: end of stream")


async def main():
    a = AsyncIterator(["a1", "a2", "a3"])
    b = AsyncIterator(["b1", "b2", "b3"])
    stream = AsyncIterator(["c1", "c2"])

    await asyncio.gather(asyncio.create_task(consume("A", a), name="A"),
                         asyncio.create_task(consume("B", b), name="B"))
    if variant("flaw") or variant("fixed"):
        await consume("first pass", stream)
        await consume("second pass", stream)


demo(main)

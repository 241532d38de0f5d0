# async-iterator.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class AsyncIterator:
    def __init__(self, items):
        self.items = items
        self.index = 0

    def __aiter__(self):
        return self

    async def __anext__(self):                                      # [1]
        if self.index >= len(self.items):
            raise StopAsyncIteration                                # [3]
        item = self.items[self.index]
        self.index += 1                                             # [4]
        await asyncio.sleep(0)                                      # [2]
        return item


class Iterable:
    def __init__(self, items):
        self.items = items

    def __aiter__(self):
        return AsyncIterator(self.items)                            # [5]


async def consume(name, stream):                                    # added
    async for item in stream:
        log_time(f"{name}: {item}")
    log_time(f"{name}: end of stream")


async def main():                                                   # added
    a = AsyncIterator(["a1", "a2", "a3"])
    b = AsyncIterator(["b1", "b2", "b3"])
    c = AsyncIterator(["c1", "c2", "c3"])
    stream = Iterable(["c1", "c2", "c3"])

    await asyncio.gather(asyncio.create_task(consume("A", a), name="A"),
                         asyncio.create_task(consume("B", b), name="B"))
    if variant("flaw"):
        await asyncio.gather(asyncio.create_task(consume("loop-1", c), name="loop-1"),
                             asyncio.create_task(consume("loop-2", c), name="loop-2"))
        await consume("loop-3", c)
    elif variant("fixed"):
        await asyncio.gather(asyncio.create_task(consume("loop-1", stream), name="loop-1"),
                             asyncio.create_task(consume("loop-2", stream), name="loop-2"))
        await consume("loop-3", stream)


demo(main)

# iterator-protocol.c in Python, line by line.
from demo import asyncio, demo, log_time


class AsyncRange:
    def __init__(self, start, end):
        self.start = start
        self.end = end

    def __aiter__(self):                                            # [1]
        self.current = self.start
        return self

    async def __anext__(self):                                      # [2]
        if self.current >= self.end:
            raise StopAsyncIteration                                # [3]
        await asyncio.sleep(0.1)
        value = self.current
        self.current += 1
        return value


async def main():
    async for num in AsyncRange(0, 5):
        log_time(f"{num}")


demo(main)

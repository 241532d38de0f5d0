# context-manager.c in Python, line by line.
from demo import asyncio, demo, log_time


class AsyncResource:
    connected = False

    async def connect(self):
        self.connected = True
        log_time("Connected")

    async def close(self):
        self.connected = False
        log_time("Closed")

    async def __aenter__(self):
        await self.connect()
        return self

    async def __aexit__(self, exc_type, exc, traceback):            # [2]
        await self.close()

    async def do_something(self, fail):                             # added
        log_time("Doing something...")
        await asyncio.sleep(0.2)
        if fail:
            raise ValueError("something went wrong")
        log_time("Something done")


async def main():
    async with AsyncResource() as resource:                         # [1]
        await resource.do_something(fail=False)

    try:                                                            # added: a body that fails
        async with AsyncResource() as resource:
            await resource.do_something(fail=True)
    except ValueError as error:
        log_time(f"Caught: {error}")                                # [3]


demo(main)

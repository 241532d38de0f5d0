# debounce.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def save(version):                                            # added
    log_time(f"save({version}): started")
    await asyncio.sleep(0.3)
    log_time(f"save({version}): finished")


class NaiveDebouncer:
    def __init__(self, delay):
        self.delay = delay
        self.task = None

    async def delayed(self, coro):
        await asyncio.sleep(self.delay)                             # [2]
        await coro                                                  # [3]

    async def debounce(self, coro, name):
        task, self.task = self.task, None
        if task:
            task.cancel()                                           # [1]
            try:
                await task
            except asyncio.CancelledError:                          # [5]
                pass
        self.task = asyncio.create_task(self.delayed(coro), name=name)  # [4]


# As src/patterns/debouncer.h: a call cancels the timer of the call before, but no action.
class Debouncer:
    def __init__(self, delay):
        self.delay = delay
        self.timer = None
        self.running = set()

    def it_was_quiet(self, action, name):
        self.timer = None
        task = asyncio.create_task(action, name=name)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    def call(self, function, *args, name):
        if self.timer:
            self.timer.cancel()
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(
            self.delay, lambda: self.it_was_quiet(function(*args), name))


async def main():                                                   # added
    debouncer = NaiveDebouncer(delay=0.3)
    fixed = Debouncer(delay=0.3)
    pauses = [0.1, 0.1, 1.0, 0.5, 0.0]

    calls = 5 if variant("flaw") or variant("fixed") else 4
    for version in range(1, calls + 1):
        name = f"save({version})"
        log_time(f"call debounce({name})")
        if variant("fixed"):
            fixed.call(save, version, name=name)                    # [6]
        else:
            await debouncer.debounce(save(version), name)
        await asyncio.sleep(pauses[version - 1])
    await asyncio.sleep(0.7)


demo(main)

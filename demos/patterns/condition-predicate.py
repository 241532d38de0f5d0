# condition-predicate.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


def me():                                                           # added
    return asyncio.current_task().get_name()


def has_items(data):
    if variant("notify-all"):
        log_time(f"{me()}: finds {len(data)} in the list")
    return len(data) > 0


async def consumer(condition, data):
    async with condition:
        log_time(f"{me()}: waiting for data")                       # added
        await condition.wait_for(lambda: has_items(data))           # [1]
        item = data.pop(0)
        log_time(f"{me()}: got '{item}'")                           # added
        return item


async def producer(condition, data):
    async with condition:
        data.append("new item")
        call = "notify_all" if variant("notify-all") else "notify"
        log_time(f"{me()}: appended 'new item', {call}()")          # added
        if variant("notify-all"):
            condition.notify_all()                                  # [4]
        else:
            condition.notify()                                      # [2]
    log_time(f"{me()}: lock released")                              # [3] added


async def delayed_producer(delay, condition, data):                 # added
    await asyncio.sleep(delay)
    await producer(condition, data)


async def main():                                                   # added
    condition = asyncio.Condition()
    data = []

    tasks = [
        asyncio.create_task(consumer(condition, data), name="Consumer-1"),
        asyncio.create_task(consumer(condition, data), name="Consumer-2"),
        asyncio.create_task(delayed_producer(0.5, condition, data), name="Producer-1"),
        asyncio.create_task(delayed_producer(1.0, condition, data), name="Producer-2"),
    ]
    await asyncio.gather(*tasks)


demo(main)

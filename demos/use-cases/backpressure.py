# backpressure.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class Consumer:
    def __init__(self, processing_rate, maxsize):
        self.processing_rate = processing_rate  # items a second
        self.buffer = asyncio.Queue(maxsize)
        self.running = True

    async def receive(self, item, sender_name):
        try:
            await asyncio.wait_for(self.buffer.put(item), 0.5)      # [1]
            return True
        except TimeoutError:
            log_time(f"Buffer full, {sender_name} needs to slow down")
            return False

    async def consume(self):
        while self.running:
            item = await self.buffer.get()                          # [5]
            if item is None:                                        # [7] an end marker
                break
            await asyncio.sleep(1 / self.processing_rate)  # process the item
            log_time(f"Processed: {item}")
            self.buffer.task_done()


# added, as all below
async def producer(consumer, name, count, delay):
    buffer = consumer.buffer
    n = 1
    while n <= count:
        item = f"{name}-{n}"
        if await consumer.receive(item, name):
            used = buffer.qsize()
            log_time(f"{name}: sent {item} (buffer {used}/{buffer.maxsize})")
            n += 1
        else:
            delay *= 2                                              # [2]
            log_time(f"{name}: will retry {item}, delay now {delay:.2f}s")
        await asyncio.sleep(delay)
    log_time(f"{name}: finished")


async def main():
    consumer = Consumer(2.5, maxsize=3)

    task = asyncio.create_task(consumer.consume())
    await asyncio.gather(asyncio.create_task(producer(consumer, "P1", 5, 0.10), name="P1"),
                         asyncio.create_task(producer(consumer, "P2", 5, 0.12), name="P2"))
    await consumer.buffer.join()                                    # [3]
    consumer.running = False
    if variant("fixed"):
        await consumer.buffer.put(None)                             # [7]
    elif not variant("flaw"):
        task.cancel()                                               # [4]
    try:
        await task                                                  # [6]
    except asyncio.CancelledError:
        pass
    log_time("consumer stopped")


demo(main)

# event.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def waiter(event, waiter_id):
    log_time(f"⏳ Waiter-{waiter_id}: Waiting for signal...")
    await event.wait()                                              # [1]
    log_time(f"🎉 Waiter-{waiter_id}: Received signal! Proceeding...")


async def signaler(event, delay):
    log_time(f"⏰ Signaler: Will send signal in {delay:.1f}s...")
    await asyncio.sleep(delay)
    event.set()                                                     # [2]
    log_time("📢 Signaler: Signal sent!")


is_sent = False


async def waiter_without_event(waiter_id):
    log_time(f"⏳ Waiter-{waiter_id}: Waiting for signal...")
    while not is_sent:
        await asyncio.sleep(0.3)                                    # [3]
    log_time(f"🎉 Waiter-{waiter_id}: Received signal! Proceeding...")


async def signaler_without_event(delay):
    global is_sent
    log_time(f"⏰ Signaler: Will send signal in {delay:.1f}s...")
    await asyncio.sleep(delay)
    is_sent = True
    log_time("📢 Signaler: Signal sent!")


async def main():                                                   # added
    event = asyncio.Event()

    if variant("without"):
        await asyncio.gather(asyncio.create_task(waiter_without_event(1), name="Waiter-1"),
                             asyncio.create_task(waiter_without_event(2), name="Waiter-2"),
                             asyncio.create_task(waiter_without_event(3), name="Waiter-3"),
                             asyncio.create_task(signaler_without_event(1.0), name="Signaler"))
        return
    await asyncio.gather(asyncio.create_task(waiter(event, 1), name="Waiter-1"),
                         asyncio.create_task(waiter(event, 2), name="Waiter-2"),
                         asyncio.create_task(waiter(event, 3), name="Waiter-3"),
                         asyncio.create_task(signaler(event, 1.0), name="Signaler"))


demo(main)

# barrier.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def worker(barrier, name):
    log_time(f"{name}: Starting work")
    await asyncio.sleep(1)
    log_time(f"{name}: Waiting at barrier")
    index = await barrier.wait()                                    # [1]
    log_time(f"{name}: Continuing after barrier")
    if variant("again"):
        log_time(f"{name}: Had index {index}, waiting again")
        index = await barrier.wait()                                # [2]
        log_time(f"{name}: Had index {index} the second time")


async def main():
    barrier = asyncio.Barrier(3)

    await asyncio.gather(asyncio.create_task(worker(barrier, "A"), name="A"),
                         asyncio.create_task(worker(barrier, "B"), name="B"),
                         asyncio.create_task(worker(barrier, "C"), name="C"))


demo(main)

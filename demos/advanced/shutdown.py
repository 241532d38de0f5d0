# shutdown.c in Python, line by line.
import signal

from demo import asyncio, demo, log_time, variant

tasks = []


async def worker(name):
    try:
        while True:
            log_time(f"{name} working...")
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        log_time(f"{name} cancelled, cleaning up...")
        await asyncio.sleep(0.5)                                    # [3] cleanup time
        log_time(f"{name} cleanup done")
        raise


requested = False


def shutdown():
    global requested
    if variant("fixed") and requested:
        return                                                      # [5]
    requested = True
    log_time("\nShutdown requested...")
    for task in tasks:
        task.cancel()                                               # [2]


# Stands for the user.
def press_ctrl_c():
    signal.raise_signal(signal.SIGTERM if variant("sigterm") else signal.SIGINT)


async def main():
    loop = asyncio.get_running_loop()
    tasks.append(asyncio.create_task(worker("Worker-1"), name="Worker-1"))
    tasks.append(asyncio.create_task(worker("Worker-2"), name="Worker-2"))
    loop.add_signal_handler(signal.SIGINT, shutdown)                # [1]
    loop.add_signal_handler(signal.SIGTERM, shutdown)
    loop.call_later(2.5, press_ctrl_c)
    if variant("flaw") or variant("fixed"):
        loop.call_later(2.75, press_ctrl_c)
    if variant("fixed"):
        await asyncio.gather(*tasks, return_exceptions=True)        # [6]
        log_time("All tasks cancelled")
        return
    try:
        await asyncio.gather(*tasks)                                # [4]
    except asyncio.CancelledError:
        log_time("All tasks cancelled")


demo(main)

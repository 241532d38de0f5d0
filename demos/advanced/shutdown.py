# shutdown.c in Python, line by line.
import signal

from demo import asyncio, demo, log_time, variant

tasks = []
is_limited = variant("fixed") or variant("limit")
requested = False


async def worker(name, cleanup_time):
    try:
        while True:
            log_time(f"{name} working...")
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        log_time(f"{name} cancelled, cleaning up...")
        await asyncio.sleep(cleanup_time)                           # [3]
        log_time(f"{name} cleanup done")
        raise                                                       # [4]


def cut_cleanup_short():
    log_time("Cleanup cut short")
    for task in tasks:
        task.cancel()


def shutdown():
    global requested
    if is_limited and requested:
        return cut_cleanup_short()                                 # [8]
    requested = True
    log_time("\nShutdown requested...")
    for task in tasks:
        task.cancel()                                               # [2]
    if is_limited:
        asyncio.get_running_loop().call_later(2, cut_cleanup_short)  # [9]


# added: stands for the user
def press_ctrl_c():
    signal.raise_signal(signal.SIGTERM if variant("sigterm") else signal.SIGINT)


async def main():
    loop = asyncio.get_running_loop()
    tasks.append(asyncio.create_task(worker("Worker-1", 0.5), name="Worker-1"))
    tasks.append(asyncio.create_task(worker("Worker-2", 9 if is_limited else 0.5),  # [6]
                                     name="Worker-2"))
    loop.add_signal_handler(signal.SIGINT, shutdown)                # [1]
    loop.add_signal_handler(signal.SIGTERM, shutdown)
    loop.call_later(2.5, press_ctrl_c)  # added
    if variant("flaw") or variant("fixed"):
        loop.call_later(2.75 if variant("flaw") else 3.5, press_ctrl_c)
    try:
        await (asyncio.wait(tasks) if is_limited                    # [7]
               else asyncio.gather(*tasks))                         # [5]
    except asyncio.CancelledError:
        pass
    log_time("All tasks cancelled")


demo(main)

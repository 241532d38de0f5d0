# shutdown-event.c in Python, line by line.
import signal

from demo import asyncio, demo, log_time, variant

# added: the workers, and how long their units of work take
UNIT = [0.30, 0.37, 0.43, 0.57, 0.68]
shutdown_event = asyncio.Event()


async def worker(i, shutdown_event):
    log_time(f"Worker {i}: started")
    while not shutdown_event.is_set():                              # [5]
        try:
            await asyncio.sleep(UNIT[i])
        except asyncio.CancelledError:
            log_time(f"Worker {i}: cancelled")
            raise
        log_time(f"Worker {i}: unit of work done")
    log_time(f"Worker {i}: saw the event, leaving")


def signal_handler():
    log_time("Signal received")
    shutdown_event.set()                                            # [1]


# added: stands for `kill`.
def send_signal():
    signal.raise_signal(signal.SIGINT if variant("sigint") else signal.SIGTERM)


async def main():
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, signal_handler)
    loop.add_signal_handler(signal.SIGINT, signal_handler)
    loop.call_later(1.05, send_signal)

    tasks = [asyncio.create_task(worker(i, shutdown_event), name=f"Worker {i}") for i in range(5)]
    await shutdown_event.wait()                                     # [2]
    log_time("main: shutting down")

    if variant("fixed"):
        done, pending = await asyncio.wait(tasks, timeout=0.5)      # [6]
        log_time(f"main: {len(done)} workers left by themselves, cancelling {len(pending)}")
    for task in tasks:
        task.cancel()                                               # [3]

    results = await asyncio.gather(*tasks, return_exceptions=True)  # [4]
    # added
    cancelled = sum(isinstance(result, asyncio.CancelledError) for result in results)
    normally = sum(result is None for result in results)
    log_time(f"main: {cancelled} cancelled, {normally} ended normally")


demo(main)

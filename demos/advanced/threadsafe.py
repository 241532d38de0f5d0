# threadsafe.c in Python, line by line.
import threading

from demo import asyncio, demo, log_time, variant


async def async_task(value):
    await asyncio.sleep(1)
    return value * 2


def thread_function(loop, timeout):
    future = asyncio.run_coroutine_threadsafe(async_task(21), loop)  # [1]
    try:
        result = future.result(timeout)                             # [2]
    except Exception as error:
        log_time(f"Thread got no result: {type(error).__name__}")   # [5]
    else:
        log_time(f"Thread got result: {result}")


async def main():
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=thread_function, args=(loop, 2 if variant("flaw") else 5))

    thread.start()
    if variant("fixed"):
        await asyncio.to_thread(thread.join)                        # [6]
    else:
        await asyncio.sleep(0.5 if variant("flaw") else 2)          # [4] the loop turns
        thread.join()                                               # [3]
    log_time("-- main: thread joined")  # added


demo(main)

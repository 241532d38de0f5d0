# threadsafe.c in Python, line by line.
import threading

from demo import asyncio, demo, log_time, variant


async def async_task(value):
    await asyncio.sleep(1)
    return value * 2


def thread_function(loop):
    future = asyncio.run_coroutine_threadsafe(async_task(21), loop)  # [1]
    result = future.result(5)                                       # [2]
    log_time(f"Thread got result: {result}")


async def main():
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=thread_function, args=(loop,))

    thread.start()
    if variant("fixed"):
        await asyncio.to_thread(thread.join)                        # [4]
    else:
        await asyncio.sleep(2)  # the loop turns meanwhile
        thread.join()                                               # [3]
    log_time("-- main: thread joined")


demo(main)

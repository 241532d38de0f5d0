# crawler.c in Python, line by line.
import signal

from demo import asyncio, demo, log_time, variant
import pattern_classes
import item_server

links = {}
left = 1
stored = 0
frontier = asyncio.Queue(3 if variant("flaw") else 0 if variant("fixed") else 8)
fetched = asyncio.Queue(2)
over = asyncio.Event()


def tell_change(state, next):
    log_time(f"circuit: {state} -> {next}")


def tell_retry(error, pause):
    log_time(f"{asyncio.current_task().get_name()}: {error}; again in {pause:.1f} s")


patience = pattern_classes.RetryPolicy(6, 0.1, tell_retry)
breaker = pattern_classes.CircuitBreaker(2, 0.5, changing=tell_change)
bucket = pattern_classes.RateLimiter(rate=1, per=0.06)


async def get(session, page):
    await bucket.acquire()                                          # [3]
    url = f"/item/{page}?links=1&delay=0.16"
    async with session.get(url) as response:
        response.raise_for_status()
        links[page] = response.json()["links"]


async def guarded_get(session, page):
    return await breaker.call(get, session, page)                   # [2]


async def worker(name, session):
    global left
    while (page := await frontier.get()) is not None:
        try:
            await patience.call(guarded_get, session, page)         # [1]
        except Exception as error:
            log_time(f"{name}: page {page}: {error}")
        else:
            news = "fetched, and the store is full" if fetched.full() else "fetched"
            log_time(f"{name}: page {page}: {news}")
            await fetched.put(page)                                 # [4]
        for link in links.get(page, []):
            if link and not over.is_set():
                left += 1
                await frontier.put(link)                            # [10]
        left -= 1
        if left == 0:
            over.set()


async def store():
    global stored
    while True:
        page = await fetched.get()
        await asyncio.sleep(0.13)
        stored += 1
        log_time(f"stored page {page}, {stored} in all")
        fetched.task_done()


# The handler of SIGINT. The demo calls it in place of a user with a Ctrl-C.
def interrupt():
    log_time("Ctrl-C")
    over.set()


async def wait_for(awaitable, timeout):
    try:
        await asyncio.wait_for(awaitable, timeout)
    except TimeoutError:
        return "cancelled"
    return "finished"


async def main():
    await item_server.start()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, interrupt)
    if not variant("flaw") and not variant("fixed"):
        loop.call_later(1.65, interrupt)
    async with item_server.Session() as session:
        store_task = asyncio.create_task(store())
        workers = [asyncio.create_task(worker(f"Worker-{i}", session), name=f"Worker-{i}")
                   for i in range(3)]
        await frontier.put(1)
        await wait_for(over.wait(), 3)                              # [5]
        log_time(f"{left} pages are found and not done")
        while not frontier.empty():
            frontier.get_nowait()                                   # [6]
        for _ in range(3):
            await frontier.put(None)                                # [7]
        ending = await wait_for(asyncio.gather(*workers), 0.5)      # [8]
        log_time(f"workers: {ending}")
        await fetched.join()                                        # [9]
        store_task.cancel()
        await asyncio.wait([store_task])
    log_time(f"{stored} pages stored, {left} left; server: {item_server.served} requests")
    await item_server.stop()


demo(main)

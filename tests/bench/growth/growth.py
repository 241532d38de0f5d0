"""The rows of growth that have a twin in asyncio; prints "n nanoseconds name" for each of two sizes."""
import asyncio
import sys
from time import process_time, sleep
from threading import Thread


async def nothing():
    pass


async def one_turn():
    await asyncio.sleep(0)


def create(n, function):
    return [asyncio.create_task(function()) for _ in range(n)]


async def gather_tasks(n):
    await asyncio.gather(*create(n, nothing))


async def as_completed(n):
    # On the real clock; what asyncio waits for a moment to come costs no processor time.
    tasks = [asyncio.create_task(asyncio.sleep(i * 1e-6)) for i in range(n)]
    for task in asyncio.as_completed(tasks):
        await task


async def as_completed_at_once(n):
    for task in asyncio.as_completed(create(n, one_turn)):
        await task


async def wait_all(n):
    await asyncio.wait(create(n, one_turn))


async def wait_for_in_turn(n):
    for _ in range(n):
        await asyncio.wait_for(asyncio.create_task(one_turn()), 3600)


async def children(n):
    async with asyncio.TaskGroup() as group:
        for _ in range(n):
            group.create_task(one_turn())


async def event_waiters(n):
    event = asyncio.Event()
    tasks = create(n, event.wait)
    await asyncio.sleep(0)
    event.set()
    await asyncio.gather(*tasks)


async def lock_waiters(n):
    lock = asyncio.Lock()

    async def locker():
        async with lock:
            pass

    await lock.acquire()
    tasks = create(n, locker)
    await asyncio.sleep(0)
    lock.release()
    await asyncio.gather(*tasks)


async def small_barrier(n):
    barrier = asyncio.Barrier(10)
    await asyncio.gather(*create(n, barrier.wait))


async def items(n):
    queue = asyncio.Queue()
    for i in range(n):
        await queue.put(i)
    for _ in range(n):
        await queue.get()


async def jobs(n):
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(None, int) for _ in range(n)))


async def jobs_cancelled(n):
    loop = asyncio.get_running_loop()
    busy = [loop.run_in_executor(None, sleep, 0.3) for _ in range(40)]
    waiting = [loop.run_in_executor(None, int) for _ in range(n)]
    for job in reversed(waiting):
        job.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.gather(*busy)


async def posts(n):
    loop = asyncio.get_running_loop()
    noted = []

    def post():
        for _ in range(n // 2):
            loop.call_soon_threadsafe(noted.append, None)

    threads = [Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while len(noted) < n:
        await asyncio.sleep(0)


rows = {
    "gather of tasks": gather_tasks,
    "wait, ALL_COMPLETED": wait_all,
    "as_completed": as_completed,
    "as_completed, all at once": as_completed_at_once,
    "wait_for, in turn": wait_for_in_turn,
    "children of a group": children,
    "event, waiters": event_waiters,
    "lock, waiters": lock_waiters,
    "barrier for 10": small_barrier,
    "items, fifo": items,
    "jobs of the pool": jobs,
    "jobs cancelled": jobs_cancelled,
    "posts while the loop is busy": posts,
}


def measure(row, n):
    took = []
    for _ in range(2):
        began = process_time()
        asyncio.run(row(n))
        took.append(process_time() - began)
    return min(took) / n * 1e9


for name, row in rows.items():
    if not sys.argv[1:] or any(word in name for word in sys.argv[1:]):
        # asyncio takes a minute for the barrier and 10,000 tasks.
        for n in (1000,) if row is small_barrier else (1000, 10000):
            print(n, f"{measure(row, n):.1f}", name)

# worker-pool.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def work(name, duration):                                     # [1] added
    await asyncio.sleep(duration)
    log_time(f"{name} done")


async def failing_work(name, duration):                             # [1] added
    await asyncio.sleep(duration)
    raise ValueError(f"{name} failed")


class WorkerPool:
    def __init__(self):
        self.jobs = asyncio.Queue(4)
        self.worker_tasks = []

    async def worker(self, name):
        while (job := await self.jobs.get()) is not None:           # [3] [7] shutdown signal
            func, args = job
            log_time(f"{name} starts {args[0]}")
            try:
                await func(*args)                                   # [4]
            except Exception as error:
                log_time(f"{name} job error: {error}")              # [5]
            finally:
                self.jobs.task_done()                               # [8]
        if variant("fixed"):
            self.jobs.task_done()                                   # [10]
        log_time(f"{name} stopped")

    async def start(self):
        self.worker_tasks = [asyncio.create_task(self.worker(f"Worker-{i}"), name=f"Worker-{i}")
                             for i in range(3)]

    async def submit(self, job):
        await self.jobs.put(job)                                    # [2]

    async def stop(self):
        for _ in self.worker_tasks:
            await self.jobs.put(None)                               # [6]
        await asyncio.gather(*self.worker_tasks)


async def main():  # added
    pool = WorkerPool()
    durations = [0.30, 0.20, 0.25, 0.15, 0.33, 0.21, 0.30, 0.40]
    await pool.start()
    for i in range(8):
        name = f"job-{i + 1}"
        job = (failing_work if i == 3 else work, (name, durations[i]))
        await pool.submit(job)
        log_time(f"submitted {name} (queue size {pool.jobs.qsize()})")
    log_time("stopping the pool")
    await pool.stop()
    log_time("pool stopped")
    if variant("flaw") or variant("fixed"):
        await pool.jobs.join()                                      # [9]
        log_time("-- after jobs.join()")


demo(main)

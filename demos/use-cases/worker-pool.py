# worker-pool.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def work(job_name, duration, fail):
    await asyncio.sleep(duration)
    if fail:
        raise ValueError(f"{job_name} failed")
    log_time(f"{job_name} done")


class WorkerPool:
    def __init__(self):
        self.jobs = asyncio.Queue(4)  # the arguments of work()
        self.worker_tasks = []

    async def worker(self, name):
        while True:
            job = await self.jobs.get()                             # [3]
            if job is None:  # shutdown signal
                if variant("fixed"):
                    self.jobs.task_done()                           # [4]
                log_time(f"{name} stopped")
                return
            log_time(f"{name} starts {job[0]}")
            try:
                await work(*job)
            except Exception as error:
                log_time(f"{name} job error: {error}")              # [5]
            finally:
                self.jobs.task_done()                               # [6]

    async def start(self):
        self.worker_tasks = [asyncio.create_task(self.worker(f"Worker-{i}"), name=f"Worker-{i}")
                             for i in range(3)]

    async def submit(self, *job):
        await self.jobs.put(job)                                    # [1]

    async def stop(self):
        for _ in self.worker_tasks:
            await self.jobs.put(None)                               # [2]
        await asyncio.gather(*self.worker_tasks)


async def main():
    pool = WorkerPool()
    durations = [0.30, 0.20, 0.25, 0.15, 0.33, 0.21, 0.30, 0.40]
    await pool.start()
    for i in range(8):
        await pool.submit(f"job-{i + 1}", durations[i], i == 3)
        log_time(f"submitted job-{i + 1} (queue size {pool.jobs.qsize()})")
    log_time("stopping the pool")
    await pool.stop()
    log_time("pool stopped")
    if variant("flaw") or variant("fixed"):
        await pool.jobs.join()                                      # [7]
        log_time("-- after jobs.join()")


demo(main)

# distributed.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

N_WORKERS = 3


class WorkerCrash(Exception):                                       # added
    pass


class Task:                                                         # added
    def __init__(self, id, priority, duration):
        self.id = id
        self.priority = priority  # 1: most urgent
        self.duration = duration
        self.status = self.result = None
        self.worker = self.attempts = 0

    def __lt__(self, other):  # more urgent
        return (self.priority, self.number) < (other.priority, other.number)


class TaskManager:
    def __init__(self, tasks):
        self.tasks = tasks  # all tasks
        self.pending_tasks = asyncio.Queue() if variant("flaw") else asyncio.PriorityQueue()  # [1]
        self.workers = {}  # is it active?
        self.lock = asyncio.Lock()
        self.puts = 0

    async def put(self, task):                                      # added
        self.puts += 1
        task.number = self.puts  # equal priorities: in the order of their arrival
        await self.pending_tasks.put(task)

    async def add_task(self, task):
        async with self.lock:
            task.status = "pending"
        await self.put(task)

    async def complete_task(self, task, result):
        async with self.lock:
            task.status = "completed"
            task.result = result
        if not variant("flaw"):
            self.pending_tasks.task_done()

    # added, as all below
    async def worker_lost(self, worker):
        self.workers[worker] = False
        for task in self.tasks:
            if task.status == "running" and task.worker == worker:
                task.status, task.worker = "pending", 0
                log_time(f"manager: Worker-{worker} lost, reassigning {task.id}")
                await self.put(task)                                # [4]
                self.pending_tasks.task_done()                      # [6]


manager = TaskManager([Task("T1", 3, duration=0.3), Task("T2", 1, duration=0.4),
                       Task("T3", 2, duration=0.2), Task("T4", 1, duration=0.3),
                       Task("T5", 3, duration=0.25), Task("T6", 2, duration=0.5)])


def workers_left():
    return ", ".join(f"Worker-{i}" for i in range(1, N_WORKERS + 1) if manager.workers[i])


CRASH = {2: 0.15}  # s into its first task


async def worker(number):
    while True:
        task = await manager.pending_tasks.get()
        task.status, task.worker = "running", number
        task.attempts += 1
        log_time(f"Worker-{number}: started {task.id} (priority {task.priority})")
        if number in CRASH:
            await asyncio.sleep(CRASH[number])
            log_time(f"Worker-{number}: crashed while running {task.id}")
            raise WorkerCrash(f"Worker-{number}")                   # [2]
        await asyncio.sleep(task.duration)
        result = f"{task.id} computed by Worker-{number}"
        await manager.complete_task(task, result)
        log_time(f"Worker-{number}: completed {task.id}")


async def run_worker(number):
    manager.workers[number] = True
    try:
        await worker(number)
    except WorkerCrash:
        if not variant("flaw"):
            await manager.worker_lost(number)                       # [3]


async def main():
    for task in manager.tasks:
        await manager.add_task(task)
        log_time(f"manager: added {task.id} (priority {task.priority})")
    workers = [asyncio.create_task(run_worker(i + 1), name=f"Worker-{i + 1}")
               for i in range(N_WORKERS)]
    await (asyncio.sleep(2) if variant("flaw") else manager.pending_tasks.join())  # [5]
    log_time(f"-- two seconds later, workers left: {workers_left()}" if variant("flaw")
             else f"manager: all tasks completed, workers left: {workers_left()}")
    for t in manager.tasks:
        log_time(f"{t.id}: {t.status}, attempts {t.attempts}, result: {t.result}")
    for task in workers:
        task.cancel()


demo(main)

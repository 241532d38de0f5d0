"""Makes rows of the sets: random programs of tasks, and what CPython does with them.

    python3.13 reference.py SET FIRST END     the programs with the seeds from FIRST to before END

README.md says what a row is, and in which three points CPython is changed. The same seed gives the
same program; the recorded rows have the seeds from 0 to 399.
"""
import asyncio
import random
import selectors
import sys
from asyncio import exceptions, locks, taskgroups

SETS = {
    "lock": "y y y la la lr lr cx tr to",
    "sem": "y y y sa sa sr sr cx tr to",
    "cond": "y y y cw cw cw cn cn cx tr to la",
    "bar": "y y y bw bw bw br ba cx tr to",
    "queue": "y y y qg qg qp qp qd qj cx tr to",
    "queueall": "y y y qg qg qp qp qgn qpn qd qj qs cx tr to",
    "wait": "y y y sl wt wx as cx cx tr tr to aw fail ux",
    "tg": "y y y y cx cx tr tr to ux fail tg tg tg sl",
    "await": "y y y aw sh ga cx cx tr tr to ux fail wf",
    "base": "y y y y sl la la lr sa sr ew es ec cw cn cx cx tr tr to",
    "gen": "y y y cx cx tr tr to ge ge ge fail la lr sl",
    "eager": "y y y cx cx tr tr to ee ee fail la lr es ew aw ux",
    # Not recorded.
    "qshut": "y y y qg qg qp qp qd qj qs cx tr to",
    "all": "y y y y sl la lr sa sr ew es ec bw cw cn cx cx tr tr to ux fail aw sh ga tg wf",
    "mega": "y y y y sl la lr sa sr ew es ec bw cw cn cx cx tr tr to ux fail aw sh ga tg wf ge ee"
            " wt wx as qg qp qd qj qgn qpn",
    # "slow" puts some turns before each operation, so that less happens in one turn.
    "tgslow": "slow y cx cx tr tr to ux fail tg tg tg sl",
    "allslow": "slow sl la lr sa sr ew es ec cw cn cx cx tr tr to ux fail aw sh ga tg wf ge ee",
}


# ---- Programs ----

DEPTH_MAX = 2
WITHOUT_ARGUMENTS = set("la lr sa sr ew es ec bw br ba cw ux fail qg qd qj qgn".split())
BLOCKS = set("to tr tg wf ge ee".split())


class Operation:
    def __init__(self, name, a=0, b=0, block=()):
        self.name, self.a, self.b, self.block = name, a, b, block

    def __str__(self):
        return f"{self.name} {self.a!r} {self.b!r} {{ {' '.join(map(str, self.block))} }}"


class Generator:
    """Makes one program. The order of the random choices is what a seed stands for."""

    def __init__(self, seed, names):
        self.random = random.Random(seed)
        self.is_slow = "slow" in names
        self.names = [name for name in names if name != "slow"]
        self.task_count = self.random.randint(2, 5)

    def program(self):
        return [self.block(0, self.random.randint(2, 7), task) for task in range(self.task_count)]

    def block(self, depth, length, task):
        block = []
        for _ in range(length):
            if self.is_slow:
                block.append(Operation("y", self.random.choice([2, 3, 4, 5, 6, 7])))
            name = self.random.choice(self.names)
            if name in BLOCKS and depth >= DEPTH_MAX:
                name = "y"
            operation = self.operation(name, depth, task)
            if operation:
                block.append(operation)
        return block

    def inner(self, depth, task, least, most):
        return self.block(depth + 1, self.random.randint(least, most), task)

    def operation(self, name, depth, task):
        """None: a task awaits those before it alone, so that no two wait for each other."""
        choose = self.random
        if name == "y":
            return Operation(name, choose.choice([0, 1, 1, 1, 2, 3]))
        if name == "sl":
            return Operation(name, choose.random() * 5)
        if name in WITHOUT_ARGUMENTS:
            return Operation(name)
        if name == "cn":
            return Operation(name, choose.choice([1, 1, 2, 9]))
        if name in ("qp", "qpn"):
            return Operation(name, choose.randrange(100))
        if name == "qs":
            return Operation(name, choose.randrange(2))
        if name == "cx":
            return Operation(name, choose.randrange(self.task_count))
        if name in ("aw", "sh"):
            return Operation(name, choose.randrange(task)) if task > 0 else None
        if name == "ga":
            return Operation(name, choose.randrange(task), choose.randrange(task)) if task > 0 else None
        if name in ("wt", "wx", "as"):
            return Operation(name, *choose.sample(range(task), 2)) if task > 1 else None
        if name in ("to", "wf"):
            return Operation(name, choose.random() * 5, 0, self.inner(depth, task, 1, 4))
        if name == "tr":
            return Operation(name, 0, 0, self.inner(depth, task, 1, 3))
        if name in ("ge", "ee"):
            return Operation(name, 0, 0, self.inner(depth, task, 1, 4))
        assert name == "tg"
        children = [Operation("ch", 0, 0, self.inner(depth, task, 1, 3))
                    for _ in range(choose.randint(1, 3))]
        return Operation(name, 0, 0, children + self.inner(depth, task, 0, 3))


def text(program):
    tasks = (f"{{ {' '.join(map(str, block))} }}" for block in program)
    return f"{len(program)} {' '.join(tasks)}"


# ---- The three points in which CPython is changed ----

def wake_up_first(self):
    """1. A cancelled waiter counts as gone."""
    for future in self._waiters or ():
        if not future.cancelled():
            if not future.done():
                future.set_result(True)
            return


async def acquire_at_last(condition):
    cancelled = None
    while True:
        try:
            await condition.acquire()
            break
        except exceptions.CancelledError as error:
            cancelled = error
    if cancelled:
        raise cancelled


async def condition_wait(self):
    """2. A cancelled waiter passes a notification on only if it was given one."""
    future = self._get_loop().create_future()
    self.release()
    try:
        try:
            self._waiters.append(future)
            try:
                await future
                return True
            finally:
                self._waiters.remove(future)
        finally:
            await acquire_at_last(self)
    except BaseException:
        if future.done() and not future.cancelled():
            self._notify(1)
        raise


class InOrder(dict):
    """A set in the order of adding."""

    def add(self, item):
        self[item] = None

    def discard(self, item):
        self.pop(item, None)


def task_group_init(self, original=taskgroups.TaskGroup.__init__):
    """3. The children are cancelled in the order of their creation."""
    original(self)
    self._tasks = InOrder()


def task_group_abort(self):
    self._aborting = True
    for task in list(self._tasks):
        if not task.done():
            task.cancel()


locks.Lock._wake_up_first = wake_up_first
locks.Condition.wait = condition_wait
taskgroups.TaskGroup.__init__ = task_group_init
taskgroups.TaskGroup._abort = task_group_abort


# ---- A clock that jumps ----

class Selector(selectors.SelectSelector):
    """Instead of waiting, moves the time on."""

    def select(self, timeout=None):
        ready = super().select(0)
        if timeout is None and not ready:
            raise RuntimeError("DEADLOCK")
        self.loop.now += max(timeout or 0, 0)
        return ready


class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        selector = Selector()
        selector.loop = self
        self.now = 0.0
        super().__init__(selector)
        self._clock_resolution = 1e-9

    def time(self):
        return self.now


# ---- Runs ----

LETTERS = [
    (asyncio.CancelledError, "CE"),
    (TimeoutError, "TO"),
    (asyncio.QueueShutDown, "QS"),
    (asyncio.QueueEmpty, "QE"),
    (asyncio.QueueFull, "QF"),
    (asyncio.BrokenBarrierError, "BB"),
    (BaseExceptionGroup, "EG"),
    (BaseException, "VE"),
]


def letters(error):
    return next(name for kind, name in LETTERS if isinstance(error, kind))


class World:
    """What the tasks of a program share."""

    def __init__(self, program, trace):
        self.program, self.trace = program, trace
        self.lock, self.semaphore, self.event = asyncio.Lock(), asyncio.Semaphore(1), asyncio.Event()
        self.barrier, self.condition = asyncio.Barrier(2), asyncio.Condition()
        self.queue = asyncio.Queue(2)
        self.holders = set()  # the tasks that think that they have the lock
        self.tasks = []

    async def run_block(self, block, owner, way=""):
        for index, operation in enumerate(block):
            if operation.name == "ch":
                continue
            label = f"{owner}{way}.{index}{operation.name}"
            try:
                perform = getattr(self, "do_" + operation.name)
                result = await perform(operation, owner, f"{way}.{index}")
            except BaseException as error:
                self.trace(f"{label}!{letters(error)}")
                raise
            self.trace(f"{label}={'' if result is None else result}")

    def both(self, operation):
        return [self.tasks[operation.a], self.tasks[operation.b]]

    # Time, and cancelling

    async def do_y(self, operation, owner, way):
        for _ in range(operation.a):
            await asyncio.sleep(0)

    async def do_sl(self, operation, owner, way):
        await asyncio.sleep(operation.a / 1000)

    async def do_to(self, operation, owner, way):
        async with asyncio.timeout(operation.a / 1000):
            await self.run_block(operation.block, owner, way)

    async def do_wf(self, operation, owner, way):
        task = asyncio.create_task(self.run_block(operation.block, owner + "w", way))
        await asyncio.wait_for(task, operation.a / 1000)

    async def do_tr(self, operation, owner, way):
        try:
            await self.run_block(operation.block, owner, way)
        except BaseException as error:
            return f"{letters(error)}{asyncio.current_task().cancelling()}"

    async def do_fail(self, operation, owner, way):
        raise ValueError

    async def do_cx(self, operation, owner, way):
        return self.tasks[operation.a].cancel()

    async def do_ux(self, operation, owner, way):
        return asyncio.current_task().uncancel()

    # Primitives

    async def do_la(self, operation, owner, way):
        if asyncio.current_task() in self.holders:
            return "skip"
        await self.lock.acquire()
        self.holders.add(asyncio.current_task())

    async def do_lr(self, operation, owner, way):
        if asyncio.current_task() not in self.holders:
            return "skip"
        self.holders.remove(asyncio.current_task())
        self.lock.release()

    async def do_sa(self, operation, owner, way):
        await self.semaphore.acquire()

    async def do_sr(self, operation, owner, way):
        self.semaphore.release()

    async def do_ew(self, operation, owner, way):
        await self.event.wait()
        return self.event.is_set()

    async def do_es(self, operation, owner, way):
        self.event.set()

    async def do_ec(self, operation, owner, way):
        self.event.clear()

    async def do_bw(self, operation, owner, way):
        return await self.barrier.wait()

    async def do_br(self, operation, owner, way):
        await self.barrier.reset()

    async def do_ba(self, operation, owner, way):
        await self.barrier.abort()

    async def do_cw(self, operation, owner, way):
        async with self.condition:
            await self.condition.wait()

    async def do_cn(self, operation, owner, way):
        async with self.condition:
            self.condition.notify(operation.a)

    async def do_qp(self, operation, owner, way):
        await self.queue.put(operation.a)

    async def do_qpn(self, operation, owner, way):
        self.queue.put_nowait(operation.a)

    async def do_qg(self, operation, owner, way):
        return await self.queue.get()

    async def do_qgn(self, operation, owner, way):
        return self.queue.get_nowait()

    async def do_qd(self, operation, owner, way):
        self.queue.task_done()

    async def do_qj(self, operation, owner, way):
        await self.queue.join()

    async def do_qs(self, operation, owner, way):
        self.queue.shutdown(bool(operation.a))

    # Tasks

    async def do_aw(self, operation, owner, way):
        await self.tasks[operation.a]

    async def do_sh(self, operation, owner, way):
        await asyncio.shield(self.tasks[operation.a])

    async def do_ga(self, operation, owner, way):
        await asyncio.gather(*self.both(operation))

    async def do_wt(self, operation, owner, way):
        done, _ = await asyncio.wait(self.both(operation), return_when="FIRST_COMPLETED")
        return len(done)

    async def do_wx(self, operation, owner, way):
        done, _ = await asyncio.wait(self.both(operation), return_when="FIRST_EXCEPTION",
                                     timeout=0.003)
        return len(done)

    async def do_as(self, operation, owner, way):
        count = 0
        async for _ in asyncio.as_completed(self.both(operation), timeout=0.003):
            count += 1
            await asyncio.sleep(0)
        return count

    async def do_ee(self, operation, owner, way):
        task = asyncio.Task(self.run_block(operation.block, owner + "e", way),
                            loop=asyncio.get_running_loop(), eager_start=True)
        self.trace("made")
        await task

    async def do_tg(self, operation, owner, way):
        async with asyncio.TaskGroup() as group:
            for index, child in enumerate(operation.block):
                if child.name == "ch":
                    group.create_task(self.run_block(child.block, f"{owner}c{index}", way))
            await self.run_block(operation.block, owner, way)

    async def generate(self, operation, owner, way):
        try:
            for index, inner in enumerate(operation.block):
                await self.run_block([inner], owner + "g", f"{way}.{index}")
                yield index
        finally:
            self.trace(f"{owner}:fin")
            await asyncio.sleep(0)
            self.trace(f"{owner}:fin2")

    async def do_ge(self, operation, owner, way):
        generator = self.generate(operation, owner, way)
        try:
            async for value in generator:
                self.trace(f"{owner}v{value}")
                await asyncio.sleep(0)
        finally:
            await generator.aclose()

    # The end

    def state(self):
        return (f"lock={self.lock.locked():d} sem={self.semaphore._value},{self.semaphore.locked():d}"
                f" ev={self.event.is_set():d} bar={self.barrier.n_waiting},{self.barrier.broken:d}"
                f" cond={self.condition.locked():d}"
                f" q={self.queue.qsize()},{self.queue._unfinished_tasks}")


def end_of(task):
    if not task.done():
        return "p"
    if task.cancelled():
        return "C"
    return "F" if task.exception() else "D"


async def main(program, trace):
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    world = World(program, trace)
    for index, block in enumerate(program):
        world.tasks.append(asyncio.create_task(world.run_block(block, f"t{index}")))
    await asyncio.sleep(0.05)
    trace("|")
    for _ in range(30):
        for task in world.tasks:
            task.cancel()
        await asyncio.sleep(0.05)
        if all(task.done() for task in world.tasks):
            break
    trace("".join(map(end_of, world.tasks)) + "".join(str(task.cancelling()) for task in world.tasks))
    trace(world.state())


def run(program):
    words = []
    try:
        with asyncio.Runner(loop_factory=Loop) as runner:
            runner.run(main(program, words.append))
    except BaseException as error:
        words.append(f"!!{type(error).__name__}:{error}")
    return " ".join(words)


if __name__ == "__main__":
    _, name, first, end = sys.argv
    for seed in range(int(first), int(end)):
        program = Generator(seed, SETS[name].split()).program()
        print(seed, text(program), run(program), sep="\t")

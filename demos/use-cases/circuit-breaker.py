# circuit-breaker.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class CircuitOpenError(Exception):
    pass


class NaiveCircuitBreaker:
    def __init__(self, failure_threshold, recovery_timeout):
        self.failure_threshold = failure_threshold
        self.recovery_timeout = recovery_timeout
        self.state = "CLOSED"
        self.failures = 0
        self.opened_at = 0.0
        self.lock = asyncio.Lock()

    def set_state(self, state):
        log_time(f"circuit: {self.state} -> {state}")
        self.state = state

    async def call(self, func, *args):
        loop = asyncio.get_running_loop()
        async with self.lock:
            if self.state == "OPEN":
                if loop.time() - self.opened_at < self.recovery_timeout:
                    raise CircuitOpenError("Circuit is open")       # [1]
                self.set_state("HALF_OPEN")                         # [6]
        try:
            result = await func(*args)
        except Exception:
            async with self.lock:
                self.failures += 1
                self.opened_at = loop.time()                        # [7]
                if self.state == "CLOSED" and self.failures >= self.failure_threshold:
                    self.set_state("OPEN")                          # [2]
                elif self.state == "HALF_OPEN":
                    self.set_state("OPEN")                          # [4]
            raise
        async with self.lock:
            if self.state == "HALF_OPEN":                           # [5]
                self.set_state("CLOSED")                            # [3]
                self.failures = 0
        return result


# As src/patterns/circuit_breaker.h: a success sets the failures back, and one call is on trial.
class CircuitBreaker(NaiveCircuitBreaker):
    on_trial = False
    period = 0

    def change(self, state):
        self.set_state(state)
        self.period += 1

    def let_through(self):
        if self.state == "OPEN":
            elapsed = asyncio.get_running_loop().time() - self.opened_at
            if elapsed < self.recovery_timeout:
                raise CircuitOpenError("Circuit is open")
            self.change("HALF_OPEN")
        if self.on_trial:
            raise CircuitOpenError("Circuit is half-open, trial in progress")
        self.on_trial = self.state == "HALF_OPEN"

    def ended(self, failed):
        self.on_trial = False
        self.failures = self.failures + 1 if failed else 0
        if not failed:
            if self.state == "HALF_OPEN":
                self.change("CLOSED")
        elif self.state == "HALF_OPEN" or self.failures >= self.failure_threshold:
            self.change("OPEN")
            self.opened_at = asyncio.get_running_loop().time()

    async def call(self, func, *args):
        self.let_through()
        period = self.period
        failed = False
        try:
            return await func(*args)
        except Exception:
            failed = True
            raise
        finally:
            if period == self.period:
                self.ended(failed)


async def service(ok):
    await asyncio.sleep(0.1)
    if not ok:
        raise ConnectionError("service down")
    return "ok"


async def call(n, ok):
    try:
        text = await breaker.call(service, ok)                      # [8]
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
    log_time(f"call {n}: {text} (state {breaker.state}, failures {breaker.failures})")


breaker = (CircuitBreaker if variant("fixed") else NaiveCircuitBreaker)(
    failure_threshold=3, recovery_timeout=1.0)


async def main():
    if variant("flaw") or variant("fixed"):
        log_time("-- failures that are not consecutive")
        for n in range(1, 6):
            await call(n, ok=n % 2 == 0)
        if variant("fixed"):
            log_time("-- three consecutive failures")
            for n in range(6, 9):
                await call(n, ok=False)
        await asyncio.sleep(1.1)
        log_time("-- three calls at once in half-open state")
        return await asyncio.gather(asyncio.create_task(call(11, True), name="call 11"),
                                    asyncio.create_task(call(12, True), name="call 12"),
                                    asyncio.create_task(call(13, True), name="call 13"))
    for n in range(1, 6):
        await call(n, ok=n in (1, 5))
    await asyncio.sleep(1.1)
    await call(6, ok=False)
    await call(7, ok=True)
    await asyncio.sleep(1.1)
    await call(8, ok=True)
    await call(9, ok=True)


demo(main)

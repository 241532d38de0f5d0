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
                    raise CircuitOpenError("Circuit is open")       # [2]
                self.set_state("HALF_OPEN")                         # [3]
        try:
            result = await func(*args)
        except Exception:
            async with self.lock:
                self.failures += 1
                self.opened_at = loop.time()                        # [6]
                if self.state == "HALF_OPEN" or (
                        self.state == "CLOSED" and self.failures >= self.failure_threshold):
                    self.set_state("OPEN")                          # [1]
            raise
        async with self.lock:
            if self.state == "HALF_OPEN":                           # [5]
                self.set_state("CLOSED")                            # [4]
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


async def service(ok):  # added, as all below
    await asyncio.sleep(0.1)
    if not ok:
        raise ConnectionError("service down")
    return "ok"


breaker = (CircuitBreaker if variant("fixed") else NaiveCircuitBreaker)(
    failure_threshold=3, recovery_timeout=1.0)


async def call(n, ok):
    try:
        text = await breaker.call(service, ok)                      # [7]
    except Exception as error:
        text = error
    log_time(f"call {n}: {text} (state {breaker.state}, failures {breaker.failures})")


async def calls(n, services):  # +: up, -: down, blank: until half-open
    for service in services:
        if service == " ":
            await asyncio.sleep(1.1)
        else:
            await call(n, service == "+")
            n += 1


async def main():
    if not variant("flaw") and not variant("fixed"):
        return await calls(1, "+---+ -+ ++")
    log_time("-- failures that are not consecutive")
    await calls(1, "-+-+-")
    if variant("fixed"):
        log_time("-- three consecutive failures")
        await calls(6, "---")
    await asyncio.sleep(1.1)
    log_time("-- three calls at once in half-open state")
    await asyncio.gather(asyncio.create_task(call(11, True), name="call 11"),
                         asyncio.create_task(call(12, True), name="call 12"),
                         asyncio.create_task(call(13, True), name="call 13"))


demo(main)

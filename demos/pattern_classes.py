"""The classes of src/patterns that demos in Python use, as far as they use them."""

from demo import asyncio


class RetryPolicy:
    def __init__(self, attempts, delay, retrying):
        self.attempts = attempts
        self.delay = delay
        self.retrying = retrying

    async def call(self, func, *args):
        for attempt in range(1, self.attempts + 1):
            try:
                return await func(*args)
            except Exception as error:
                if attempt == self.attempts:
                    raise
                pause = self.delay * 2 ** (attempt - 1)
                self.retrying(error, pause)
            await asyncio.sleep(pause)


class CircuitOpenError(Exception):
    pass


class CircuitBreaker:
    def __init__(self, failure_threshold, recovery_timeout, changing):
        self.failure_threshold = failure_threshold
        self.recovery_timeout = recovery_timeout
        self.changing = changing
        self.state = "CLOSED"
        self.failures = 0
        self.period = 0
        self.on_trial = False

    def _change(self, state):
        self.changing(self.state, state)
        self.state = state
        self.period += 1

    def _let_through(self):
        if self.state == "OPEN":
            if asyncio.get_running_loop().time() - self.opened_at < self.recovery_timeout:
                raise CircuitOpenError("Circuit is open")
            self._change("HALF_OPEN")
        if self.on_trial:
            raise CircuitOpenError("Circuit is half-open, trial in progress")
        self.on_trial = self.state == "HALF_OPEN"

    def _failed(self):
        self.failures += 1
        if self.state == "HALF_OPEN" or self.failures >= self.failure_threshold:
            self._change("OPEN")
            self.opened_at = asyncio.get_running_loop().time()

    def _succeeded(self):
        if self.state == "HALF_OPEN":
            self._change("CLOSED")
        self.failures = 0

    async def call(self, func, *args):
        self._let_through()
        period = self.period
        try:
            result = await func(*args)
        except BaseException as error:
            # A call that began before the last change of state does not count.
            if period == self.period:
                self.on_trial = False
                if isinstance(error, Exception):
                    self._failed()
            raise
        if period == self.period:
            self.on_trial = False
            self._succeeded()
        return result


class RateLimiter:
    def __init__(self, rate, per):
        self.capacity = per  # seconds in which an empty bucket fills
        self.token = per / rate
        self.full_at = 0.0
        self.turn = asyncio.Lock()

    async def acquire(self):
        loop = asyncio.get_running_loop()
        async with self.turn:
            while (filled := max(self.full_at - loop.time(), 0) + self.token) > self.capacity + 1e-9:
                await asyncio.sleep(filled - self.capacity)
            self.full_at = loop.time() + filled

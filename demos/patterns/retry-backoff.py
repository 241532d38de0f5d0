# retry-backoff.c in Python, line by line.
from demo import asyncio, demo, log_time, uniform, variant


class Service:                                                      # added
    def __init__(self, name, failures):
        self.name = name
        self.failures = failures
        self.calls = 0

    async def flaky(self):
        self.calls += 1
        if self.calls <= self.failures:
            log_time(f"{self.name}: attempt {self.calls} fails")
            raise ConnectionError(f"{self.name} unavailable")
        log_time(f"{self.name}: attempt {self.calls} succeeds")
        return f"{self.name} ok"


async def retry(coro, max_retries, delay):
    for attempt in range(max_retries):
        try:
            return await coro()                                     # [1]
        except Exception:
            if attempt == max_retries - 1:
                raise                                               # [2]
            await asyncio.sleep(delay * (1 << attempt))             # [3]
    return None                                                     # [4]


# As src/patterns/retry.h: a pause has a bound, and a random part is added to it.
async def retry_call(coro, attempts, delay=0.0, max_delay=0.0, jitter=0.0):
    if attempts < 1:
        raise ValueError(f"{attempts} attempts are too few: the least is 1")
    for attempt in range(1, attempts + 1):
        try:
            return await coro()
        except ConnectionError:
            if attempt == attempts:
                raise
        pause = min(delay * 2 ** (attempt - 1), max_delay)
        pause += uniform(0, jitter * pause)
        await asyncio.sleep(pause)


async def main():                                                   # added
    service_1 = Service("service-1", failures=2)
    service_2 = Service("service-2", failures=99)
    service_3 = Service("service-3", failures=4)

    result = await retry(service_1.flaky, max_retries=3, delay=0.5)
    log_time(f"Result: {result}")
    try:
        await retry(service_2.flaky, max_retries=3, delay=0.5)
    except ConnectionError as error:
        log_time(f"Gave up: {error}")
    if variant("flaw"):
        await retry(service_3.flaky, max_retries=0, delay=0.1)
        log_time(f"service-3: no error after {service_3.calls} attempts")
        await retry(service_3.flaky, max_retries=5, delay=0.1)
    elif variant("fixed"):
        try:
            await retry_call(service_3.flaky, attempts=0)           # [5]
        except ValueError as error:
            log_time(f"service-3: {error}")
        await retry_call(service_3.flaky, attempts=5, delay=0.1, max_delay=0.2, jitter=0.1)  # [6]


demo(main)

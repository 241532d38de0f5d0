# retry-backoff.c in Python, line by line.
from demo import asyncio, demo, log_time


class Service:
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


async def main():
    service_1 = Service("service-1", failures=2)
    service_2 = Service("service-2", failures=99)

    result = await retry(service_1.flaky, max_retries=3, delay=0.5)
    log_time(f"Result: {result}")
    try:
        await retry(service_2.flaky, max_retries=3, delay=0.5)
    except ConnectionError as error:
        log_time(f"Gave up: {error}")


demo(main)

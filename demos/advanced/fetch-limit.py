# fetch-limit.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


# As src/patterns/rate_limiter.h: after a rest `rate` tasks may pass at once, then one by one.
class RateLimiter:
    def __init__(self, rate, per):
        self.step = per / rate
        self.burst = per
        self.full_at = 0.0
        self.turn = asyncio.Lock()

    async def acquire(self):
        loop = asyncio.get_running_loop()
        async with self.turn:
            now = loop.time()
            filled = max(self.full_at, now) + self.step
            if filled - self.burst > now + 1e-9:
                await asyncio.sleep(filled - self.burst - now)
            self.full_at = filled


limiter = RateLimiter(rate=3, per=1.0)                              # [4]


async def request(url):
    log_time(f"Fetching {url}")
    await asyncio.sleep(0.1 if variant("flaw") or variant("fixed") else 1)  # simulate a request
    return f"Response from {url}"


async def fetch(url, semaphore):
    if variant("without"):
        return await request(url)
    if variant("fixed"):
        await limiter.acquire()
    async with semaphore:                                           # [2]
        return await request(url)


async def main():
    semaphore = asyncio.Semaphore(3)                                # [1]
    urls = [f"https://api.example.com/{i}" for i in range(10)]
    tasks = [asyncio.create_task(fetch(url, semaphore)) for url in urls]
    results = await asyncio.gather(*tasks)                          # [3]
    for result in results:
        log_time(result)


demo(main)

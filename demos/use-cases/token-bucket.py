# token-bucket.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class Bucket:
    def __init__(self, rate_limit, time_period, tokens):
        self.rate_limit = rate_limit
        self.time_period = time_period
        self.tokens = tokens
        self.updated_at = asyncio.get_running_loop().time()
        self.lock = asyncio.Lock()

    async def take(self):
        loop = asyncio.get_running_loop()
        now = loop.time()
        elapsed = now - self.updated_at
        self.updated_at = now
        rate = self.rate_limit / self.time_period
        self.tokens = min(self.rate_limit, self.tokens + elapsed * rate)  # [1]
        if self.tokens < 1:
            wait_time = (1 - self.tokens) * (self.time_period / self.rate_limit)
            tokens = round(self.tokens * 10) / 10 + 0.0             # [7]
            log_time(f"waiting {wait_time:.2f}s (tokens = {tokens:.2f})")
            await asyncio.sleep(wait_time)                          # [2]
            if variant("fixed"):
                self.tokens = 1
                self.updated_at = loop.time()                       # [6]
            else:
                self.tokens = 0                                     # [5]
        self.tokens -= 1                                            # [3]

    async def acquire(self):
        if variant("without"):
            return await self.take()
        async with self.lock:                                       # [4]
            await self.take()


# added, as all below
async def request(limiter, n):
    await limiter.acquire()
    log_time(f"request {n} sent")


async def main():
    limiter = Bucket(rate_limit=5, time_period=1, tokens=5)
    burst = [asyncio.create_task(request(limiter, i + 1)) for i in range(10)]
    await asyncio.gather(*burst)
    idle = 2 if variant("idle") else 0.3
    await asyncio.sleep(idle)
    log_time(f"-- after {idle:.1f} s of idle time")
    second_burst = [asyncio.create_task(request(limiter, i + 11))
                    for i in range(7 if variant("idle") else 4)]
    await asyncio.gather(*second_burst)


demo(main)

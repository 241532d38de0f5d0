# rate-limit.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class RateLimiter:
    def __init__(self, rate, per):
        self.rate = rate
        self.per = per
        self.allowance = rate
        self.last_check = asyncio.get_running_loop().time()
        self.lock = asyncio.Lock()

    async def acquire(self):
        loop = asyncio.get_running_loop()
        async with self.lock:                                       # [1]
            current = loop.time()
            elapsed = current - self.last_check
            self.last_check = current
            self.allowance += elapsed * (self.rate / self.per)      # [2]
            if self.allowance > self.rate:
                self.allowance = self.rate
            if self.allowance < 1.0:
                sleep_time = (1.0 - self.allowance) * (self.per / self.rate)
                log_time(f"⏸️  Rate limit: Sleeping for {sleep_time:.2f}s")
                await asyncio.sleep(sleep_time)                     # [3]
                self.allowance = 0.0
                if variant("fixed"):
                    self.last_check = loop.time()                   # [5]
            else:
                self.allowance -= 1.0                               # [4]


async def rate_limited_request(request_id, limiter):
    await limiter.acquire()
    log_time(f"🌐 Request-{request_id}: Sending...")
    await asyncio.sleep(0.1)
    log_time(f"✅ Request-{request_id}: Done")


async def main():
    log_time("🚦 Rate Limiting (2 requests/second):")
    rate_limiter = RateLimiter(rate=2, per=1.0)
    requests = [asyncio.create_task(rate_limited_request(i, rate_limiter), name=f"Request-{i}")
                for i in range(5)]
    await asyncio.gather(*requests)


demo(main)

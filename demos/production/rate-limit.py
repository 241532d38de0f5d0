# rate-limit.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class RateLimiter:
    def __init__(self, rate, per):
        self.rate = rate
        self.per = per
        self.allowance = rate
        self.last_check = asyncio.get_running_loop().time()         # added
        self.lock = asyncio.Lock()                                  # added

    async def acquire(self):
        loop = asyncio.get_running_loop()                           # added
        async with self.lock:                                       # [1]
            current = loop.time()                                   # added
            elapsed = current - self.last_check                     # added
            self.last_check = current                               # added
            self.allowance += elapsed * (self.rate / self.per)      # [2] added
            if self.allowance > self.rate:                          # added
                self.allowance = self.rate                          # added
            if self.allowance < 1.0:
                sleep_time = (1.0 - self.allowance) * (self.per / self.rate)
                log_time(f"⏸️  Rate limit: Sleeping for {sleep_time:.2f}s")
                await asyncio.sleep(sleep_time)                     # [3]
                self.allowance = 0.0
                if variant("fixed") or variant("rest"):
                    self.last_check = loop.time()                   # [5]
            else:
                self.allowance -= 1.0                               # [4]


async def rate_limited_request(request_id, limiter):                # added
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
    if not variant("rest"):
        return
    await asyncio.sleep(2)
    more = [asyncio.create_task(rate_limited_request(5 + i, rate_limiter), name=f"Request-{5 + i}")
            for i in range(3)]
    await asyncio.gather(*more)                                     # [6]


demo(main)

# concurrency-limit.c in Python, line by line.
from demo import asyncio, demo, log_time, variant
import pattern_classes

in_flight = peak = completed = 0
limiter = pattern_classes.RateLimiter(rate=10, per=0.1)


async def fetch(url):                                               # added
    global in_flight, peak, completed
    in_flight += 1
    peak = max(peak, in_flight)
    await asyncio.sleep(0.015 if variant("flaw") or variant("fixed") else 0.1)  # [4]
    in_flight -= 1
    completed += 1
    if completed % 10 == 0:
        log_time(f"{completed} of 100 fetched")
    return f"Response from {url}"


async def fetch_with_limit(url, semaphore):
    if variant("without"):
        return await fetch(url)
    if variant("fixed"):
        await limiter.acquire()                                     # [5]
    async with semaphore:                                           # [2]
        return await fetch(url)                                     # [3]


async def main():
    semaphore = asyncio.Semaphore(10)
    urls = [f"https://api.example.com/{i}" for i in range(100)]
    tasks = [asyncio.create_task(fetch_with_limit(url, semaphore)) for url in urls]  # [1]
    results = await asyncio.gather(*tasks)
    log_time(f"{len(results)} results, at most {peak} in flight")
    log_time(f"first: {results[0]}, last: {results[99]}")


demo(main)

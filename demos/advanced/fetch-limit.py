# fetch-limit.c in Python, line by line.
from demo import asyncio, demo, log_time


async def fetch(url, semaphore):
    async with semaphore:
        log_time(f"Fetching {url}")
        await asyncio.sleep(1)  # simulate a request
        return f"Response from {url}"


async def main():
    semaphore = asyncio.Semaphore(3)                                # [1]
    urls = [f"https://api.example.com/{i}" for i in range(10)]
    tasks = [asyncio.create_task(fetch(url, semaphore)) for url in urls]
    results = await asyncio.gather(*tasks)                          # [2]
    for result in results:
        log_time(result)


demo(main)

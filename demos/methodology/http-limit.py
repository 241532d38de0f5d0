# http-limit.c in Python, line by line.
from demo import asyncio, demo, log_time, variant
import item_server


async def fetch(session, url):
    async with session.get(url) as response:
        if variant("fixed"):
            response.raise_for_status()                             # [5]
        return response.json()                                      # [3]


async def limited_fetch(semaphore, session, url):
    if variant("without"):
        return await fetch(session, url)
    async with semaphore:                                           # [1]
        return await fetch(session, url)


async def fetch_with_rate_limit(urls, rate):
    semaphore = asyncio.Semaphore(rate)

    async with item_server.Session() as session:
        tasks = [asyncio.create_task(limited_fetch(semaphore, session, url)) for url in urls]
        return await asyncio.gather(*tasks, return_exceptions=True)  # [4]


async def main():                                                   # added
    rate = 25 if variant("without") else 10
    await item_server.start()
    urls = [f"/item/{i + 1}?delay=0.2" for i in range(25)]
    urls[6] = f"{urls[6]}&bad=1"                                    # [2]

    log_time(f"fetching {len(urls)} urls, at most {rate} at once")
    results = await fetch_with_rate_limit(urls, rate)
    for i, result in enumerate(results):
        if isinstance(result, Exception):
            log_time(f"{i + 1}: {type(result).__name__}: {result}")
        else:
            log_time(f"{i + 1}: {result}")
    log_time(f"server: {item_server.served} requests, at most {item_server.peak} at once")
    await item_server.stop()


demo(main)

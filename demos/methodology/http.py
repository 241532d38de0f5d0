# http.c in Python, line by line.
from demo import asyncio, demo, log_time, variant
import item_server


async def fetch(session, url):
    async with session.get(url) as response:
        if variant("fixed"):
            response.raise_for_status()                             # [4]
        return response.json()                                      # [3]


async def fetch_all(urls):
    async with item_server.Session() as session:
        tasks = [asyncio.create_task(fetch(session, url)) for url in urls]
        if variant("fixed"):
            return await asyncio.gather(*tasks, return_exceptions=True)  # [5]
        return await asyncio.gather(*tasks)                         # [1]


async def main():                                                   # added
    tenths = [5, 1, 4, 2, 3]

    await item_server.start()
    urls = [f"/item/{i + 1}?delay=0.{tenths[i]}" for i in range(5)]
    if variant("flaw") or variant("fixed"):
        urls[1] = f"{urls[1]}&bad=1"                                # [2]

    log_time(f"fetching {len(urls)} urls, server delays {tenths} tenths of a second")
    try:
        for result in await fetch_all(urls):
            log_time(f"{result}")
    except Exception as error:
        log_time(f"{type(error).__name__}: {error}")
    log_time(f"server: {item_server.served} requests, at most {item_server.peak} at once")
    await item_server.stop()


demo(main)

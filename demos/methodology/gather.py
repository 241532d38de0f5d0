# gather.c in Python, line by line.
from demo import asyncio, demo, log_time


async def fetch_data(url):
    await asyncio.sleep(1)
    return {"url": url, "data": "..."}


async def main():
    loop = asyncio.get_running_loop()
    t = loop.time()                                                 # added, as all times
    log_time(f"{await fetch_data('url1')}")                         # [1]
    log_time(f"{await fetch_data('url2')}")
    log_time(f"Sequential: {loop.time() - t:.1f}s")

    t = loop.time()
    results = await asyncio.gather(fetch_data("url1"), fetch_data("url2"))  # [2]
    log_time(f"{results}")
    log_time(f"Concurrent: {loop.time() - t:.1f}s")


demo(main)

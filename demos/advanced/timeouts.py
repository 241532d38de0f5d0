# timeouts.c in Python, line by line.
from demo import asyncio, demo, log_time


async def fetch(url, delay):
    await asyncio.sleep(delay)
    return f"Response from {url}"


# A limit for each fetch.
async def fetch_with_timeout(url, delay, timeout):
    try:
        return await asyncio.wait_for(fetch(url, delay), timeout)
    except TimeoutError:
        return f"Timeout for {url}"                                 # [1]


# One limit for all fetches.
async def fetch_all(urls):
    tasks = [asyncio.create_task(fetch(url, i)) for i, url in enumerate(urls)]
    return await asyncio.gather(*tasks)


async def fetch_all_with_timeout(urls, timeout):
    try:
        return await asyncio.wait_for(fetch_all(urls), timeout)     # [3]
    except TimeoutError:
        return ["Overall timeout"]


# A fallback when the limit has passed.
async def fetch_with_fallback(url, delay, timeout, fallback):
    try:
        return await asyncio.wait_for(fetch(url, delay), timeout)
    except TimeoutError:
        return fallback                                             # [2]


async def main():
    urls = ["a.com", "b.com", "c.com"]

    log_time(await fetch_with_timeout("slow.com", 5, 1))
    log_time(await fetch_with_fallback("slow.com", 5, 1, "cached response"))
    log_time(f"{await fetch_all_with_timeout(urls[:2], 1.5)}")  # delays of 0, 1 s
    log_time(f"{await fetch_all_with_timeout(urls, 1.5)}")          # [4] of 0, 1, 2 s


demo(main)

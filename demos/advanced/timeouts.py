# timeouts.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


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


async def fetch_done(urls, timeout):
    tasks = [asyncio.create_task(fetch(url, i)) for i, url in enumerate(urls)]
    await asyncio.wait(tasks, timeout=timeout)                      # [5]
    done = [task for task in tasks if task.done()]
    pending = [task for task in tasks if not task.done()]
    for task in pending:
        task.cancel()                                               # [6]
    await asyncio.gather(*pending, return_exceptions=True)
    return [task.result() for task in done]


async def fetch_all_with_timeout(urls, timeout):
    if variant("fixed"):
        return await fetch_done(urls, timeout)
    try:
        return await asyncio.wait_for(fetch_all(urls), timeout)     # [3]
    except TimeoutError:
        return ["Overall timeout"]                                  # [4]


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
    for count in (2, 3):  # added: delays of 0, 1, 2 s
        log_time(f"{await fetch_all_with_timeout(urls[:count], 1.5)}")


demo(main)

# first-response.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


class Server:
    def __init__(self, url, delay, refuses=False):
        self.url = url
        self.delay = delay
        self.refuses = refuses


servers = [
    Server("server-a", 0.5),
    Server("server-b", 0.2),
    Server("server-c", 0.8),
]


async def fetch(server):                                            # added
    url = server.url
    log_time(f"Fetching {url}")
    try:
        await asyncio.sleep(server.delay)
    except asyncio.CancelledError:
        log_time(f"Cancelled {url}")
        raise
    if server.refuses:
        raise ConnectionError(f"{url} refused")
    return f"Response from {url}"


async def first_response():
    tasks = [asyncio.create_task(fetch(server), name=server.url) for server in servers]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # [1]
    for task in tasks:
        if task in pending:
            task.cancel()                                           # [2]
    return await done.pop()                                         # [3]


# As src/patterns/first_success.h: an error counts only if there is no success.
async def first_success(tasks):
    for next_ended in asyncio.as_completed(tasks):
        try:
            result = await next_ended
            break
        except Exception as exc:
            error, result = exc, None
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if result is None:
        raise error
    return result


async def first_response_fixed():
    tasks = [asyncio.create_task(fetch(server), name=server.url) for server in servers]
    return await first_success(tasks)                               # [4]


async def main():                                                   # added
    servers[1].refuses = variant("flaw") or variant("fixed")
    try:
        response = first_response_fixed() if variant("fixed") else first_response()
        result = await response
    except Exception as error:
        log_time(f"first_response raised {type(error).__name__}: {error}")
        return
    log_time(f"First response: {result}")


demo(main)

# retry-decorator.c in Python, line by line.
import functools

from demo import asyncio, demo, log_time


def async_retry(retries, delay, backoff):                           # [1]
    def decorator(func):
        @functools.wraps(func)
        async def wrapper(*args, **kwargs):
            last_exception = None                                   # [3]
            current_delay = delay
            for attempt in range(retries):
                try:
                    return await func(*args, **kwargs)
                except Exception as exc:
                    last_exception = exc
                    if attempt < retries - 1:
                        await asyncio.sleep(current_delay)          # [2]
                        current_delay *= backoff
            if last_exception:
                raise last_exception

        return wrapper

    return decorator


calls = 0


@async_retry(retries=3, delay=1.0, backoff=2.0)                     # [4]
async def flaky_api_call():
    global calls
    calls += 1
    if calls < 3:
        log_time(f"flaky_api_call: call {calls} fails")
        raise ConnectionError("temporary failure")
    log_time(f"flaky_api_call: call {calls} succeeds")
    return "data"


@async_retry(retries=2, delay=0.2, backoff=2.0)
async def broken_api_call():
    log_time("broken_api_call: fails")
    raise ConnectionError("permanent failure")


async def main():
    result = await flaky_api_call()
    log_time(f"Result: {result}")
    try:
        await broken_api_call()
    except ConnectionError as error:
        log_time(f"Gave up: {error}")


demo(main)

# retry-decorator.c in Python, line by line.
import functools

from demo import asyncio, demo, log_time, variant


def async_retry(retries, delay, backoff):                           # [1]
    def decorator(func):
        @functools.wraps(func)
        async def wrapper(*args, **kwargs):
            last_exception = None                                   # [4]
            if variant("fixed") and retries < 1:
                raise ValueError(f"{retries} retries are too few")  # [5]
            current_delay = delay
            for attempt in range(retries):
                try:
                    return await func(*args, **kwargs)
                except Exception as exc:
                    last_exception = exc
                    if attempt < retries - 1:
                        await asyncio.sleep(current_delay)          # [2]
                        current_delay *= backoff
            # The tutorial has no if: it raises None, which is a TypeError.
            if last_exception:
                raise last_exception

        return wrapper

    return decorator


calls = 0


@async_retry(retries=3, delay=1.0, backoff=2.0)                     # [3]
async def flaky_api_call():
    global calls                                                    # added: the body
    calls += 1
    if calls < 3:
        log_time(f"flaky_api_call: call {calls} fails")
        raise ConnectionError("temporary failure")
    log_time(f"flaky_api_call: call {calls} succeeds")
    return "data"


@async_retry(retries=2, delay=0.2, backoff=2.0)
async def broken_api_call():                                        # added
    log_time("broken_api_call: fails")
    raise ConnectionError("permanent failure")


async def main():                                                   # added
    result = await flaky_api_call()
    log_time(f"Result: {result}")
    try:
        await broken_api_call()
    except ConnectionError as error:
        log_time(f"Gave up: {error}")
    if variant("flaw") or variant("fixed"):
        try:
            await async_retry(retries=0, delay=0.2, backoff=2.0)(broken_api_call)()
            log_time("no call, no error, and no result")
        except Exception as error:
            log_time(f"{error}")


demo(main)

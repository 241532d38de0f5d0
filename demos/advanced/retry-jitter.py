# retry-jitter.c in Python, line by line.
from demo import asyncio, demo, log_time, uniform, variant


class RetryError(Exception):
    pass


# The operation fails seven times in ten.
async def unreliable_operation():
    if uniform(0, 1) < 0.7:
        raise ConnectionError("Network error")
    return "Success!"


async def failing_operation(error):  # added
    raise error


# After each failure the pause is twice as long.
async def retry(coro_func, max_retries, base_delay):
    for attempt in range(max_retries):
        try:
            return await coro_func()                                # [1]
        except Exception as exc:                                    # [5]
            last_exception = exc
        if attempt < max_retries - 1:
            delay = base_delay * (1 << attempt)                     # [2]
            jitter = uniform(0, 0.1 * delay)                        # [3]
            log_time(f"Attempt {attempt + 1} failed, retrying in {delay:.2f}s")
            await asyncio.sleep(delay + jitter)
    raise RetryError(f"Failed after {max_retries} attempts") from last_exception  # [4]


# As src/patterns/retry.h: it tells the real pause, and retries only errors from outside.
async def retry_call(coro_func, attempts, delay, jitter):
    for attempt in range(1, attempts + 1):
        try:
            return await coro_func()
        except OSError:
            if attempt == attempts:
                raise
        pause = delay * (1 << attempt - 1)
        pause += uniform(0, jitter * pause)
        log_time(f"Attempt {attempt} failed, retrying in {pause:.2f}s")
        await asyncio.sleep(pause)


async def attempt(operation, max_retries):
    try:
        if variant("fixed"):
            result = await retry_call(operation, attempts=5, delay=1.0, jitter=0.1)  # [6]
        else:
            result = await retry(operation, max_retries, 1.0)
    except Exception as error:
        log_time(f"{'Failed' if variant('fixed') else 'All retries failed'}: {error}")
    else:
        log_time(f"Result: {result}")


async def main():
    def mistake():
        return failing_operation(ValueError("there is no page -1"))

    def broken():
        return failing_operation(ConnectionError("Network error"))

    if variant("exhausted"):
        return await attempt(broken, 3)
    if variant("flaw"):
        return await attempt(mistake, 3)
    await attempt(unreliable_operation, 5)
    if variant("fixed"):
        await attempt(mistake, 5)                                   # [7]


demo(main, seed=132302)

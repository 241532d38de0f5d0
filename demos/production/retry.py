# retry.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def unreliable_operation(operation_id):                       # added
    raise ConnectionError("Random failure")


async def retry_with_backoff(operation_id, max_retries):
    for attempt in range(max_retries):
        log_time(f"🔄 Operation-{operation_id}: Attempt {attempt + 1}/{max_retries}")
        try:
            result = await unreliable_operation(operation_id)
            log_time(f"✅ Operation-{operation_id}: {result}")
            return result
        except Exception:
            if attempt == max_retries - 1:
                log_time(f"❌ Operation-{operation_id}: All retries failed")
                raise                                               # [1]
            backoff = 1 << attempt
            log_time(f"⚠️  Operation-{operation_id}: Failed, retrying in {backoff}s...")
            await asyncio.sleep(backoff)                            # [2]


async def main():                                                   # added
    log_time("🔁 Retry with Exponential Backoff:")
    attempts = 4 if variant("fixed") else 3                         # [3]
    try:
        await retry_with_backoff(1, max_retries=attempts)
    except Exception:
        pass


demo(main)

# batch.c in Python, line by line.
from demo import asyncio, demo, log_time


async def process_item(item):
    await asyncio.sleep(0.1 + 0.02 * (item % 10))
    log_time(f"item {item} done")
    return item * item


async def process_batch(items, batch_size):
    results = []
    for i in range(0, len(items), batch_size):
        batch = items[i:i + batch_size]
        log_time(f"batch {i // batch_size + 1}: items {batch[0]}-{batch[-1]}")
        tasks = [asyncio.create_task(process_item(item), name=f"item {item}") for item in batch]
        results += await asyncio.gather(*tasks)                     # [1]
    return results


async def main():
    items = list(range(25))
    results = await process_batch(items, batch_size=10)
    log_time(f"{len(results)} results: {results}")


demo(main)

# batch.c in Python, line by line.
from demo import asyncio, demo, log_time, variant


async def process_item(item):                                       # added
    await asyncio.sleep(0.1 + 0.02 * (item % 10))
    if item == 7 and (variant("flaw") or variant("fixed")):
        raise ValueError("item 7 is broken")                        # [2]
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


async def process_limited(item, semaphore):                         # added
    async with semaphore:                                           # [3]
        return await process_item(item)


async def main():                                                   # added
    items = list(range(25))
    semaphore = asyncio.Semaphore(10)

    if variant("fixed"):
        tasks = [asyncio.create_task(process_limited(item, semaphore), name=f"item {item}")
                 for item in items]
        results = await asyncio.gather(*tasks, return_exceptions=True)  # [4]
        failed = sum(isinstance(result, Exception) for result in results)
        log_time(f"{len(results) - failed} results, {failed} failed")
        return
    try:
        results = await process_batch(items, batch_size=10)
    except Exception as error:
        log_time(f"no results: {error}")
        await asyncio.sleep(0.1)                                    # items 8 and 9 go on
        return
    log_time(f"{len(results)} results: {results}")


demo(main)

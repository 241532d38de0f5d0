# semaphore.c in Python, line by line.
from demo import asyncio, demo, log_time, uniform, variant


async def download_file(file_id, semaphore):
    async with semaphore:                                           # [2]
        log_time(f"📥 Downloading file-{file_id}...")
        await asyncio.sleep(uniform(0.5, 1.0))
        log_time(f"✅ Downloaded file-{file_id}")
    return f"file-{file_id}.data"                                   # [3]


async def download_file_without_semaphore(file_id):
    log_time(f"📥 Downloading file-{file_id}...")                    # [4]
    await asyncio.sleep(uniform(0.5, 1.0))
    log_time(f"✅ Downloaded file-{file_id}")
    return f"file-{file_id}.data"


async def main():
    semaphore = asyncio.Semaphore(2)                                # [1]

    if variant("without"):
        downloads = [asyncio.create_task(download_file_without_semaphore(i), name=f"file-{i}")
                     for i in range(5)]
        await asyncio.gather(*downloads)
        return
    downloads = [asyncio.create_task(download_file(i, semaphore), name=f"file-{i}")
                 for i in range(5)]
    await asyncio.gather(*downloads)


demo(main, seed=849515230)

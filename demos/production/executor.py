# executor.c in Python, line by line.
import time

from demo import asyncio, demo, log_time, variant


def blocking_io_operation(duration, operation_name):
    log_time(f"🔨 {operation_name}: Starting blocking operation...")
    time.sleep(duration)                                            # [1]
    log_time(f"✅ {operation_name}: Completed!")
    return f"{operation_name} result"


async def in_the_loop(duration, operation_name):
    return blocking_io_operation(duration, operation_name)          # [3]


async def main():
    if variant("without"):
        await asyncio.gather(
            asyncio.create_task(in_the_loop(0.5, "FileRead"), name="FileRead"),
            asyncio.create_task(in_the_loop(0.3, "DatabaseQuery"), name="DatabaseQuery"),
            asyncio.create_task(in_the_loop(0.4, "APICall"), name="APICall"))
        return
    log_time("🧵 Running 3 blocking operations concurrently in threads:")
    loop = asyncio.get_running_loop()
    tasks = [
        loop.run_in_executor(None, blocking_io_operation, 0.5, "FileRead"),  # [2]
        loop.run_in_executor(None, blocking_io_operation, 0.3, "DatabaseQuery"),
        loop.run_in_executor(None, blocking_io_operation, 0.4, "APICall"),
    ]
    await asyncio.gather(*tasks)                                    # added


demo(main)

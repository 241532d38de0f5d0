# executor.c in Python, line by line.
import time

from demo import asyncio, demo, log_time


def blocking_io_operation(duration, operation_name):
    log_time(f"🔨 {operation_name}: Starting blocking operation...")
    time.sleep(duration)                                            # [1]
    log_time(f"✅ {operation_name}: Completed!")
    return f"{operation_name} result"


async def main():
    log_time("🧵 Running 3 blocking operations concurrently in threads:")
    loop = asyncio.get_running_loop()
    tasks = [
        loop.run_in_executor(None, blocking_io_operation, 0.5, "FileRead"),  # [2]
        loop.run_in_executor(None, blocking_io_operation, 0.3, "DatabaseQuery"),
        loop.run_in_executor(None, blocking_io_operation, 0.4, "APICall"),
    ]
    await asyncio.gather(*tasks)


demo(main)

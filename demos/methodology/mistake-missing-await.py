# mistake-missing-await.c in Python, line by line.
from demo import asyncio, demo, log_time


async def get_data():
    log_time("get_data: running")
    await asyncio.sleep(0.1)
    return "data"


async def main():
    result = get_data()                                             # [1] WRONG: no await
    log_time(f"WRONG: result is a {type(result).__name__}, {result.__name__} has not run")
    result.close()  # [2] [3] without this, a RuntimeWarning: it was never awaited
    result = await get_data()
    log_time(f"CORRECT: result is '{result}'")


demo(main)

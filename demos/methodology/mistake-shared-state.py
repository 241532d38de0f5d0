# mistake-shared-state.c in Python, line by line.
from demo import asyncio, demo, log_time

balance = 100
lock = asyncio.Lock()


async def withdraw_wrong(name, amount):
    global balance
    if balance >= amount:
        log_time(f"{name}: sees {balance}, withdraws {amount}")     # [1]
        await asyncio.sleep(0.1)                                    # [2]
        balance -= amount                                           # [3]
        log_time(f"{name}: balance now {balance}")
    else:
        log_time(f"{name}: refused, balance {balance}")


async def withdraw_correct(name, amount):
    async with lock:                                                # [4]
        await withdraw_wrong(name, amount)


async def main():
    global balance
    log_time("WRONG: no lock")
    await asyncio.gather(asyncio.create_task(withdraw_wrong("A", 80), name="A"),
                         asyncio.create_task(withdraw_wrong("B", 80), name="B"),
                         asyncio.create_task(withdraw_wrong("C", 80), name="C"))
    log_time(f"Final balance: {balance}")
    balance = 100
    log_time("CORRECT: Lock")
    await asyncio.gather(asyncio.create_task(withdraw_correct("A", 80), name="A"),
                         asyncio.create_task(withdraw_correct("B", 80), name="B"),
                         asyncio.create_task(withdraw_correct("C", 80), name="C"))
    log_time(f"Final balance: {balance}")


demo(main)

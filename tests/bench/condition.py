from bench import *

condition = asyncio.Condition()
turn = 0


async def player(me, count):
    global turn
    for _ in range(count):
        async with condition:
            await condition.wait_for(lambda: turn == me)
            turn = 1 - me
            condition.notify(1)


async def measure(count):
    began = process_time()

    await asyncio.gather(player(0, count), player(1, count))
    figure("condition", (process_time() - began) / (2 * count) * 1e9)


bench(measure)

from bench import *


async def numbers(count):
    for i in range(count):
        yield i


async def measure(count):
    began = process_time()

    async for number in numbers(count):
        pass
    figure("generator", (process_time() - began) / count * 1e9)


bench(measure)

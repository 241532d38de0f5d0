from bench import *
from contextvars import ContextVar, copy_context

variables = [ContextVar(f"variable{i}") for i in range(3)]


async def measure(count):
    for i, variable in enumerate(variables):
        variable.set(i)
    began = process_time()
    for _ in range(count):
        copy_context()
    figure("context-copy", (process_time() - began) / count * 1e9)

    variable = variables[1]
    began = process_time()
    for i in range(count):
        variable.set(i)
        if variable.get() != i:
            raise ValueError
    figure("context-set", (process_time() - began) / count * 1e9)


bench(measure)

"""What the asyncio programs have in common; see bench.h."""
import asyncio
import sys
from time import process_time


def figure(name, value):
    print(f"{name} {value:.2f}")


def bench(measure):
    asyncio.run(measure(int(sys.argv[1])))

# debug.c in Python, line by line.
import logging
import time

from demo import asyncio, demo, log_time


async def slow_callback():
    time.sleep(0.2)  # [1] this is reported in debug mode


class LogTime(logging.Handler):
    def emit(self, record):
        log_time(f"{record.levelname}:{record.name}:{record.getMessage()}")


async def main():
    logging.getLogger().addHandler(LogTime())                       # [3]
    await slow_callback()


demo(main, debug=True)                                              # [2]

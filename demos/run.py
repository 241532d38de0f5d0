"""Run a demo in Python on a clock that jumps, so that no time passes in its sleeps.

    python3 demos/run.py CHAPTER/NAME.py [VARIANT]

The output is that of `asyncdemo NAME --clock=virtual --stamp=elapsed`. The clock knows the timers and
the sleeps of the loop's own thread alone: a demo with threads or processes needs the real clock,
`python3 demos/CHAPTER/NAME.py`.
"""

import os
import re
import runpy
import selectors
import sys
import time

sys.dont_write_bytecode = True
from demo import asyncio
import demo

EXIT_DEADLOCK = 3


class JumpingSelector(selectors.DefaultSelector):
    """Where the loop would wait for its next timer, its clock jumps to this timer."""

    now = 0.0

    def select(self, timeout=None):
        # A signal comes through a descriptor, and at once.
        ready = super().select(0)
        if not ready and timeout is None:
            end_of_deadlock()
        if not ready:
            self.now += max(timeout, 0)
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = JumpingSelector()
        super().__init__(self.clock)
        self._clock_resolution = 1e-9
        self.timers = 0
        time.sleep = self.blocking_sleep

    def time(self):
        # 0.1 + 0.2 is 0.3.
        return round(self.clock.now, 9)

    def call_at(self, when, callback, *args, context=None):
        # Timers of one moment go off in the order in which they were armed, as on a real clock; a
        # heap of equal times has no order.
        self.timers += 1
        when = round(when, 9) + self.timers * 1e-13
        return super().call_at(when, callback, *args, context=context)

    def blocking_sleep(self, seconds):
        self.clock.now += seconds


def end_of_deadlock():
    """No task is ready and no timer is armed. A real loop would wait for ever; end without it."""
    print(f"DEADLOCK at {demo._loop.time():.3f} s: nothing can ever run again.", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    # sys.exit() would cancel the tasks first, and let them print.
    os._exit(EXIT_DEADLOCK)


def path_of(name):
    """The path of the program, which may be given from the folder of the demos."""
    for path in name, os.path.join(os.path.dirname(os.path.abspath(__file__)), name):
        if os.path.isfile(path):
            return path
    sys.exit(f"{name}: there is no such file. A demo is CHAPTER/NAME.py, such as production/lock.py.")


def refuse_real_clock(path):
    """Threads and processes take time that the loop does not see, so it would report a deadlock."""
    with open(path, encoding="utf-8") as source:
        if re.search("run_in_executor|to_thread|threading|create_subprocess", source.read()):
            sys.exit(f"{path}: this demo has threads or processes, and needs the real clock. Run:  python3 {path}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python3 demos/run.py CHAPTER/NAME.py [VARIANT]")
    del sys.argv[0]
    path = path_of(sys.argv[0])
    refuse_real_clock(path)
    demo.loop_factory = JumpingLoop
    runpy.run_path(path, run_name="__main__")

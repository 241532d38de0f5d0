"""What the demos in Python share, as demo.h for C.

    python3 demos/production/lock.py             on the real clock
    python3 demos/production/rate-limit.py fixed a variant
    python3 demos/run.py production/lock.py      on a clock that jumps
"""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit("The demos need Python 3.11 or later, and this is Python %d.%d." % sys.version_info[:2])

# A folder of demos has names of the library, such as signal.py, which asyncio must not find there.
sys.path.remove(os.path.dirname(os.path.abspath(__file__)))
# The programs that several demos share are beside this file; here, each chapter has a link to it.
sys.path.append(os.path.dirname(os.path.realpath(__file__)))

import asyncio
import re
import signal

# run.py puts a loop whose clock jumps in its place.
loop_factory = asyncio.SelectorEventLoop

_loop = None
_began = 0.0
_random = [0, 0, 0, 0]


def log_time(text):
    """Print the text with the loop's time, without the newlines around it."""
    text = text.strip("\n")
    try:
        print(f"[{_loop.time() - _began:7.3f}] {text}", flush=True)
    except BrokenPipeError:
        # No task may catch this and go on. End as a program that SIGPIPE ends; asyncdemo does so, too.
        os._exit(128 + signal.SIGPIPE)


def variant(name):
    """Return whether this variant runs. python3 NAME.py VARIANT"""
    return sys.argv[1:] == [name]


def uniform(low, high):
    """A random number, the same as co_random_uniform() gives for the same seed."""
    return low + (high - low) * (_next() >> 11) * 2.0**-53


def demo(main, seed=0, debug=None):
    """Run main() to its end. The seed is the one in the DEMO row of the demo in C."""
    global _loop, _began
    _check_variant(main.__code__.co_filename)
    _seed(seed)
    with asyncio.Runner(debug=debug, loop_factory=loop_factory) as runner:
        _loop = runner.get_loop()
        _began = _loop.time()
        runner.run(main())


def _check_variant(path):
    """A misspelled name would run the default. The variants of a demo are those that it asks for."""
    with open(path, encoding="utf-8") as source:
        names = {"default", *re.findall(r"""\bvariant\(["']([^"']+)""", source.read())}
    if len(sys.argv) > 2 or not names.issuperset(sys.argv[1:]):
        sys.exit(f"{' '.join(sys.argv[1:])}: this demo has no such variant. It has: {', '.join(sorted(names))}.")


# The generator of src/co/kernel/random.c: xoshiro256** 1.0, seeded by splitmix64.

_WORD = 2**64 - 1


def _rotate_left(word, bits):
    return (word << bits | word >> 64 - bits) & _WORD


def _seed(seed):
    for i in range(4):
        seed = seed + 0x9E3779B97F4A7C15 & _WORD
        word = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9 & _WORD
        word = (word ^ word >> 27) * 0x94D049BB133111EB & _WORD
        _random[i] = word ^ word >> 31


def _next():
    s = _random
    result = _rotate_left(s[1] * 5 & _WORD, 7) * 9 & _WORD
    shifted = s[1] << 17 & _WORD
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = _rotate_left(s[3], 45)
    return result

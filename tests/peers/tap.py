"""For tests in Python, which speak TAP: case(name, coroutine function), then done()."""
import asyncio
import subprocess
import sys
import traceback

count = 0
failures = 0


def result(ok, name, lines=()):
    global count, failures
    count += 1
    failures += not ok
    print(f"{'ok' if ok else 'not ok'} {count} - {name}")
    for line in lines:
        print(f"#   {line}")
    sys.stdout.flush()


def skip(name, reason):
    result(True, f"{name} # SKIP {reason}")


def skip_all(name, reason):
    skip(name, reason)
    done()


def need_libraries(program):
    """Skip all if ours was built without the libraries that it needs."""
    reason = subprocess.run([program, "--needs"], capture_output=True, text=True).stdout.strip()
    if reason:
        skip_all(program.rpartition("/")[2], reason)


def case(name, function, seconds=30):
    try:
        asyncio.run(asyncio.wait_for(function(), seconds))
        result(True, name)
    except Exception:
        result(False, name, traceback.format_exc().splitlines())


def same(actual, expected):
    assert actual == expected, f"got {actual!r}, expected {expected!r}"


def done():
    print(f"1..{count}")
    sys.exit(failures > 0)

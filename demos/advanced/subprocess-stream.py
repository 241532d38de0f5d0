# subprocess-stream.c in Python, line by line.
from demo import asyncio, demo, log_time


async def stream_subprocess(cmd):
    proc = await asyncio.create_subprocess_shell(
        cmd, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)

    while line := await proc.stdout.readline():                     # [2]
        log_time(f"[{cmd[:20]}] {line.decode().strip()}")

    return await proc.wait()                                        # [3]


async def main():
    await asyncio.gather(stream_subprocess("for i in 1 2 3; do echo $i; sleep 1; done"),
                         stream_subprocess("for i in a b c; do echo $i; sleep 0.5; done"))  # [1]


demo(main)

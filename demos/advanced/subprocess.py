# subprocess.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

PIPE = asyncio.subprocess.PIPE


async def run_command(cmd):
    proc = await asyncio.create_subprocess_shell(                   # [1]
        cmd, stdout=PIPE, stderr=PIPE)

    out, err = await proc.communicate()                             # [2]
    return cmd, proc.returncode, out.decode(), err.decode()


async def main():
    commands = [
        "echo 'Hello World'",
        "printf '%s\\n' c a b | sort | tr '\\n' ' '",
        "echo $((6 * 7))",
    ]

    if variant("flaw") or variant("fixed"):
        commands[1] = "echo 'the disk is full' >&2; exit 3"
    results = await asyncio.gather(run_command(commands[0]),
                                   run_command(commands[1]),
                                   run_command(commands[2]))

    for cmd, returncode, out, err in results:
        log_time(f"Command: {cmd}")
        log_time(f"Output: {out.strip()}")                          # [3]
        if variant("fixed") and returncode != 0:
            log_time(f"Failed with {returncode}: {err.strip()}")    # [4]
        log_time("")


demo(main)

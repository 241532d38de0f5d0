# subprocess.c in Python, line by line.
from demo import asyncio, demo, log_time, variant

PIPE = asyncio.subprocess.PIPE
nothing_here = {"PATH": "/var/empty"}


async def run_command(cmd):
    fails = variant("flaw") or variant("fixed")
    proc = await asyncio.create_subprocess_shell(                   # [1]
        cmd, stdout=PIPE, stderr=PIPE, env=nothing_here if fails else None)

    out, err = await proc.communicate()                             # [2]
    return cmd, proc.returncode, out.decode(), err.decode()


async def main():
    commands = [
        "echo 'Hello World'",
        "printf '%s\\n' c a b | sort | tr '\\n' ' '",
        "echo $((6 * 7))",
    ]

    if variant("flaw") or variant("fixed"):
        commands[1] = "python --version"
    results = await asyncio.gather(run_command(commands[0]),
                                   run_command(commands[1]),
                                   run_command(commands[2]))

    for cmd, returncode, out, err in results:
        log_time(f"Command: {cmd}")
        log_time(f"Output: {out.strip()}")                          # [3]
        if variant("fixed") and returncode != 0:
            log_time(f"Failed with {returncode}{': not found' if 'not found' in err else ''}")
        log_time("")


demo(main)

# run-command.c in Python, line by line.
import tempfile

from demo import asyncio, demo, log_time

PIPE = asyncio.subprocess.PIPE


async def simple_command(folder):
    proc = await asyncio.create_subprocess_shell(
        "touch alpha.txt beta.txt && ls -a && rm alpha.txt beta.txt",
        stdout=PIPE, stderr=PIPE, cwd=folder)

    output, errors = await proc.communicate()                       # [1]
    lines = output.decode().splitlines()
    log_time(f"ls -a: exit code {proc.returncode}, {len(lines)} lines, "
             f"{len(errors)} bytes of stderr")
    for line in lines:
        log_time(f"  {line}")


async def streaming_command():
    proc = await asyncio.create_subprocess_shell(
        "for i in 1 2 3; do echo step $i; sleep 0.3; done; exit 3", stdout=PIPE)

    while line := await proc.stdout.readline():                     # [2]
        log_time(line.decode())
    status = await proc.wait()                                      # [4] added
    log_time(f"streaming: exit code {status}")


# added, as all below
async def concurrent_command(name, cmd):
    proc = await asyncio.create_subprocess_shell(cmd, stdout=PIPE, stderr=PIPE)

    output, errors = await proc.communicate()
    log_time(f"{name}: exit code {proc.returncode}, stdout '{output.decode().strip()}', "
             f"stderr '{errors.decode().strip()}'")
    return proc.returncode


async def main():
    with tempfile.TemporaryDirectory(prefix="run-command-") as folder:
        await simple_command(folder)                                # [5]
    await streaming_command()
    commands = {"slow": "sleep 0.6; echo slow",
                "fast": "sleep 0.2; echo fast",
                "failing": "sleep 0.4; echo oops >&2; exit 7"}
    codes = await asyncio.gather(                                   # [3]
        *[asyncio.create_task(concurrent_command(name, cmd), name=name)
          for name, cmd in commands.items()])
    log_time(f"exit codes: {codes}")


demo(main)

"""WebSockets of ours against npm's ws, both ways. Usage: websocket_ws.py SERVER CLIENT"""
import asyncio
import os
import shutil
import subprocess
import sys

from tap import case, done, need_libraries, same, skip_all

node = shutil.which("node")
if not node:
    skip_all("npm's ws", "there is no node")
server_program, client_program = sys.argv[1:]
need_libraries(server_program)
PIPE = asyncio.subprocess.PIPE
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ws.js")


def folders_of_modules():
    """Where npm and Debian put what is installed for all."""
    npm = shutil.which("npm")
    asked = npm and subprocess.run([npm, "root", "-g"], capture_output=True, text=True)
    root = asked and asked.stdout.strip()
    return ":".join(filter(None, [os.environ.get("NODE_PATH"), root, "/usr/share/nodejs"]))


os.environ["NODE_PATH"] = folders_of_modules()
if subprocess.run([node, "-e", "require('ws')"], capture_output=True).returncode:
    skip_all("npm's ws", "it is not installed (Debian: node-ws)")


async def their_client_our_server():
    server = await asyncio.create_subprocess_exec(server_program, stdout=PIPE)
    try:
        port = int(await server.stdout.readline())
        client = await asyncio.create_subprocess_exec(
            node, SCRIPT, "client", f"ws://127.0.0.1:{port}/", stdout=PIPE)
        output, _ = await client.communicate()
    finally:
        server.kill()
        await server.wait()
    codes = 1000, 1001, 1012, 1013, 1014, 4999
    same(output.decode().splitlines(), [
        "text: hällo, 1000 ",
        "long text: text 1048576, 1000 ",
        "binary: binary 1048576, 1000 ",
        "fragments: fragments, 1000 ",
        "ping: pong alive?, 1000 ",
        *[f"our close: {code} as you wish" for code in codes],
        *[f"their close: {code} bye" for code in codes],
        "drop: 1006 ",
        "break: 1006 ",
        "protocols: superchat, superchat, 1000 ",
        "own origin: hello, 1000 ",
        "other origin: status 403",
    ])
    saw = (await server.stdout.read()).decode().splitlines()
    same([line for line in saw if line not in ("closed 1000", "closed 1001")],
         [f"closed {code}" for code in codes[2:]] * 2 + ["closed 1006", "closed 1002"])


async def our_client_their_server():
    server = await asyncio.create_subprocess_exec(node, SCRIPT, "server", stdout=PIPE)
    try:
        url = f"ws://127.0.0.1:{int(await server.stdout.readline())}/"
        for words, printed, closed in [
            (["hällo"], ["text hällo", "closed 1000"], "1000 "),
            (["close 1012"], ["closed 1012"], "1012 as you wish"),
            (["close 1014"], ["closed 1014"], "1014 as you wish"),
            (["drop"], ["closed 1006"], "1006 "),
            (["close:1013"], ["closed 1013"], "1013 bye"),
            (["protocols:soap chat", "x"], ["protocol chat", "text x", "closed 1000"], "1000 "),
        ]:
            client = await asyncio.create_subprocess_exec(client_program, url, *words, stdout=PIPE)
            output, _ = await client.communicate()
            same(output.decode().splitlines(), printed)
            same((await server.stdout.readline()).decode(), f"closed {closed}\n")
    finally:
        server.kill()
        await server.wait()


case("ws as the client, our server", their_client_our_server, 60)
case("our client, ws as the server", our_client_their_server, 60)
done()

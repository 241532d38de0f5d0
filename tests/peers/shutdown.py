"""What the clients of a server see at Ctrl-C. Usage: shutdown.py ASYNCDEMO"""
import asyncio
import contextlib
import signal
import subprocess
import sys
import time

from tap import case, done, same, skip_all

asyncdemo, = sys.argv[1:]
checked = subprocess.run([asyncdemo, "http", "--clock=virtual"], capture_output=True, text=True)
if checked.returncode == 77:
    skip_all("asyncdemo http", checked.stderr.strip())
PIPE = asyncio.subprocess.PIPE


class Server:
    """A demo's server, kept open."""

    def __init__(self, demo):
        self.demo = demo

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(
            asyncdemo, self.demo, "--listen=0", "--stamp=none", stdout=PIPE, stderr=PIPE)
        await self.process.stderr.readuntil(b"127.0.0.1:")
        line = (await self.process.stderr.readline()).decode()
        self.port = int(line.partition("/")[0])
        return self

    async def __aexit__(self, *exception):
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def connect(self):
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def interrupt(self):
        """Ctrl-C, and wait until no new connection is accepted."""
        self.process.send_signal(signal.SIGINT)
        while True:
            try:
                _, writer = await self.connect()
                writer.close()
            except ConnectionRefusedError:
                return
            except ConnectionResetError:  # it waited to be accepted when the server closed
                pass

    async def ends(self):
        same(await self.process.wait(), 130)


def get(path):
    return f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


async def answer(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(head.lower().partition("content-length: ")[2].partition("\r")[0])
    return head, (await reader.readexactly(length)).decode()


async def a_request_under_way_is_answered():
    async with Server("http") as server:
        reader, writer = await server.connect()
        idle, _ = await server.connect()
        for path in "/item/1", "/item/2?delay=1":  # the first shows that the server has us
            writer.write(get(path))
            if path == "/item/1":
                same((await answer(reader))[1], '{"id": 1}')
        await server.interrupt()
        same(await idle.read(), b"")
        head, body = await answer(reader)
        same(body, '{"id": 2}')
        assert "Connection: close\r\n" in head, head
        same(await reader.read(), b"")
        writer.close()
        await server.ends()


async def a_second_one_ends_it_at_once():
    async with Server("http") as server:
        reader, writer = await server.connect()
        writer.write(get("/item/1"))
        await answer(reader)
        writer.write(get("/item/2?delay=60"))
        await server.interrupt()
        began = time.monotonic()
        server.process.send_signal(signal.SIGINT)
        await server.ends()
        assert time.monotonic() - began < 5, time.monotonic() - began
        same(await reader.read(), b"")
        writer.close()


async def a_websocket_sees_1001():
    async with Server("websocket") as server:
        reader, writer = await server.connect()
        writer.write(b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     b"Sec-WebSocket-Version: 13\r\n"
                     b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        await server.interrupt()
        opcode, length = await reader.readexactly(2)
        same(opcode, 0x88)
        payload = await reader.readexactly(length)
        same((int.from_bytes(payload[:2], "big"), payload[2:]), (1001, b"the server shuts down"))
        writer.write(b"\x88\x82\0\0\0\0\x03\xe9")  # a mask of zeros changes nothing
        same(await reader.read(), b"")
        writer.close()
        await server.ends()
        log = (await server.process.stdout.read()).decode().splitlines()
        same(log, ["server: client connected", "server: connection over, close code 1001"])


case("Ctrl-C: a request under way is answered, no new one", a_request_under_way_is_answered)
case("Ctrl-C: a second one ends the program at once", a_second_one_ends_it_at_once)
websocket = subprocess.run([asyncdemo, "websocket", "--clock=virtual"], capture_output=True)
if websocket.returncode != 77:
    case("Ctrl-C: a WebSocket sees 1001", a_websocket_sees_1001)
done()

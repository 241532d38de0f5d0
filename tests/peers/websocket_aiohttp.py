"""WebSockets of ours against aiohttp, both ways. Usage: websocket_aiohttp.py SERVER CLIENT"""
import asyncio
import sys

from tap import case, done, need_libraries, same, skip_all

try:
    import aiohttp
    from aiohttp import web
except ImportError as error:
    skip_all("aiohttp", f"it is not installed: {error}")

server_program, client_program = sys.argv[1:]
need_libraries(server_program)
PIPE = asyncio.subprocess.PIPE
CODES = 1000, 1001, 1012, 1013, 1014, 3000, 4999


# ---- Our server, their client ----

class Server:
    """Our server, and a session of theirs."""

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(server_program, stdout=PIPE)
        self.url = f"http://127.0.0.1:{int(await self.process.stdout.readline())}"
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *exception):
        await self.session.close()
        self.process.kill()
        await self.process.wait()

    def connect(self, **options):
        return self.session.ws_connect(f"{self.url}/", **options)

    async def says(self, line):
        same((await self.process.stdout.readline()).decode(), line + "\n")


async def messages():
    async with Server() as server, server.connect() as socket:
        for text in "hällo", "", "x" * 1024 * 1024:
            await socket.send_str(text)
            same(await socket.receive_str(), text)
        await socket.send_bytes(bytes(1024 * 1024))
        same(await socket.receive_bytes(), bytes(1024 * 1024))
        await socket.ping(b"alive?")
        await socket.send_str("ping")
        same(await socket.receive_str(), "ping")


async def closes():
    async with Server() as server:
        for code in CODES:
            async with server.connect() as socket:
                await socket.send_str(f"close {code}")
                message = await socket.receive()
                same((message.type, message.data, message.extra),
                     (aiohttp.WSMsgType.CLOSE, code, "as you wish"))
            await server.says("closed 1000")  # which is what it answers to all
            async with server.connect() as socket:
                await socket.close(code=code, message=b"bye")
                same(socket.close_code, code)
            await server.says(f"closed {code}")


async def subprotocols_and_origins():
    async with Server() as server:
        async with server.connect(protocols=["soap", "superchat"], origin=server.url) as socket:
            same(socket.protocol, "superchat")
        try:
            await server.connect(origin="http://evil.example")
            raise AssertionError("the page may connect")
        except aiohttp.WSServerHandshakeError as refusal:
            same(refusal.status, 403)
        async with server.session.get(f"{server.url}/") as response:
            same((response.status, response.headers["Upgrade"]), (426, "websocket"))


# ---- Their server, our client ----

async def our_client(handler, *words):
    """What our client prints, line by line."""
    app = web.Application()
    app.router.add_get("/", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = site._server.sockets[0].getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            client_program, f"ws://127.0.0.1:{port}/", *words, stdout=PIPE)
        output, _ = await process.communicate()
        return output.decode().splitlines()
    finally:
        await runner.cleanup()


async def echo(request):
    socket = web.WebSocketResponse(protocols=["chat"])
    await socket.prepare(request)
    await socket.send_str(await socket.receive_str())
    await socket.close()
    return socket


async def their_messages():
    same(await our_client(echo, "hällo"), ["text hällo", "closed 1000"])
    same(await our_client(echo, "protocols:soap chat", "ping", "hällo"),
         ["protocol chat", "text hällo", "closed 1000"])


async def their_closes():
    for code in CODES:
        async def handler(request):
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            await socket.close(code=code, message=b"bye")
            return socket

        same(await our_client(handler), [f"closed {code}"])


async def their_refusal():
    async def handler(request):
        raise web.HTTPForbidden()

    same(await our_client(handler), ["failed ProtocolError: 403 Invalid response status"])


case("aiohttp's client, our server: messages", messages)
case("aiohttp's client, our server: closes, by code", closes)
case("aiohttp's client, our server: subprotocols and origins", subprotocols_and_origins)
case("our client, aiohttp's server: messages", their_messages)
case("our client, aiohttp's server: closes, by code", their_closes)
case("our client, aiohttp's server: a refused request", their_refusal)
done()

"""WebSockets of ours against python3-websockets, both ways. Usage: websocket.py SERVER CLIENT"""
import asyncio
import contextlib
import http
import sys

from tap import case, done, need_libraries, same, skip_all

try:
    import websockets
    import websockets.exceptions
    from websockets.frames import Frame, Opcode
except ImportError as error:
    skip_all("python3-websockets", f"it is not installed: {error}")

server_program, client_program = sys.argv[1:]
need_libraries(server_program)
MEBIBYTE = bytes(i * i >> 7 & 255 for i in range(1024 * 1024))


def checksum(data):
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xffffffff
    return total


# ---- Our server, their client ----

class Server:
    """Our server, and a client of theirs that is connected with it."""

    def __init__(self, *origins, **options):
        self.origins = origins
        self.options = options

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(
            server_program, *self.origins, stdout=asyncio.subprocess.PIPE)
        self.port = int(await self.process.stdout.readline())
        try:
            self.client = await self.connect(**self.options)
        except BaseException:
            await self.end()
            raise
        return self

    async def connect(self, **options):
        return await websockets.connect(f"ws://127.0.0.1:{self.port}/", max_size=None, **options)

    async def end(self):
        self.process.kill()
        await self.process.wait()

    async def __aexit__(self, *exception):
        await self.client.close()
        await self.end()

    async def echoes(self, message):
        await self.client.send(message)
        same(await self.client.recv(), "".join(message) if isinstance(message, list) else message)

    async def says(self, line):
        same((await self.process.stdout.readline()).decode(), line + "\n")


async def text_and_binary():
    async with Server() as server:
        await server.echoes("hällo")
        await server.echoes(b"\0\xff")
        await server.echoes("")
        await server.client.close(1001, "bye")
        await server.says("closed 1001")


async def fragments():
    async with Server() as server:
        await server.echoes(["frag", "men", "ted"])


async def a_mebibyte():
    async with Server() as server:
        await server.echoes(MEBIBYTE)
        await server.echoes("x" * 1024 * 1024)


async def pings():
    async with Server() as server:
        await (await server.client.ping(b"alive?"))
        await server.echoes("ping")


async def close_by_our_server():
    for code in 1000, 1001, 1011, 1012, 1013, 1014, 3000, 4999:
        async with Server() as server:
            await server.client.send(f"close {code}")
            await server.client.wait_closed()
            same((server.client.close_code, server.client.close_reason), (code, "as you wish"))
            await server.says(f"closed {code}")


async def close_by_their_client():
    for code in 1000, 1001, 1011, 1012, 1013, 1014, 3000, 4999:
        async with Server() as server:
            await server.client.close(code, "bye")
            await server.says(f"closed {code}")


async def subprotocols():
    for wanted, spoken in (["superchat", "chat"], "superchat"), (["soap", "chat"], "chat"):
        async with Server(subprotocols=wanted) as server:
            same(server.client.subprotocol, spoken)
            await server.client.send("protocol")
            same(await server.client.recv(), spoken)
    async with Server(subprotocols=["soap"]) as server:
        same(server.client.subprotocol, None)


async def origins():
    async with Server("https://a.example") as server:
        await (await server.connect(origin="https://a.example")).close()
        await (await server.connect(origin=f"http://127.0.0.1:{server.port}")).close()
        try:
            await server.connect(origin="https://evil.example")
            raise AssertionError("the page may connect")
        except websockets.exceptions.InvalidStatusCode as refusal:
            same(refusal.status_code, 403)


async def drop_by_our_server():
    async with Server() as server:
        await server.client.send("drop")
        await server.client.wait_closed()
        same(server.client.close_code, 1006)
        await server.says("closed 1006")


async def drop_by_their_client():
    async with Server() as server:
        server.client.transport.abort()
        await server.says("closed 1006")


async def broken_frames_of_their_client():
    for frame, code, reason in [
        (Frame(Opcode.TEXT, b"\xc3\x28").serialize(mask=True), 1007, "text that is no UTF-8"),
        (Frame(Opcode.CONT, b"hello").serialize(mask=True), 1002, "a continuation of nothing"),
        (Frame(Opcode.TEXT, b"hello").serialize(mask=False), 1002, "a client has to mask"),
        (b"\xc1\x80xxxx", 1002, "reserved bits are set"),
    ]:
        async with Server() as server:
            server.client.transport.write(frame)
            await server.client.wait_closed()
            same(server.client.close_code, code)
            await server.says(f"error {reason}")
            await server.says("closed 1006")


async def a_message_that_is_too_long():
    async with Server() as server:
        with contextlib.suppress(websockets.exceptions.ConnectionClosed):
            await server.client.send(b"x" * 5 * 1024 * 1024)
        await server.client.wait_closed()
        same(server.client.close_code, 1009)


# ---- Their server, our client ----

async def our_client(handler, *words, **options):
    """What our client prints, line by line, that sends these words to their server."""
    async with websockets.serve(handler, "127.0.0.1", 0, max_size=None, **options) as server:
        port = server.sockets[0].getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            client_program, f"ws://127.0.0.1:{port}/", *words, stdout=asyncio.subprocess.PIPE)
        output, _ = await process.communicate()
        return output.decode().splitlines()


async def echo_one(socket):
    await socket.send(await socket.recv())


async def text_to_their_server():
    same(await our_client(echo_one, "hällo"), ["text hällo", "closed 1000"])


async def binary_to_their_server():
    same(await our_client(echo_one, "binary:1048576"),
         [f"binary 1048576 {checksum(MEBIBYTE)}", "closed 1000"])


async def fragments_of_their_server():
    async def handler(socket):
        await socket.send(["frag", "men", "ted"])
        await socket.send("x" * 1024 * 1024)

    same(await our_client(handler),
         ["text fragmented", f"text 1048576 {checksum(b'x' * 1024 * 1024)}", "closed 1000"])


async def pings_of_both():
    async def handler(socket):
        await (await socket.ping(b"alive?"))
        await socket.send("it is")

    same(await our_client(handler, "ping"), ["text it is", "closed 1000"])


async def close_by_their_server():
    async def handler(socket):
        await socket.close(4001, "no more news")

    same(await our_client(handler), ["closed 4001"])


async def close_by_our_client():
    ended = asyncio.get_running_loop().create_future()

    async def handler(socket):
        await socket.wait_closed()
        ended.set_result((socket.close_code, socket.close_reason))

    same(await our_client(handler, "close:3000"), ["closed 3000"])
    same(await ended, (3000, "bye"))


async def close_codes_of_their_server():
    for code in 1012, 1013, 1014:
        async def handler(socket):
            await socket.close(code, "wait")

        same(await our_client(handler), [f"closed {code}"])


async def subprotocols_of_their_server():
    same(await our_client(echo_one, "protocols:soap chat", "hello", subprotocols=["chat"]),
         ["protocol chat", "text hello", "closed 1000"])
    same(await our_client(echo_one, "protocols:soap", "hello", subprotocols=["chat"]),
         ["protocol none", "text hello", "closed 1000"])


async def drop_by_their_server():
    async def handler(socket):
        socket.transport.abort()

    same(await our_client(handler), ["closed 1006"])


async def a_broken_frame_of_their_server():
    ended = asyncio.get_running_loop().create_future()

    async def handler(socket):
        socket.transport.write(b"\x8f\x00")
        await socket.wait_closed()
        ended.set_result(socket.close_code)

    same(await our_client(handler), ["error Unexpected opcode=15", "closed 1006"])
    same(await ended, 1002)


async def a_compression_that_was_not_asked_for():
    same(await our_client(echo_one, "hello", compression="deflate"),
         ["text hello", "closed 1000"])


async def a_request_that_their_server_refuses():
    async def refuse(path, headers):
        return http.HTTPStatus.FORBIDDEN, [], b"no\n"

    same(await our_client(echo_one, process_request=refuse),
         ["failed ProtocolError: 403 Invalid response status"])


case("their client, our server: text and binary", text_and_binary)
case("their client, our server: fragments", fragments)
case("their client, our server: a mebibyte", a_mebibyte)
case("their client, our server: pings", pings)
case("their client, our server: closes, by code", close_by_our_server)
case("their client, our server: closes by the client, by code", close_by_their_client)
case("their client, our server: subprotocols", subprotocols)
case("their client, our server: origins", origins)
case("their client, our server: an abrupt drop by the server", drop_by_our_server)
case("their client, our server: an abrupt drop by the client", drop_by_their_client)
case("their client, our server: broken frames", broken_frames_of_their_client)
case("their client, our server: a message that is too long", a_message_that_is_too_long)
case("our client, their server: text", text_to_their_server)
case("our client, their server: binary, a mebibyte", binary_to_their_server)
case("our client, their server: fragments", fragments_of_their_server)
case("our client, their server: pings", pings_of_both)
case("our client, their server: close by the server", close_by_their_server)
case("our client, their server: close by the client", close_by_our_client)
case("our client, their server: the newer close codes", close_codes_of_their_server)
case("our client, their server: subprotocols", subprotocols_of_their_server)
case("our client, their server: an abrupt drop", drop_by_their_server)
case("our client, their server: a broken frame", a_broken_frame_of_their_server)
case("our client, their server: compression is not asked for", a_compression_that_was_not_asked_for)
case("our client, their server: a refused request", a_request_that_their_server_refuses)
done()

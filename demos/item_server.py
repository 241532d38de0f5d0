"""What item_server.h has, for the demos in Python: the server, and a client for it.

asyncio has no HTTP. This is as little of it as the demos need, and not more: one request over each
connection. The connections are Unix sockets: what is written to one can be read at once, so a clock
that jumps waits for nothing.
"""

import contextlib
import http
import json
import os
import tempfile
import urllib.parse

from demo import asyncio

in_flight = peak = served = 0
_server = _folder = None


class ContentTypeError(Exception):
    pass


class ProtocolError(Exception):
    pass


async def _item(path, parameters):
    """The status, the type and the text of the answer."""
    global in_flight, peak, served
    id = int(path.removeprefix("/item/"))
    served += 1
    if "links" in parameters and served <= 2:
        return 503, "text/plain; charset=utf-8", "down"
    in_flight += 1
    peak = max(peak, in_flight)
    try:
        await asyncio.sleep(float(parameters["delay"][0]))
    finally:
        in_flight -= 1
    if "bad" in parameters:
        return 500, "text/plain; charset=utf-8", "internal error"
    answer = {"id": id}
    if "links" in parameters:
        answer["links"] = [2 * id, 2 * id + 1] if id < 8 else [0, 0]
    return 200, "application/json", json.dumps(answer)


async def _serve(reader, writer):
    target = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
    url = urllib.parse.urlsplit(target)
    try:
        status, content_type, text = await _item(url.path, urllib.parse.parse_qs(url.query))
    except asyncio.CancelledError:
        writer.close()  # the end of the run; asyncio 3.11 would report the cancel as an error
        return
    phrase = http.HTTPStatus(status).phrase
    writer.write(f"HTTP/1.1 {status} {phrase}\r\nContent-Type: {content_type}\r\n"
                 f"Connection: close\r\n\r\n{text}".encode())
    writer.close()


def _path():
    return os.path.join(_folder.name, "socket")


async def start():
    global _server, _folder
    _folder = tempfile.TemporaryDirectory()
    _server = await asyncio.start_unix_server(_serve, _path())


async def stop():
    _server.close()
    _folder.cleanup()


class Response:
    def __init__(self, status, content_type, body):
        self.status = status
        self.content_type = content_type
        self.body = body

    def raise_for_status(self):
        if self.status >= 400:
            raise ProtocolError(f"{self.status}, {http.HTTPStatus(self.status).phrase}")

    def json(self):
        if self.content_type != "application/json":
            raise ContentTypeError(f"{self.status}, Attempt to decode JSON with unexpected mimetype: "
                                   f"{self.content_type}")
        return json.loads(self.body)


class Session:
    """The end of a session breaks the connections that are still open."""

    def __init__(self):
        self._writers = set()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        for writer in self._writers:
            writer.close()

    @contextlib.asynccontextmanager
    async def get(self, target):
        reader, writer = await asyncio.open_unix_connection(_path())
        self._writers.add(writer)
        try:
            writer.write(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            answer = (await reader.read()).decode()
        finally:
            self._writers.discard(writer)
            writer.close()
        if not answer:
            raise ConnectionError("the connection broke")
        head, _, body = answer.partition("\r\n\r\n")
        content_type = head.partition("Content-Type: ")[2].partition("\r\n")[0]
        yield Response(int(head.split()[1]), content_type, body)

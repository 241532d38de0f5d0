"""Chromium against our WebSocket servers. Usage: chromium.py ASYNCDEMO SERVER"""
import asyncio
import re
import shutil
import sys
import tempfile

from tap import case, done, need_libraries, same, skip_all

browser = shutil.which("chromium") or shutil.which("chromium-browser")
if not browser:
    skip_all("Chromium", "it is not installed")

asyncdemo, server_program = sys.argv[1:]
need_libraries(server_program)

PAGE = """<!doctype html><script>
const print = text => new Promise(resolve => {
    const socket = new WebSocket(URL)
    socket.onopen = () => { socket.send("print " + text); socket.close(1000) }
    socket.onclose = resolve
})
// What comes back for a message, or the code and the reason of a close.
const ask = message => new Promise(resolve => {
    const socket = new WebSocket(URL)
    socket.binaryType = "arraybuffer"
    socket.onopen = () => socket.send(message)
    socket.onmessage = event => { resolve(event.data); socket.close(1000) }
    socket.onclose = event => resolve(event.code + " " + event.reason)
})
const main = async () => {
    const text = "x".repeat(1024 * 1024), bytes = new Uint8Array(1024 * 1024)
    for (let i = 0; i < bytes.length; i++)
        bytes[i] = i * i >> 7
    await print("text " + await ask("hällo"))
    await print("long text " + (await ask(text) === text))
    const echo = new Uint8Array(await ask(bytes))
    await print("binary " + (echo.length === bytes.length && echo.every((b, i) => b === bytes[i])))
    await print("ping " + await ask("ping"))
    await print("close " + await ask("close 4001"))
    await print("drop " + await ask("drop"))
    await print("break " + await ask("break"))
    await print("done")
}
main()
</script>"""


# A page of our server, which asks another server of ours, and may not.
STRANGER = """<!doctype html><meta charset=utf-8><script>
const socket = new WebSocket(URL)
socket.onopen = () => fetch("/closed/never")
socket.onclose = event => fetch("/closed/" + event.code)
</script>"""


class Browser:
    """Chromium with a page, and a folder of its own that goes with it."""

    def __init__(self, url):
        self.url = url

    async def __aenter__(self):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = await asyncio.create_subprocess_exec(
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", f"--user-data-dir={self.folder.name}", "--remote-debugging-port=0",
            self.url, stderr=asyncio.subprocess.DEVNULL)
        return self

    async def __aexit__(self, *exception):
        await end(self.process)
        self.folder.cleanup()


async def end(process):
    if process.returncode is None:
        process.terminate()
    await process.wait()


async def lines_until(stream, last):
    lines = []
    while not lines or lines[-1] != last:
        line = await stream.readline()
        assert line, f"the end came after {lines}"
        lines.append(line.decode().rstrip("\n"))
    return lines


async def messages_of_all_kinds():
    # A page that lies in a file has the origin "file://", or none.
    server = await asyncio.create_subprocess_exec(server_program, "file://", "null",
                                                  stdout=asyncio.subprocess.PIPE)
    try:
        port = int(await server.stdout.readline())
        with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as page:
            page.write(f'<meta charset="utf-8"><script>const URL = "ws://127.0.0.1:{port}/"</script>')
            page.write(PAGE)
            page.flush()
            async with Browser(f"file://{page.name}"):
                lines = await lines_until(server.stdout, "done")
    finally:
        await end(server)
    same([line for line in lines if not line.startswith("closed")],
         ["text hällo", "long text true", "binary true", "ping ping", "close 4001 as you wish",
          "drop 1006 ", "break 1006 ", "done"])
    # What the server saw: most were closed by the page, one as it wished, one not at all, and the
    # broken frame was told.
    closed = [line for line in lines if line.startswith("closed")]
    same([closed.count(f"closed {code}") for code in (4001, 1006, 1002)], [1, 1, 1])


async def the_page_of_the_demo():
    server = await asyncio.create_subprocess_exec(
        asyncdemo, "websocket", "--listen=0", "--stamp=none",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    try:
        told = await server.stderr.readuntil(b"in a browser: ")
        url = (await server.stderr.readline()).decode().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", url), (told, url)
        async with Browser(url):
            lines = await lines_until(server.stdout, "server: received 'Hello, server!'")
        lines += await lines_until(server.stdout, "server: connection over, close code 1001")
    finally:
        await end(server)
    same(lines[0], "server: client connected")


case("Chromium, our server: messages of all kinds, closes, a drop", messages_of_all_kinds, 60)
async def a_page_of_another_origin():
    server = await asyncio.create_subprocess_exec(server_program, stdout=asyncio.subprocess.PIPE)
    asked = asyncio.Queue()

    async def serve_page(reader, writer):
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        except asyncio.IncompleteReadError:  # a connection that it has kept ready
            return writer.close()
        body = (f'<script>const URL = "ws://127.0.0.1:{port}/"</script>{STRANGER}' if path == "/"
                else "").encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                     b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        writer.close()
        asked.put_nowait(path)

    try:
        port = int(await server.stdout.readline())
        pages = await asyncio.start_server(serve_page, "127.0.0.1", 0)
        own = pages.sockets[0].getsockname()[1]
        async with Browser(f"http://127.0.0.1:{own}/"):
            path = "/"
            while not path.startswith("/closed"):
                path = await asked.get()
        pages.close()
    finally:
        await end(server)
    same(path, "/closed/1006")


case("Chromium, our server: a page of another origin may not connect", a_page_of_another_origin, 60)
case("Chromium opens the page of the demo's server", the_page_of_the_demo, 60)
done()

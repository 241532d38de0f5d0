"""HTTP of ours against curl, ab, aiohttp and python3 -m http.server. Usage: http_peers.py SERVER CLIENT"""
import asyncio
import contextlib
import shutil
import sys
import tempfile

from tap import case, done, need_libraries, same, skip

server_program, client_program = sys.argv[1:]
need_libraries(client_program)
PIPE = asyncio.subprocess.PIPE


@contextlib.asynccontextmanager
async def started(*command, **options):
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, **options)
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def our_server():
    async with started(server_program, stderr=asyncio.subprocess.DEVNULL) as process:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"


async def output_of(*command, input=None):
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    output, errors = await process.communicate(input)
    return process.returncode, output, errors.decode(errors="replace")


# ---- Our server, curl ----

async def curl(*arguments, input=None):
    code, output, errors = await output_of("curl", "-sSv", "-m", "20", *arguments, input=input)
    same((code, errors) if code else code, 0)
    return output, errors


async def curl_gets_a_text():
    async with our_server() as url:
        output, errors = await curl(f"{url}/a%20b?c=d")
        same(output, b"GET /a%20b?c=d")
        assert "< Content-Type: text/plain; charset=utf-8" in errors, errors


async def curl_keeps_the_connection():
    async with our_server() as url:
        output, errors = await curl(f"{url}/1", f"{url}/2", f"{url}/large")
        assert output.startswith(b"GET /1GET /2\0\0"), output[:20]
        same(len(output), 12 + 1024 * 1024)
        same(errors.count("Re-using existing connection"), 2)


async def curl_asks_for_the_head():
    async with our_server() as url:
        output, _ = await curl("-I", f"{url}/large")
        assert b"Content-Length: 1048576\r\n" in output, output


async def curl_uploads():
    body = bytes(range(256)) * 4000
    async with our_server() as url:
        for headers in [], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect: 100-continue"]:
            output, errors = await curl(*headers, "--data-binary", "@-", f"{url}/body", input=body)
            assert output == body, len(output)
            assert "Expect" not in "".join(headers) or "HTTP/1.1 100 Continue" in errors, errors


async def curl_posts_nothing():
    async with our_server() as url:
        for version in "--http1.1", "--http1.0":
            for method in "POST", "PUT", "PATCH":
                output, _ = await curl(version, "-X", method, f"{url}/body?a", f"{url}/next")
                same(output, f"{method} /next".encode())


async def curl_of_1_0_keeps_the_connection():
    async with our_server() as url:
        output, errors = await curl("--http1.0", "-H", "Connection: keep-alive", f"{url}/1",
                                    f"{url}/2")
        same(output, b"GET /1GET /2")
        same(errors.count("< Connection: keep-alive"), 2)
        same(errors.count("Re-using existing connection"), 1)


async def curl_is_refused():
    async with our_server() as url:
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("X: " + "a" * 1000 * 1024)  # curl itself refuses a mebibyte
            file.flush()
            output, _ = await curl("-H", f"@{file.name}", url)
        same(output, b"431: a header line is too long")
        output, _ = await curl("--data-binary", "@-", url, input=bytes(1024 * 1024 + 1))
        same(output, b"413: the body is too long")
        output, _ = await curl("-X", "BREW", url)
        same(output, b"501: the method is not known here")
        output, _ = await curl(f"{url}/fail")
        same(output, b"500: Internal Server Error")
        output, _ = await curl(f"{url}/after")
        same(output, b"GET /after")


# ---- Our server, ab ----

async def ab(*arguments):
    """The numbers that it counted, by their names."""
    code, output, errors = await output_of("ab", "-q", "-s", "20", *arguments)
    same((code, errors), (0, ""))
    lines = [line.partition(":") for line in output.decode().splitlines()]
    return {name: int(value) for name, _, value in lines if value.strip().isdigit()}


async def ab_keeps_the_connection():
    async with our_server() as url:
        for concurrency in 1, 10:
            counts = await ab("-k", "-n", "100", "-c", str(concurrency), f"{url}/")
            same([counts[name] for name in
                  ("Complete requests", "Failed requests", "Keep-Alive requests")], [100, 0, 100])


async def ab_connects_each_time():
    async with our_server() as url:
        counts = await ab("-n", "100", "-c", "10", f"{url}/large")
        same((counts["Complete requests"], counts["Failed requests"]), (100, 0))


# ---- Our server, aiohttp ----

async def aiohttp_gets_and_posts():
    async with our_server() as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/json") as response:
            same(await response.json(), {"id": 7})
        async with session.post(f"{url}/body", data=b"hello") as response:
            same(await response.read(), b"hello")

        async def pieces():
            for i in range(100):
                yield b"x" * 1000
        async with session.post(f"{url}/body", data=pieces()) as response:
            same(await response.read(), b"x" * 100000)
        async with session.head(f"{url}/json") as response:
            same(response.headers["Content-Length"], "9")


async def aiohttp_asks_a_hundred_at_a_time():
    async with our_server() as url, aiohttp.ClientSession() as session:
        async def get(i):
            async with session.get(f"{url}/{i}") as response:
                return await response.text()
        for _ in range(5):
            texts = await asyncio.gather(*[get(i) for i in range(100)])
            same(texts, [f"GET /{i}" for i in range(100)])


# ---- Our client, the server of Python ----

async def our_client_asks_python():
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/a.txt", "w") as file:
            file.write("hello")
        with open(f"{folder}/large.bin", "wb") as file:
            file.write(bytes(3000000))
        async with started(sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0",
                           cwd=folder, stderr=asyncio.subprocess.DEVNULL) as process:
            words = (await process.stdout.readline()).decode().split()
            url = f"http://127.0.0.1:{words[words.index('port') + 1]}"
            code, output, _ = await output_of(client_program, f"{url}/a.txt", f"{url}/large.bin",
                                              f"{url}/nothing", f"{url}/a.txt")
    lines = output.decode().splitlines()
    same(lines[:3], ["200 text/plain 5", "hello", "200 application/octet-stream 3000000"])
    assert lines[3].startswith("404 text/html "), lines
    same(lines[4:], ["200 text/plain 5", "hello"])
    same(code, 0)


if shutil.which("curl"):
    case("curl gets a text", curl_gets_a_text)
    case("curl keeps the connection", curl_keeps_the_connection)
    case("curl asks for the head", curl_asks_for_the_head)
    case("curl uploads with a length, in chunks, and after leave", curl_uploads)
    case("curl posts nothing", curl_posts_nothing)
    case("curl of HTTP/1.0 keeps the connection", curl_of_1_0_keeps_the_connection)
    case("curl is refused, and the server goes on", curl_is_refused)
else:
    skip("curl", "it is not installed")
if shutil.which("ab"):
    case("ab -k keeps the connection", ab_keeps_the_connection)
    case("ab connects each time", ab_connects_each_time)
else:
    skip("ab", "it is not installed (Debian: apache2-utils)")
try:
    import aiohttp
    case("aiohttp gets and posts", aiohttp_gets_and_posts)
    case("aiohttp asks a hundred at a time", aiohttp_asks_a_hundred_at_a_time)
except ImportError as error:
    skip("aiohttp", f"it is not installed: {error}")
code, _, why = asyncio.run(output_of(client_program))
if code:
    skip("our client", "it was built without libcurl")
else:
    case("our client asks the server of Python", our_client_asks_python)
done()

from time import perf_counter

import aiohttp
from aiohttp import web

from bench import *

AT_A_TIME = 10


async def answer(request):
    return web.json_response({"id": int(request.match_info["id"])})


async def fetch_some(session, server, count):
    for i in range(count):
        async with session.get(f"{server}/item/{i}") as response:
            (await response.json())["id"]


async def measure(count):
    app = web.Application()
    app.router.add_get("/item/{id}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    each = -(-count // AT_A_TIME)
    async with aiohttp.ClientSession() as session:
        began = perf_counter()
        await asyncio.gather(*[fetch_some(session, url, each) for _ in range(AT_A_TIME)])
        figure("http", (perf_counter() - began) / (each * AT_A_TIME) * 1e6)
    await runner.cleanup()


bench(measure)

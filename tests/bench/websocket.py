import websockets

from bench import *

TEXT = "0123456789abcdef" * 4


async def answer(ws):
    async for message in ws:
        await ws.send(message)


async def measure(count):
    async with websockets.serve(answer, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        async with websockets.connect(f"ws://127.0.0.1:{port}/", compression=None) as ws:
            began = process_time()
            for _ in range(count):
                await ws.send(TEXT)
                await ws.recv()
            figure("websocket", (process_time() - began) / count * 1e6)


bench(measure)

from bench import *

SIZE = 64
CONNECTIONS = 100


async def answer(reader, writer):
    try:
        while True:
            writer.write(await reader.readexactly(SIZE))
            await writer.drain()
    except asyncio.IncompleteReadError:
        writer.close()


async def talk(port, messages):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(messages):
        writer.write(bytes(SIZE))
        await writer.drain()
        await reader.readexactly(SIZE)
    writer.close()
    await writer.wait_closed()


async def echo(name, connections, messages):
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    began = process_time()
    await asyncio.gather(*(talk(port, messages // connections) for _ in range(connections)))
    figure(name, (process_time() - began) / messages * 1e6)
    server.close()


async def measure(count):
    await echo("echo", 1, count)
    await echo("echo-many", CONNECTIONS, count)


bench(measure)

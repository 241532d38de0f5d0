from bench import *

event = asyncio.Event()


async def waiter():
    await event.wait()


def status_bytes(key):
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(key):
                return int(line.split()[1]) * 1024


async def measure(count):
    resident, page_tables = status_bytes("VmRSS:"), status_bytes("VmPTE:")

    tasks = [asyncio.create_task(waiter()) for _ in range(count)]
    await asyncio.sleep(0)
    figure("blocked", (status_bytes("VmRSS:") - resident) / count)
    figure("blocked-page-tables", (status_bytes("VmPTE:") - page_tables) / count)
    event.set()
    await asyncio.gather(*tasks)


bench(measure)

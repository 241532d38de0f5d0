# context-var.c in Python, line by line.
from contextvars import ContextVar

from demo import asyncio, demo, log_time, variant

# Until a task sets it, it is None. [1]
request_id = ContextVar("request_id", default=None)


async def step1():
    rid = request_id.get()                                          # [3]
    log_time(f"[{rid}] Step 1")
    await asyncio.sleep(0.1)


async def step2():
    rid = request_id.get()
    log_time(f"[{rid}] Step 2")
    await asyncio.sleep(0.1)


async def process_request(rid):
    request_id.set(rid)                                             # [2]
    await step1()
    if variant("inherited"):
        return await asyncio.create_task(step2())                   # [5]
    await step2()


async def main():
    if variant("inherited"):
        request_id.set("main")                                      # [4]
    await asyncio.gather(asyncio.create_task(process_request("req-001"), name="req-001"),
                         asyncio.create_task(process_request("req-002"), name="req-002"),
                         asyncio.create_task(process_request("req-003"), name="req-003"))
    if variant("inherited"):
        log_time(f"[{request_id.get()}] End")                       # [6]


demo(main)

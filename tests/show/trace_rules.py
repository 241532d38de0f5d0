"""Checks traces against the Trace Event Format. Usage: trace_rules.py FILE...

Each event has the members that its phase needs. On each thread, slices lie within each other or one
behind the other. Async spans of one category and id are a tree. Each flow has two ends, and each end
lies on a slice: by the time, as Chrome binds it, and in the order of reading, as Perfetto does.
"""
import json
import sys
from collections import defaultdict

NEEDS = {"M": "name args", "X": "name cat ts dur pid tid args", "b": "name cat id ts pid",
         "e": "name cat id ts pid", "s": "name cat id ts pid tid", "f": "name cat id ts pid tid bp",
         "C": "name ts pid args", "i": "name ts s"}
TYPES = {"ph": str, "name": str, "cat": str, "pid": int, "tid": int, "ts": (int, float),
         "dur": (int, float), "id": (int, str), "bp": str, "s": str, "args": dict}
METADATA = {"process_name", "thread_name", "thread_sort_index"}


def nanoseconds(event, key):
    return round(event[key] * 1000)


def check_members(event):
    missing = [key for key in NEEDS[event["ph"]].split() if key not in event]
    assert not missing, (missing, event)
    for key, value in event.items():
        assert isinstance(value, TYPES[key]), (key, event)
    assert event.get("s", "g") in ("g", "p", "t") and event.get("bp", "e") == "e", event
    assert event["ph"] != "M" or event["name"] in METADATA, event
    assert "ts" not in event or event["ts"] >= 0, event
    assert event.get("dur", 0) >= 0, event
    if event["ph"] == "C":
        assert all(isinstance(value, int) for value in event["args"].values()), event


def slices_of_threads(events):
    threads = defaultdict(list)
    for event in events:
        if event["ph"] == "X":
            begin = nanoseconds(event, "ts")
            threads[event["tid"]].append((begin, begin + nanoseconds(event, "dur"), event))
    for slices in threads.values():
        slices.sort(key=lambda part: (part[0], -part[1]))
    return threads


def check_slices(slices):
    around = []
    for begin, end, event in slices:
        while around and around[-1][1] <= begin and around[-1] != (begin, end):
            around.pop()
        assert not around or end <= around[-1][1], event
        around.append((begin, end))


def check_spans(events):
    trees = defaultdict(list)
    now = {}
    for event in events:
        if event["ph"] not in "be":
            continue
        tree = event["cat"], event["id"]
        assert event["ts"] >= now.get(tree, 0), event
        now[tree] = event["ts"]
        if event["ph"] == "b":
            trees[tree].append(event["name"])
        else:
            assert trees[tree].pop() == event["name"], event
    assert not any(trees.values()), trees


def check_flows(events, threads):
    ends = {"s": {}, "f": {}}
    for event in events:
        if event["ph"] not in "sf":
            continue
        assert event["id"] not in ends[event["ph"]], event
        ends[event["ph"]][event["id"]] = event["ts"]
        at = nanoseconds(event, "ts")
        assert any(begin <= at and (at < end or begin == end)
                   for begin, end, _ in threads[event["tid"]]), event
    assert ends["s"].keys() == ends["f"].keys(), ends
    for id, begin in ends["s"].items():
        assert begin <= ends["f"][id], id


def check_order(events):
    """Perfetto sorts by time, and keeps the order of the file. An end of a flow is bound to the slice
    that its thread has begun last. A slice is over when the next one begins."""
    threads = defaultdict(list)
    for event in sorted((event for event in events if event["ph"] in "Xsf"),
                        key=lambda event: event["ts"]):
        around, at = threads[event["tid"]], nanoseconds(event, "ts")
        if event["ph"] == "X":
            while around and around[-1][1] <= at:
                around.pop()
            around.append((at, at + nanoseconds(event, "dur")))
        else:
            assert any(begin <= at <= end for begin, end in around), event
            assert event["ph"] == "s" or around[-1][0] == at, event


def check(trace):
    events = trace["traceEvents"]
    for event in events:
        check_members(event)
    threads = slices_of_threads(events)
    for slices in threads.values():
        check_slices(slices)
    check_spans(events)
    check_flows(events, threads)
    check_order(events)


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(path)
        with open(path, encoding="utf-8") as file:
            check(json.load(file))

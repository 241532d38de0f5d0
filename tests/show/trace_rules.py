"""Checks traces against the Trace Event Format. Usage: trace_rules.py FILE...

Each event has the members that its phase needs. On each thread, slices lie within each other or one
behind the other. Async spans of one category and id are a tree. Each flow has two ends, and each end
lies on a slice.
"""
import json
import sys
from collections import defaultdict

NEEDS = {"M": "name args", "X": "name cat ts dur pid tid args", "b": "name cat id ts pid",
         "e": "name cat id ts pid", "s": "name cat id ts pid tid", "f": "name cat id ts pid tid bp",
         "C": "name ts pid args", "i": "name ts s"}
METADATA = {"process_name", "thread_name", "thread_sort_index"}


def nanoseconds(event, key):
    return round(event[key] * 1000)


def check_members(event):
    missing = [key for key in NEEDS[event["ph"]].split() if key not in event]
    assert not missing, (missing, event)
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


def check(trace):
    events = trace["traceEvents"]
    for event in events:
        check_members(event)
    threads = slices_of_threads(events)
    for slices in threads.values():
        check_slices(slices)
    check_spans(events)
    check_flows(events, threads)


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(path)
        with open(path, encoding="utf-8") as file:
            check(json.load(file))

#!/bin/sh
# The events of each demo, as --events writes them, obey the schema and refer to what was told before.
# Usage: events.sh ROOT PROGRAM
root=$1
program=$2
. "$root/tests/tap.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for python in python3 /usr/bin/python3; do
    $python -c 'import jsonschema' 2>/dev/null && break
    python=
done

write_events_of_every_demo()
{
    "$program" list --json | "$python" -c 'import json, sys
for chapter in json.load(sys.stdin)["chapters"]:
    for demo in chapter["demos"]:
        print(demo["name"])
        for variant in demo["variants"]:
            print(demo["name"], variant["name"])' >"$folder/demos"
    while read -r demo variant; do
        code=0
        "$program" "$demo" ${variant:+"--variant=$variant"} --clock=virtual \
            --events="$folder/$demo.$variant.jsonl" >"$folder/log" 2>&1 </dev/null || code=$?
        case $code in
        0 | 1 | 3) ;; # 1: a MUST() that does not hold, 3: a deadlock
        77) rm -f "$folder/$demo.$variant.jsonl" ;; # a library is missing
        *)
            echo "$demo $variant ends with $code"
            return 1
            ;;
        esac
    done <"$folder/demos"
}

events_obey_the_schema()
{
    "$python" - "$root/src/run/events.schema.json" "$folder"/*.jsonl <<'END'
import json, sys
import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
seen, events = set(), 0
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            event = json.loads(line)
            events += 1
            for error in validator.iter_errors(event):
                sys.exit(f"{path}:{number}: {error.message}\n{line}")
            seen.add(event["kind"])
print(f"{events} events of {len(sys.argv) - 2} runs, {len(seen)} kinds")
assert events > 1000, events
assert seen >= set(schema["properties"]["kind"]["enum"]), seen
END
}

# Each task, thing and cause was told before, each step follows a wake, and each take has its release.
events_refer_to_what_was_told()
{
    "$python" - "$folder"/*.jsonl <<'END'
import json, sys

for path in sys.argv[1:]:
    tasks, things, last, deadlocked = {0}, set(), None, False
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        event = json.loads(line)
        where = f"{path}:{number}: {line}"
        if event["kind"] == "task":
            assert event["task"] not in tasks, where
            tasks.add(event["task"])
        elif event["kind"] == "thing":
            things.add(event["thing"])
        assert event["task"] in tasks, where
        assert event.get("thing", 0) in things | {0}, where
        assert set(event.get("awaits", [])) <= tasks, where
        assert event.get("cause", {}).get("by", 0) in tasks, where
        assert last is None or event["time_ns"] >= 0, where
        if "due_ns" in event:
            assert event["due_ns"] > event["time_ns"], where
        last = event
    assert last["kind"] == "run_end", path
END
}

if [ -n "$python" ]; then
    passes 'the events of every demo are written' write_events_of_every_demo
    passes 'events obey the schema' events_obey_the_schema
    passes 'events refer to what was told before' events_refer_to_what_was_told
else
    skips 'events obey the schema' 'python3-jsonschema is missing'
fi
done_testing

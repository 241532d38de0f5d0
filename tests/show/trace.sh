#!/bin/sh
# The trace of a run, in the format of Chrome and Perfetto. Usage: trace.sh ROOT PROGRAM
# The goldens are made anew by: trace.sh ROOT PROGRAM write
. "$1/tests/cli/program.sh"

goldens=$root/tests/show/golden/trace
writes=$3

# The places in a demo change when it is edited, and that is no change of the trace.
trace() # ARGUMENT...
{
    status=0
    "$program" "$@" --as=trace >"$folder/trace" 2>"$folder/errors" || status=$?
    # 1: a MUST() does not hold; 3: a deadlock
    [ "$status" = 0 ] || [ "$status" = 1 ] || [ "$status" = 3 ] || {
        cat "$folder/errors"
        return 1
    }
}

is_the_golden() # NAME
{
    trace "$1" --clock=virtual
    traced=$(sed 's/\.c:[0-9][0-9]*"/.c:NN"/' "$folder/trace")
    if [ "$writes" ]; then
        printf '%s\n' "$traced" >"$goldens/$1.json"
    fi
    same "$traced" "$(cat "$goldens/$1.json")"
}

traces_of_all_runs_keep_the_rules()
{
    "$program" list --json | python3 -c 'import json, sys
for chapter in json.load(sys.stdin)["chapters"]:
    for demo in chapter["demos"]:
        print(demo["name"])
        for variant in demo["variants"]:
            print(demo["name"], variant["name"])' >"$folder/runs"
    while read -r demo variant; do
        trace "$demo" ${variant:+"--variant=$variant"} --clock=virtual || [ "$status" = 77 ]
        [ "$status" = 77 ] || mv "$folder/trace" "$folder/$demo.$variant.json"
    done <"$folder/runs"
    python3 "$root/tests/show/trace_rules.py" "$folder"/*.json
}

traces_on_the_real_clock_keep_the_rules()
{
    for demo in lock counter executor blocking mistake-blocking; do
        trace "$demo" --clock=real
        mv "$folder/trace" "$folder/real.$demo.json"
    done
    python3 "$root/tests/show/trace_rules.py" "$folder"/real.*.json
}

for demo in lock event condition task-group executor semaphore queue mistake-blocking; do
    passes "the trace of $demo is the same as before" is_the_golden $demo
done
if command -v python3 >/dev/null; then
    passes 'the traces of all runs keep the rules' traces_of_all_runs_keep_the_rules
    passes 'traces on the real clock keep the rules' traces_on_the_real_clock_keep_the_rules
else
    skips 'traces keep the rules' 'there is no python3'
fi
done_testing

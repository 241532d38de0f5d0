#!/bin/sh
# All demos at once on the real clock, recorded, and each once more in the order that was recorded:
# the same bytes come out. Usage: replay.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# The real run of DEMO, in the background.
record()
{
    "$program" "$1" --record="$folder/$1.order" --stamp=elapsed >"$folder/$1.real" 2>/dev/null </dev/null
    echo $? >"$folder/$1.status"
}

# What a thread prints, or a task when it hears from a child or a peer, comes at the recorded time,
# but its place among the lines of others is that of the virtual clock: such a run has lines of no
# step, and the lines are compared without their places.
replays()
{
    recorded=$(cat "$folder/$1.status")
    [ "$recorded" != 77 ] || return 0 # a library is missing
    # Which of its workers gets which page is the affair of its peers.
    [ "$1" != crawler ] || return 0
    run "$1" --order="$folder/$1.order" --stamp=elapsed
    echo "$errors"
    same "$status" "$recorded"
    if grep -q '^lines ' "$folder/$1.order"; then
        sort "$folder/output" >"$folder/again"
        sort "$folder/$1.real" | cmp "$folder/again" -
    else
        cmp "$folder/output" "$folder/$1.real"
    fi
}

demos=$("$program" list | sed -n 's/^  [0-9]*\.[0-9]* *\([a-z-]*\)  .*/\1/p')
for demo in $demos; do
    record "$demo" &
done
wait
for demo in $demos; do
    passes "$demo comes again as it was recorded" replays "$demo"
done
done_testing

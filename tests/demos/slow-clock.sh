#!/bin/sh
# On the virtual clock a run is the same however much real time passes in it. Usage: slow-clock.sh ROOT PROGRAM
root=$1
program=$2
. "$root/tests/tap.sh"
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

virtual_runs_are_the_same()
{
    SLOW_CLOCK_STEP=$1 LD_PRELOAD=$folder/slow_clock.so "$program" check --clock=virtual --root="$root" \
        >"$folder/report" 2>&1 </dev/null || {
        tail -n 30 "$folder/report"
        return 1
    }
}

if "${CC:-cc}" -shared -fPIC -o "$folder/slow_clock.so" "$root/tests/demos/slow_clock.c" 2>"$folder/errors"; then
    for step in 100000 1000000 3000000 100000000; do
        passes "runs are the same if $step ns pass at each look" virtual_runs_are_the_same $step
    done
else
    skips 'runs are the same on a slow clock' 'no library can be built to be preloaded'
fi
done_testing

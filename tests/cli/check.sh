#!/bin/sh
# check and accept as commands; how they judge is tested in tests/check. Usage: check.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# A folder with goldens of its own.
copy_goldens()
{
    rm -rf "$folder/root"
    mkdir "$folder/root"
    cp -R "$root/golden" "$folder/root"
    lock=$folder/root/golden/production/lock.txt
}

# The last line of the report.
summary()
{
    printf '%s\n' "$output" | tail -n 1
}

all_on_the_virtual_clock()
{
    runs check --clock=virtual
    # Exercises fail until they are solved, so they are left out.
    same "$(summary)" "$(find "$root/golden" -name '*.txt' ! -name '*.err.txt' ! -path "$root/golden/exercises/*" |
        wc -l | tr -d ' ') passed, 0 failed"
    runs check production/lock 1.1 --clock=virtual
    same "$(summary)" '2 passed, 0 failed'
}

variants()
{
    runs check rate-limit --clock=virtual
    same "$(summary)" '3 passed, 0 failed'
    for variant in default fixed rest; do
        runs check rate-limit --clock=virtual --variant=$variant
        same "$(summary)" '1 passed, 0 failed'
    done
    runs check production --clock=virtual --variant=fixed
    same "$(summary)" '3 passed, 0 failed'
}

turns()
{
    run check race --clock=virtual --turns=1
    same "$status" 1
    contains "$output" livelock
    runs check race --clock=virtual --variant=default --turns=1000
    same "$(summary)" '1 passed, 0 failed'
    run accept race --yes --turns=1
    same "$status" 1
    contains "$errors" livelock
}

both_clocks_are_the_default()
{
    # A machine that is too late to tell is not to blame here.
    run check lock
    [ "$status" = 0 ] || same "$status" 4
    contains "$output" virtual
    contains "$output" real
}

a_wrong_golden_fails()
{
    copy_goldens
    sed 's/Counter = 3/Counter = 4/' "$root/golden/production/lock.txt" >"$lock"
    run check lock timeout --clock=virtual --root="$folder/root"
    same "$status" 1
    same "$errors" ''
    contains "$output" 'Counter = 4'
    contains "$output" demos/production/lock.c
    contains "$output" 'asyncdemo accept lock'
    same "$(summary)" '2 passed, 1 failed'
}

a_missing_golden_breaks_it()
{
    copy_goldens
    rm "$lock"
    run check lock --clock=virtual --root="$folder/root"
    same "$status" 5
    contains "$output" "$lock"
    contains "$output" "asyncdemo accept lock --root=$folder/root"
    run check lock --clock=virtual --root="$folder/nowhere"
    same "$status" 5
}

formats()
{
    same "$("$program" check lock timeout --clock=virtual --format=tap | head -n 5 | tr '\n' '|')" \
        'TAP version 14|1..3|ok 1 - production/lock on the virtual clock|ok 2 - production/lock.without on the virtual clock|ok 3 - production/timeout on the virtual clock|'
    runs check lock timeout --clock=virtual --format=junit
    contains "$output" 'tests="3" failures="0" errors="0"'
    runs check lock timeout --clock=virtual --format=json
    contains "$output" '"passed":3,"failed":0'
}

formats_are_well_formed()
{
    copy_goldens
    sed 's/Counter = 3/Counter = <4>/' "$root/golden/production/lock.txt" >"$lock"
    run check lock timeout --clock=virtual --format=json --root="$folder/root"
    same "$status" 1
    printf '%s' "$output" | python3 -c 'import json, sys
report = json.load(sys.stdin)
assert report["passed"] == 2 and report["failed"] == 1, report'
    run check lock timeout --clock=virtual --format=junit --root="$folder/root"
    same "$status" 1
    printf '%s' "$output" | python3 -c 'import sys, xml.etree.ElementTree as tree
suites = tree.parse(sys.stdin).getroot()
assert suites.get("tests") == "3" and suites.get("failures") == "1", suites.attrib'
}

one_at_a_time_is_the_same()
{
    runs check --clock=virtual --format=tap
    side_by_side=$output
    runs check --clock=virtual --format=tap -j 1
    same "$output" "$side_by_side"
}

github()
{
    copy_goldens
    sed 's/Counter = 3/Counter = 33%/' "$root/golden/production/lock.txt" >"$lock"
    run check lock timeout --clock=virtual --format=github --root="$folder/root"
    same "$status" 1
    line=$(grep -n 'Counter = %d' "$root/demos/production/lock.c" | head -1 | cut -d: -f1)
    same "$(printf '%s\n' "$output" | sed 's/::  .*//')" \
        "::error file=demos/production/lock.c,line=$line,title=lock on the virtual clock
2 passed, 1 failed"
    contains "$output" 'Counter = 33%25%0A'
}

orphans()
{
    copy_goldens
    cp "$lock" "$folder/root/golden/production/lock.gone.txt"
    cp "$lock" "$folder/root/golden/production/padlock.err.txt"
    run check --clock=virtual --root="$folder/root"
    same "$status" 1
    contains "$output" "$folder/root/golden/production/lock.gone.txt: no demo or variant has this name"
    contains "$output" "$folder/root/golden/production/padlock.err.txt: no demo or variant has this name"
    contains "$(summary)" ' 2 failed'
    run check lock --clock=virtual --root="$folder/root"
    same "$status" 1
    same "$(summary)" '2 passed, 1 failed'
    runs check timeout --clock=virtual --root="$folder/root"
}

invisible_differences()
{
    copy_goldens
    sed '3s/$/ /' "$root/golden/production/lock.txt" >"$lock"
    run check lock --clock=virtual --root="$folder/root"
    same "$status" 1
    contains "$output" 'Only blanks differ.'
    run accept lock --root="$folder/root"
    contains "$output" 'Only blanks differ.'
}

# The commands that check proposes for damaged goldens: they work when they are typed.
advice()
{
    copy_goldens
    PATH=$folder:$PATH
    ln -s "$program" "$folder/asyncdemo"
    for damage in 's/$/\r/' '1s/^/\xef\xbb\xbf/' '3s/ /,/'; do
        sed "$damage" "$root/golden/production/lock.txt" >"$lock"
        run check lock --clock=virtual --root="$folder/root"
        [ "$status" != 0 ]
        next=$(printf '%s\n' "$output" | grep -A 3 '^  Next' | grep -o 'sed -i.*\|asyncdemo accept.*' | head -n 1)
        case $next in
        *accept*) next="${next%%#*} --yes" ;;
        esac
        echo "$next"
        eval "$next"
        cmp "$lock" "$root/golden/production/lock.txt"
    done
}

# A golden that asks for another line fails in every run.
a_failed_run_leaves_its_order_beside_the_build()
{
    copy_goldens
    sed 's/Counter = 3/Counter = 4/' "$root/golden/production/lock.events" >"$folder/root/golden/production/lock.events"
    mkdir -p "$folder/build/meson-private" "$folder/bin"
    cp "$program" "$folder/build/asyncdemo"
    order=$folder/build/orders/lock.order
    status=0
    output=$(cd "$folder" && build/asyncdemo check lock --clock=real --root=root) || status=$?
    [ "$status" = 1 ] || same "$status" 4
    contains "$output" 'to run it again: asyncdemo lock --order=build/orders/lock.order.'
    run lock --order="$order" --stamp=none
    same "$status" 0
    contains "$output" 'Final counter value: 6'
    # This machine may be too late for a verdict, which keeps the order.
    output=$("$folder/build/asyncdemo" check lock --variant=default --clock=real --late=10) || true
    case $output in
    *'1 passed'*) [ ! -e "$order" ] ;;
    *) contains "$output" --order= ;;
    esac
    cp "$program" "$folder/bin/asyncdemo"
    output=$("$folder/bin/asyncdemo" check lock --clock=real --root="$folder/root") || true
    contains "$output" 'its order is not kept: --orders=FOLDER keeps it.'
}

interrupted()
{
    status=0
    timeout --preserve-status -k 10 -s INT 1 "$program" check production >"$folder/output" || status=$?
    same "$status" 130
    output=$(cat "$folder/output")
    contains "$output" 'Interrupted: '
    contains "$(summary)" ' passed, 0 failed'
    # Each run is a process of the same command line.
    same "$(pgrep -f "^$program check production" || true)" ''
}

nothing_to_accept()
{
    copy_goldens
    run accept lock --root="$folder/root"
    same "$status" 0
    same "$errors" 'lock is unchanged.
lock.without is unchanged.'
    same "$output" ''
}

no_terminal_to_ask()
{
    copy_goldens
    echo changed >>"$lock"
    cp "$lock" "$folder/before"
    run accept lock --root="$folder/root"
    same "$status" 2
    contains "$output" '-changed'
    contains "$errors" '--yes'
    cmp "$lock" "$folder/before"
}

accepted()
{
    copy_goldens
    echo changed >>"$lock"
    rm "$folder/root/golden/production/timeout.txt"
    run accept lock timeout --root="$folder/root" --yes
    same "$status" 0
    diff -r "$folder/root/golden" "$root/golden"
}

asks_on_a_terminal()
{
    copy_goldens
    echo changed >>"$lock"
    cp "$lock" "$folder/before"
    status=0
    echo n | script -qec "'$program' accept lock --root='$folder/root'" /dev/null || status=$?
    same "$status" 1
    cmp "$lock" "$folder/before"
    echo y | script -qec "'$program' accept lock --root='$folder/root'" /dev/null
    cmp "$lock" "$root/golden/production/lock.txt"
}

never_overwrites_what_is_broken()
{
    copy_goldens
    echo '<<<<<<< mine' >>"$lock"
    cp "$lock" "$folder/before"
    run accept lock --root="$folder/root" --yes
    same "$status" 5
    contains "$errors" 'lock.txt:8: a merge mark'
    cmp "$lock" "$folder/before"
}

passes 'check all demos on the virtual clock' all_on_the_virtual_clock
passes 'check of variants' variants
passes 'check and accept with --turns' turns
passes 'check on both clocks is the default' both_clocks_are_the_default
passes 'a wrong golden fails' a_wrong_golden_fails
passes 'a missing golden is an error' a_missing_golden_breaks_it
passes '--format' formats
if command -v python3 >/dev/null; then
    passes 'JSON and XML are well formed' formats_are_well_formed
else
    skips 'JSON and XML are well formed' 'there is no python3'
fi
passes '--format=github' github
passes 'goldens without a demo fail' orphans
passes 'differences that cannot be seen are told' invisible_differences
passes 'the commands that check proposes' advice
passes 'a failed run leaves its order beside the build' a_failed_run_leaves_its_order_beside_the_build
passes 'one at a time, -j 1, is the same' one_at_a_time_is_the_same
if timeout --preserve-status -k 10 -s INT 10 true 2>/dev/null; then
    passes 'check can be interrupted' interrupted
else
    skips 'check can be interrupted' 'there is no timeout(1) with --preserve-status'
fi
passes 'accept: nothing changes' nothing_to_accept
passes 'accept: without a terminal there is no question' no_terminal_to_ask
passes 'accept --yes' accepted
if command -v script >/dev/null && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    passes 'accept asks on a terminal' asks_on_a_terminal
else
    skips 'accept asks on a terminal' 'there is no script(1) that runs a command'
fi
passes 'accept never overwrites what is broken' never_overwrites_what_is_broken
done_testing

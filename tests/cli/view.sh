#!/bin/sh
# What --as shows of a run, and where -o puts it. Usage: view.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# No line of the text has more characters: fits WIDTH TEXT.
fits()
{
    same "$(printf '%s\n' "$2" | grep ".\{$(($1 + 1))\}")" ''
}

lanes_have_a_lane_for_each_task()
{
    runs lock --clock=virtual --as=lanes
    same "$(printf '%s\n' "$output" | grep -c '│')" 3
    contains "$output" '   main │'
    case $output in
    *Counter*) return 1 ;;
    esac
    fits 80 "$output"
}

lanes_are_the_same_from_run_to_run()
{
    for demo in queue condition; do
        run $demo --clock=virtual --as=lanes
        before=$output
        run $demo --clock=virtual --as=lanes
        same "$output" "$before"
    done
}

log_is_the_default_view()
{
    runs lock --clock=virtual --stamp=elapsed --as=log
    same "$output" "$(golden lock)"
}

lanes_have_the_width()
{
    for width in 40 60 120; do
        runs queue --clock=virtual --as=lanes --width="$width"
        fits "$width" "$output"
        narrow=${narrow-$output}
    done
    [ "$narrow" != "$output" ]
    # Behind a pipe the terminal's width does not matter.
    COLUMNS=200 && export COLUMNS
    runs queue --clock=virtual --as=lanes
    fits 80 "$output"
}

lanes_are_ascii_in_the_c_locale()
{
    LC_ALL=C
    runs lock --clock=virtual --as=lanes
    same "$(printf '%s\n' "$output" | tr -d '\n\040-\176')" ''
    LC_ALL=C.UTF-8
    runs lock --clock=virtual --as=lanes --symbols=ascii
    same "$(printf '%s\n' "$output" | tr -d '\n\040-\176')" ''
}

variants_stand_one_above_the_other()
{
    runs rate-limit --clock=virtual --as=lanes --variant=default,fixed
    contains "$output" 'rate-limit
'
    contains "$output" 'rate-limit.fixed
'
    runs rate-limit --clock=virtual --as=lanes --variant=fixed
    one=$output
    runs rate-limit --clock=virtual --as=lanes --variant=default
    [ "$output" != "$one" ]
}

graph_shows_the_deadlock()
{
    run condition --clock=virtual --as=graph
    same "$status" 3
    contains "$output" 'condition at 0.600 s: a deadlock'
    contains "$output" 'main  ──▶  C1 and C2'
    run condition --clock=virtual --as=graph --symbols=ascii
    same "$(printf '%s\n' "$output" | tr -d '\n\040-\176')" ''
}

graph_is_a_picture_in_a_file_of_this_name()
{
    run condition --clock=virtual --as=graph -o "$folder/graph.svg"
    same "$status" 3
    same "$output" ''
    contains "$(cat "$folder/graph.svg")" '<svg '
    run condition --clock=virtual --as=graph -o "$folder/graph.txt"
    run condition --clock=virtual --as=graph
    same "$(cat "$folder/graph.txt")" "$output"
}

graph_shows_the_moment()
{
    runs lock --clock=virtual --as=graph --at=0.015
    contains "$output" 'lock at 0.015 s'
    contains "$output" 'Worker-2 has held it since 0.010'
    runs lock --clock=virtual --as=graph --at='Counter = 2'
    contains "$output" 'lock at 0.020 s'
    contains "$output" 'counter_lock  ──▶  Worker-2' # which gives it back later in this instant
    refuses '--at=Counter = 7: no line of the log of lock contains this text.
The log:  asyncdemo lock' lock --clock=virtual --as=graph --at='Counter = 7' -o "$folder/graph"
    refuses '--at=file-9: no line of the log of semaphore.without contains this text.
The log:  asyncdemo semaphore --variant=without' semaphore --variant=without --clock=virtual --as=graph --at=file-9
    [ ! -e "$folder/graph" ]
    run lock --clock=virtual --as=graph --at=999
    same "$status" 0
    same "$errors" 'lock ended at 0.060 s, before --at=999; this is its end.'
    contains "$output" 'lock at 0.060 s'
}

svg_is_a_picture()
{
    runs lock --clock=virtual --as=svg
    contains "$output" '<svg '
    contains "$output" 'Worker-1'
    contains "$output" '</svg>'
    picture=$output
    runs lock --clock=virtual --as=svg -o "$folder/lock.svg"
    same "$output" ''
    same "$(cat "$folder/lock.svg")" "$picture"
}

file_is_not_poured_out_on_a_terminal()
{
    shown=$(script -qec "'$program' lock --clock=virtual --as=svg" /dev/null </dev/null 2>&1) || : # it is refused
    contains "$shown" '--as=svg: this view is a file for another program'
    contains "$shown" '-o lock.svg'
    shown=$(script -qec "'$program' lock --clock=virtual --as=svg -o -" /dev/null </dev/null 2>&1)
    contains "$shown" '</svg>'
}

dumb_terminal_gets_ascii()
{
    shown=$(script -qec "TERM=dumb '$program' lock --clock=virtual --as=graph --at=0.015" /dev/null </dev/null)
    contains "$shown" 'Worker-1 and Worker-2'
    same "$(printf '%s\n' "$shown" | LC_ALL=C tr -d '\r\n\040-\176')" ''
}

trace_is_valid_json()
{
    runs lock --clock=virtual --as=trace -o "$folder/trace"
    python3 -c 'import json, sys
assert len(json.load(open(sys.argv[1], encoding="utf-8"))["traceEvents"]) > 10' "$folder/trace"
}

why_adds_remarks_to_the_log()
{
    runs lock --clock=virtual --stamp=elapsed --why
    remarks=$output
    same "$(printf '%s\n' "$remarks" | sed 's/  ← .*//')" "$(golden lock)"
    contains "$(printf '%s\n' "$remarks" | head -n 1)" 'Counter = 1  ← made by main'
    runs lock --clock=virtual --stamp=elapsed --why -o "$folder/log"
    same "$output" ''
    same "$(cat "$folder/log")" "$remarks"
    runs lock --clock=virtual --stamp=elapsed --why --symbols=text
    contains "$output" ' <- '
    runs lock --clock=virtual --stamp=elapsed --why --symbols=ascii
    same "$(printf '%s\n' "$output" | tr -d '\n\040-\176')" ''
    contains "$output" ' <- '
    runs lock event --clock=virtual --stamp=elapsed --why
    same "$(printf '%s\n' "$output" | sed 's/  ← .*//')" "$(golden lock)
$(golden event)"
    runs lock --why
    contains "$output" '  ← made by main'
    run condition --clock=virtual --stamp=elapsed --why
    same "$status" 3
    same "$(printf '%s\n' "$output" | sed 's/  ← .*//')" "$(cat "$root/golden/advanced/condition.txt")"
}

log_with_remarks_that_cannot_be_written()
{
    same "$("$program" lock --clock=virtual --why 2>&1 | head -n 1 | cut -d ' ' -f 1)" '[00:00:00.010]'
    if [ -e /dev/full ]; then
        status=0
        "$program" lock --clock=virtual --why >/dev/full 2>"$folder/errors" || status=$?
        same "$status" 5
        same "$(cat "$folder/errors")" 'lock: The log could not be written: No space left on device.'
    fi
}

several_pictures_have_headings()
{
    runs lock event --clock=virtual --as=lanes
    same "$(printf '%s\n' "$output" | grep '^[1-9]\.' | cut -d : -f 1)" '1.1 lock
1.3 event'
}

a_picture_goes_to_a_file()
{
    runs lock --clock=virtual --as=lanes
    picture=$output
    runs lock --clock=virtual --as=lanes -o "$folder/picture"
    same "$output" ''
    same "$(cat "$folder/picture")" "$picture"
    runs lock --clock=virtual --as=lanes -o -
    same "$output" "$picture"
}

a_picture_that_cannot_be_written()
{
    run lock --as=lanes -o "$folder"
    same "$status" 5
    same "$errors" "$folder cannot be written: it is a folder, so name a file in it."
    if [ -e /dev/full ]; then
        run lock --clock=virtual --as=lanes -o /dev/full
        same "$status" 5
        same "$errors" '/dev/full cannot be written: No space left on device.'
        status=0
        "$program" lock --clock=virtual --as=lanes >/dev/full 2>"$folder/errors" || status=$?
        same "$status" 5
        contains "$(cat "$folder/errors")" 'stdout cannot be written'
    fi
}

a_stuck_run_has_its_picture()
{
    run condition --clock=virtual --as=lanes
    same "$status" 3
    contains "$output" 'main │'
    contains "$errors" 'DEADLOCK at 0.600 s'
    run condition --clock=virtual --as=lanes -o "$folder/picture"
    same "$status" 3
    run condition --clock=virtual --as=lanes
    same "$(cat "$folder/picture")" "$output"
    run race --clock=virtual --turns=1 --as=lanes
    same "$status" 3
    contains "$output" 'main │'
    contains "$errors" 'LIVELOCK'
}

an_interrupted_run_has_its_picture()
{
    for signal in INT TERM; do
        status=0
        timeout --preserve-status -k 10 -s "$signal" 0.5 "$program" retry --as=lanes \
            -o "$folder/picture" >"$folder/output" 2>"$folder/errors" || status=$?
        same "$status" 130
        same "$(cat "$folder/output" "$folder/errors")" ''
        contains "$(cat "$folder/picture")" 'main │'
    done
    # The second variant does not begin, and the first is drawn alone.
    status=0
    timeout --preserve-status -k 10 -s INT 0.5 "$program" rate-limit --variant=default,fixed \
        --as=lanes >"$folder/output" || status=$?
    same "$status" 130
    contains "$(cat "$folder/output")" 'main │'
    ! grep -q fixed "$folder/output"
}

# The run is the only child of the program.
a_killed_run_has_its_picture()
{
    "$program" retry --as=lanes >"$folder/output" 2>"$folder/errors" </dev/null &
    parent=$!
    until read -r run_of_it <"/proc/$parent/task/$parent/children" || [ "$run_of_it" ]; do
        kill -0 "$parent"
        sleep 0.02
    done
    sleep 0.5 # of its 3 s
    kill -9 "$run_of_it"
    status=0
    wait "$parent" || status=$?
    same "$status" 5
    same "$(cat "$folder/errors")" 'retry: a signal ended the run: Killed.'
    contains "$(cat "$folder/output")" '│'
}

events_and_picture_are_of_one_run()
{
    runs lock --clock=virtual --as=lanes --events="$folder/events"
    contains "$output" 'main │'
    same "$(grep -c '"kind":"line"' "$folder/events")" 7
}

a_server_has_its_picture_at_the_end()
{
    : >"$folder/errors"
    "$program" http --listen=0 --as=lanes >"$folder/output" 2>"$folder/errors" </dev/null &
    server=$!
    tries=200
    while kill -0 "$server" 2>/dev/null && [ $((tries -= 1)) -gt 0 ] &&
        ! grep -q 'listens until' "$folder/errors"; do
        sleep 0.05
    done
    kill "$server" || :
    status=0
    wait "$server" || status=$?
    [ "$status" != 77 ] || return 0 # a library is missing
    same "$status" 130
    contains "$(cat "$folder/output")" ' │'
}

usage_errors()
{
    next='
Its options:  asyncdemo help run'
    refuses "--as=lnes: --as takes one of log, lanes, graph, svg, trace, html. Did you mean lanes?$next" lock --as=lnes
    refuses "--why is for the log, so leave out --as=lanes.$next" lock --as=lanes --why
    for moment in 0,015 .015 1e-2 15ms '15 ms' 0.015s -1 +1 -0.5; do
        refuses "--at=$moment: --at takes seconds such as 0.015, or a text of the log.$next" \
            lock --as=graph "--at=$moment"
    done
    refuses "--output=x.svg: without --as, this file gets the log. For a picture add --as=svg.$next" \
        lock -o x.svg
    for view in log lanes svg trace; do
        refuses "--at=1: --at is for --as=graph, the view that shows a moment.$next" \
            lock --as="$view" --at=1
    done
    refuses "--width=39: --width takes a whole number from 40 to 1000.$next" lock --as=lanes --width=39
    refuses "--width=100: --width is for --as=lanes and --as=graph.$next" lock --width=100
    for view in svg trace; do
        refuses "--as=$view: it makes one file, so name one demo.$next" lock event --as="$view"
    done
    refuses "--output=file: one file is for one demo, so name one demo.$next" \
        lock event --as=lanes -o file
    refuses "--variant=default,fixed: several variants are for --as=lanes, which draws one above the \
other. Name one variant, or add --as=lanes.$next" race --variant=default,fixed
    refuses "--variant=default,fixed: several variants are for --as=lanes, which draws one above the \
other. Name one variant, or add --as=lanes.$next" race --variant=default,fixed --as=log -o file
    [ ! -e file ]
}

passes 'lanes have a lane for each task' lanes_have_a_lane_for_each_task
passes 'lanes are the same from run to run' lanes_are_the_same_from_run_to_run
passes 'log is the default view' log_is_the_default_view
passes 'lanes have the width' lanes_have_the_width
passes 'lanes are ASCII in the C locale' lanes_are_ascii_in_the_c_locale
passes 'variants stand one above the other' variants_stand_one_above_the_other
passes 'graph shows the deadlock' graph_shows_the_deadlock
passes 'graph is a picture in a file of this name' graph_is_a_picture_in_a_file_of_this_name
passes 'graph shows the moment' graph_shows_the_moment
passes 'svg is a picture' svg_is_a_picture
if command -v script >/dev/null; then
    passes 'a file is not poured out on a terminal' file_is_not_poured_out_on_a_terminal
    passes 'a dumb terminal gets ASCII' dumb_terminal_gets_ascii
else
    skips 'a file is not poured out on a terminal' 'there is no script(1)'
fi
if command -v python3 >/dev/null; then
    passes 'trace is valid JSON' trace_is_valid_json
else
    skips 'trace is valid JSON' 'there is no python3'
fi
passes '--why adds remarks to the log' why_adds_remarks_to_the_log
passes 'a log with remarks that cannot be written' log_with_remarks_that_cannot_be_written
passes 'several pictures have headings' several_pictures_have_headings
passes 'a picture goes to a file' a_picture_goes_to_a_file
passes 'a picture that cannot be written' a_picture_that_cannot_be_written
passes 'a stuck run has its picture' a_stuck_run_has_its_picture
if timeout --preserve-status -k 10 -s INT 10 true 2>/dev/null; then
    passes 'an interrupted run has its picture' an_interrupted_run_has_its_picture
else
    skips 'an interrupted run has its picture' 'there is no timeout(1) with --preserve-status'
fi
if [ -e "/proc/$$/task/$$/children" ]; then
    passes 'a killed run has its picture' a_killed_run_has_its_picture
else
    skips 'a killed run has its picture' 'this system does not tell the children of a process'
fi
passes 'events and picture are of one run' events_and_picture_are_of_one_run
passes 'a server has its picture at the end' a_server_has_its_picture_at_the_end
passes 'usage errors' usage_errors
done_testing

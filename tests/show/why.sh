#!/bin/sh
# The log with remarks, as a terminal and a pipe get it. Usage: why.sh ROOT PROGRAM
# The goldens are made anew by: why.sh ROOT PROGRAM write
. "$1/tests/cli/program.sh"

goldens=$root/tests/show/golden/why
arrow='←'

# What a terminal of so many columns gets that has neither colours nor a cursor to move.
on_a_terminal() # COLUMNS ARGUMENT...
{
    columns=$1
    shift
    COLUMNS=$columns TERM=dumb script -qec "'$program' $* 2>/dev/null" /dev/null </dev/null |
        tr -d '\r'
}

# A demo's lines move when it is edited, and that is no change of its remarks.
without_places()
{
    sed 's/line [0-9][0-9]*/line NN/g'
}

shown() # GOLDEN: NAME.COLUMNS or NAME.pipe
{
    case $1 in
    *.pipe) "$program" "${1%.pipe}" --why --clock=virtual --stamp=elapsed 2>/dev/null ;;
    *) on_a_terminal "${1##*.}" "${1%.*}" --why --clock=virtual --stamp=elapsed ;;
    esac | without_places
}

is_the_golden() # NAME
{
    same "$(shown "$1")" "$(cat "$goldens/$1.txt")"
}

# Without its remark each line is the log's own, to the byte.
log_is_unchanged()
{
    for demo in lock queue condition websocket subprocess backpressure; do
        "$program" "$demo" --clock=virtual --stamp=elapsed >"$folder/log" 2>/dev/null || :
        "$program" "$demo" --clock=virtual --stamp=elapsed --why 2>/dev/null |
            sed "s/  $arrow .*//" >"$folder/why" || :
        echo "$demo"
        cmp "$folder/log" "$folder/why"
    done
}

compare_skips_remarks()
{
    for symbols in emoji ascii; do
        "$program" gather --clock=virtual --why --symbols="$symbols" >"$folder/log"
        runs compare "$root/golden/methodology/gather.txt" "$folder/log"
    done
    contains "$(cat "$folder/log")" '  <- slept 1 s'
}

# Each line comes with its remark before the next one, on any clock.
remarks_do_not_wait_for_the_end()
{
    "$program" timeout --why --stamp=none | {
        read -r first
        read -r second
        date +%s%N
        echo "$first $second" >&2
        cat
        date +%s%N
    } >"$folder/log" 2>"$folder/lines"
    contains "$(cat "$folder/lines")" 'SlowTask: Starting (will take 3s)...'
    from=$(head -n 1 "$folder/log") to=$(tail -n 1 "$folder/log")
    [ $((to - from)) -gt 1500000000 ]
}

# The lines that were held back stand above the report that comes after them.
report_comes_behind_its_log()
{
    seen=$(COLUMNS=120 TERM=dumb script -qec "'$program' condition --clock=virtual --why" /dev/null \
        </dev/null | tr -d '\r' | grep -n -e 'consumed: P1-4' -e '^DEADLOCK' | sed 's/:.*//')
    same "$(echo "$seen" | wc -l)" 2
    same "$(echo "$seen" | sort -n)" "$seen"
}

remark_is_dim_and_in_its_column()
{
    seen=$(COLUMNS=120 script -qec "'$program' gather --clock=virtual --stamp=elapsed --why" \
        /dev/null </dev/null)
    contains "$seen" "$(printf '\033[43G\033[2m')$arrow slept 1 s$(printf '\033[0m')"
}

why_is_for_the_log()
{
    refuses '--why is for the log, so leave out --as=lanes.
Its options:  asyncdemo help run' lock --why --as=lanes
    runs lock --clock=virtual --why --as=log
    contains "$output" "  $arrow made by main"
}

why_goes_to_a_file()
{
    runs lock --clock=virtual --why -o "$folder/file"
    same "$output" ''
    contains "$(cat "$folder/file")" "  $arrow made by main"
}

events_are_written_too()
{
    runs lock --clock=virtual --events="$folder/one"
    runs lock --clock=virtual --events="$folder/two" --why
    cmp "$folder/one" "$folder/two"
}

full_disk_is_told()
{
    status=0
    "$program" lock --clock=virtual --why >/dev/full 2>"$folder/errors" || status=$?
    same "$status" 5
    contains "$(cat "$folder/errors")" 'No space left on device'
}

all='lock.80 lock.120 lock.pipe queue.120 condition.120 task-group.80 mistake-blocking.120
shutdown-event.120 backpressure.80'

if [ "${3-}" = write ]; then
    for one in $all; do
        shown "$one" >"$goldens/$one.txt"
    done
    exit
fi
for one in $all; do
    passes "golden: $one" is_the_golden "$one"
done
passes 'the log itself is unchanged' log_is_unchanged
passes 'compare skips remarks' compare_skips_remarks
passes 'remarks do not wait for the end' remarks_do_not_wait_for_the_end
passes 'a report comes behind its log' report_comes_behind_its_log
passes 'a remark is dim and in its column' remark_is_dim_and_in_its_column
passes '--why is for the log' why_is_for_the_log
passes '--why goes to a file' why_goes_to_a_file
passes 'events are written, too' events_are_written_too
passes 'a full disk is told' full_disk_is_told
done_testing

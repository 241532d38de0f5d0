#!/bin/sh
# The demos in other orders, each for a second: what exploration finds there, and what it does not.
# Usage: demos.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# Nothing is bad in any order that is tried: stays_well DEMO [VARIANT]
stays_well()
{
    run explore "$1" ${2:+--variant="$2"} --seconds=1
    [ "$status" != 77 ] || return 0 # a library is missing
    echo "$output$errors"
    same "$status" 0
    contains "$output" 'none is bad.'
}

# A bad order is found, and the file that it is written to shows it again: finds WORDS DEMO [VARIANT]
finds()
{
    words=$1
    shift
    run explore "$1" ${2:+--variant="$2"} --seconds=1 -o "$folder/order"
    contains "$output" "BAD: $words"
    same "$status" 1
    run explore "$1" --order="$folder/order"
    contains "$output" "BAD: $words"
    same "$status" 1
}

the_lost_update_of_race_is_found()
{
    run explore race --seconds=1
    contains "$output" 'WRONG: counter = 1 (expected 100)'
    contains "$output" 'WRONG: counter = 2 (expected 100)'
}

for demo in lock counter safe-counter semaphore queue worker-pool mistake-shared-state race; do
    passes "$demo stays well" stays_well $demo
done
for path in "$root"/golden/*/*.fixed.txt; do
    name=${path##*/}
    passes "${name%.txt} stays well" stays_well "${name%.fixed.txt}" fixed
done
# finds_by_itself WORDS DEMO VARIANT: in the demo's own order.
finds_by_itself()
{
    run explore "$2" --variant="$3" --seconds=1
    contains "$output" "BAD: $1"
    contains "$output" " in the demo's own order."
    same "$status" 1
}

passes 'the deadlock of notify is found' finds_by_itself 'the run ends in a deadlock' condition flaw
for demo in lock counter safe-counter; do
    passes "the lost update of $demo is found" finds_by_itself 'MUST(' $demo without
done
passes 'the lost update of race is found' the_lost_update_of_race_is_found
passes 'the deadlock of queue-timeout is found' finds 'the run ends in a deadlock if ' queue-timeout
done_testing

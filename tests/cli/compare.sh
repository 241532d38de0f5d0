#!/bin/sh
# compare as a command; how it judges is tested in tests/check. Usage: compare.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

lock=$root/golden/production/lock.txt

the_same()
{
    runs compare "$lock" "$lock"
    contains "$output" 'agrees with'
    # Any of the stamps will do, and stdin as well.
    for stamp in clock elapsed delta none; do
        "$program" lock --clock=virtual --stamp=$stamp | "$program" compare "$lock" -
    done
}

a_difference()
{
    sed 's/Counter = 3/Counter = 33/' "$lock" >"$folder/other"
    run compare "$lock" "$folder/other"
    same "$status" 1
    same "$errors" ''
    contains "$output" 'Counter = 33'
}

tolerances()
{
    sed 's/0\.060/0.160/' "$lock" >"$folder/late"
    run compare "$lock" "$folder/late"
    same "$status" 1
    contains "$output" '--late='
    runs compare --late=0.2 "$lock" "$folder/late"
    sed 's/0\.0[56]0/0.040/' "$lock" >"$folder/early"
    runs compare "$lock" "$folder/early"
    run compare --early=0.005 "$lock" "$folder/early"
    same "$status" 1
}

unreadable_files()
{
    run compare "$lock" "$folder/none"
    same "$status" 5
    same "$output" ''
    same "$errors" "$folder/none: it cannot be opened: No such file or directory."
    run compare "$folder/none" "$lock"
    same "$status" 5
    run compare "$lock" "$folder"
    same "$status" 5
    printf '[  0.010] cut short' >"$folder/cut"
    run compare "$folder/cut" "$lock"
    same "$status" 5
    contains "$errors" "$folder/cut:1: "
}

passes 'the same, in any stamp' the_same
passes 'a difference' a_difference
passes 'tolerances' tolerances
passes 'files that cannot be read' unreadable_files
done_testing

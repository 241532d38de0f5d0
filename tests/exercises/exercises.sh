#!/bin/sh
# Each exercise: its given form is refused, its solution passes, and its near-solutions, which pass in
# the order of the golden, are refused in another order. Usage: exercises.sh ROOT PROGRAM [NAME...]
. "$1/tests/cli/program.sh"
given=$program
forms=${program%/src/cli/*}/tests/exercises/exercises
shift 2
# shellcheck disable=SC2046 # a word for each exercise
[ $# -gt 0 ] || set -- $(sed 's/#.*//' "$root/demos/CATALOG" |
    awk '$1 == "chapter" { inside = $3 == "[unsolved]"; next } NF && inside { print $1 }')

# The exercise prints what is wanted, in its own order: prints_what_is_wanted NAME
prints_what_is_wanted()
{
    run check "$1" --clock=virtual --root="$root"
    echo "$output$errors"
    same "$status" 0
}

# So many orders are tried, however slow the machine is.
explored()
{
    run explore "$1" --orders=300 --seconds=100
    echo "$output$errors"
}

given_form_is_refused()
{
    program=$given
    run check "$1" --clock=virtual --root="$root"
    [ "$status" != 0 ] || explored "$1"
    echo "$output$errors"
    same "$status" 1
}

solution_passes()
{
    program=$forms-solution
    prints_what_is_wanted "$1"
    explored "$1"
    same "$status" 0
    contains "$output" 'none is bad.'
}

# The first line of a near-solution has the words of the report.
near_solution_is_refused()
{
    program=$forms-$2
    words=$(sed -n '1s|^/\* Refused: \(.*\) \*/$|\1|p' "$root/tests/exercises/$1/$2.c")
    [ -n "$words" ]
    prints_what_is_wanted "$1"
    explored "$1"
    same "$status" 1
    contains "$output" "BAD: $words"
}

# The wanted, and three hints, each once and in their order. Other solutions may have other events.
head_is_whole()
{
    [ ! -e "$root/golden/exercises/$1.events" ]
    same "$(sed -n '2,/^ \*\//s/^ \* \(Wanted\|Hint [1-9]\): .*/\1/p' "$root/demos/exercises/$1.c")" \
        'Wanted
Hint 1
Hint 2
Hint 3'
}

for name; do
    passes "$name: its head has what is wanted and three hints" head_is_whole "$name"
    passes "$name: the given form is refused" given_form_is_refused "$name"
    passes "$name: the solution passes" solution_passes "$name"
    for near in near-1 near-2 near-3; do
        passes "$name: $near is refused" near_solution_is_refused "$name" $near
    done
done
done_testing

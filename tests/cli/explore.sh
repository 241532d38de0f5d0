#!/bin/sh
# Orders of a run: --order, and the search for a bad one. Usage: explore.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

virtual='--clock=virtual --stamp=none'

# An order of mistake-shared-state with this line.
order()
{
    printf 'order 1\ndemo mistake-shared-state\n%s\nend\n' "$1" >"$folder/order"
}

# It says this about the order, and does not run: refuses_order WHAT_IT_SAYS ARGUMENT...
refuses_order()
{
    expected=$1
    shift
    run "$@" --order="$folder/order"
    same "$errors" "$folder/order cannot be used as an order: $expected."
    same "$output" ''
    same "$status" 5
}

an_order_holds_a_task()
{
    order 'hold A step 2 until C step 2'
    runs mistake-shared-state --order="$folder/order" --stamp=none
    same "$(echo "$output" | sed -n 's/: balance.*//p' | head -3)" "$(printf 'B\nC\nA')"
}

an_empty_order_is_the_own_one()
{
    order ''
    runs mistake-shared-state $virtual
    expected=$output
    runs mistake-shared-state --order="$folder/order" --stamp=none
    same "$output" "$expected"
}

every_view_takes_an_order()
{
    order 'hold A step 2 until C step 2'
    for view in lanes svg trace html graph; do
        runs mistake-shared-state --as=$view $virtual
        own=$output
        runs mistake-shared-state --as=$view --order="$folder/order"
        [ "$view" = graph ] || [ "$output" != "$own" ]
    done
    runs walk mistake-shared-state --order="$folder/order"
    contains "$output" 'C: balance now -60'
}

an_order_of_a_variant()
{
    printf 'order 1\ndemo race\nvariant fixed\nseed 3\nend\n' >"$folder/order"
    runs race --variant=fixed $virtual
    expected=$output
    runs race --order="$folder/order" --stamp=none
    same "$output" "$expected"
    refuses_order 'it is for another variant, which it names' race --variant=default
    printf 'order 1\ndemo race\nvariant none\nend\n' >"$folder/order"
    refuses_order 'the demo does not have its variant' race
}

bad_orders_are_refused()
{
    order 'hold A step 2 until'
    refuses_order 'line 3: the line is incomplete or misspelt' mistake-shared-state
    order ''
    refuses_order 'it is for another demo, mistake-shared-state' lock
    printf 'order 7\n' >"$folder/order"
    refuses_order 'it is of version 7, and this program reads version 1' lock
    printf 'order 1\ndemo lock\n' >"$folder/order"
    refuses_order 'it is cut short: its last line is not "end"' lock
    "$program" executor --record="$folder/whole" >"$folder/output"
    size=$(wc -c <"$folder/whole")
    for cut in 0 1 9 30 100 $((size / 2)) $((size - 5)) $((size - 1)); do
        head -c "$cut" "$folder/whole" >"$folder/order"
        run executor --order="$folder/order"
        contains "$errors" "$folder/order cannot be used as an order: "
        same "$output" ''
        same "$status" 5
    done
    ln -sf /dev/zero "$folder/order"
    refuses_order 'it is no order: its first line is not "order 1"' lock
    rm "$folder/order"
    refuses_order 'No such file or directory' lock
}

an_order_that_does_not_apply_fails()
{
    order 'hold A step 7 until B step 1'
    run mistake-shared-state --order="$folder/order"
    same "$status" 5
    same "$errors" 'mistake-shared-state: The order no longer applies: hold A step 7 until B step 1: A has only 2 steps.'
    run explore mistake-shared-state --order="$folder/order"
    same "$status" 5
    contains "$errors" 'A has only 2 steps.'
}

an_order_is_for_the_virtual_clock_and_for_one_demo()
{
    order ''
    refuses "--order=$folder/order: an order is for the virtual clock, because the real one has its own.
Its options:  asyncdemo help run" mistake-shared-state --clock=real --order="$folder/order"
    refuses "--order=$folder/order: it is for one demo, and for one of its variants.
Its options:  asyncdemo help run" lock race --order="$folder/order"
}

explore_counts_orders_and_outcomes()
{
    run explore lock --orders=3
    same "$status" 0
    contains "$output" ' 1 outcome, none is bad.'
    contains "$output" 'the only order with one hold'
    contains "$output" 'Final counter value: 6'
    run explore race --orders=20 --seconds=60
    contains "$output" 'race: 21 orders in '
    contains "$output" 'WRONG: counter = 2 (expected 100)'
}

a_file_that_is_not_written_is_named()
{
    if [ -c /dev/full ]; then
        run explore queue-timeout --seconds=60 --orders=300 -o /dev/full
        same "$status" 5
        same "$errors" '/dev/full cannot be written: No space left on device.'
        ! printf '%s' "$output" | grep '^Next: '
    fi
    run explore lock-order --orders=3 -o "$folder/none"
    same "$status" 1
    same "$errors" "$folder/none was not written: the demo's own order is bad, which needs no file."
    same "$(tail -n 1 "$folder/output")" 'Next: asyncdemo show lock-order'
    run explore lock --orders=3 -o "$folder/none"
    same "$status" 0
    same "$errors" "$folder/none was not written: no order is bad."
    [ ! -e "$folder/none" ]
}

a_recorded_run_is_not_explored()
{
    run lock --record="$folder/order"
    run explore lock --order="$folder/order"
    same "$errors" "$folder/order cannot be explored: it is a recorded run, which leaves nothing to choose. To run it again:  asyncdemo lock --order=$folder/order"
    same "$output" ''
    same "$status" 5
}

explore_wants_one_demo()
{
    run explore
    same "$status" 2
    run explore lock race
    same "$status" 2
    run explore lock --holds=3
    same "$status" 2
}

# A schedule that was bad when it was found says so, and stays bad until its demo is mended.
schedules_of_the_demos_still_apply()
{
    for path in "$root"/demos/*/*.schedule; do
        name=${path##*/}
        expected=0
        ! grep -q '^# bad: ' "$path" || expected=1
        run explore "$(sed -n 's/^demo //p' "$path")" --order="$path"
        echo "$name: $output$errors"
        same "$status" "$expected"
    done
}

passes 'an order holds a task' an_order_holds_a_task
passes 'an empty order is the own one' an_empty_order_is_the_own_one
passes 'every view takes an order' every_view_takes_an_order
passes 'an order of a variant' an_order_of_a_variant
passes 'bad orders are refused' bad_orders_are_refused
passes 'an order that does not apply fails' an_order_that_does_not_apply_fails
passes 'an order is for the virtual clock and for one demo' an_order_is_for_the_virtual_clock_and_for_one_demo
passes 'explore counts orders and outcomes' explore_counts_orders_and_outcomes
passes 'a file that is not written is named' a_file_that_is_not_written_is_named
passes 'a recorded run is not explored' a_recorded_run_is_not_explored
passes 'explore wants one demo' explore_wants_one_demo
passes 'schedules of the demos still apply' schedules_of_the_demos_still_apply
done_testing

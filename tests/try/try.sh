#!/bin/sh
# asyncdemo try, once, and asyncdemo check with the files of a class. Usage: try.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"
forms=$root/tests/exercises/lock-too-late
XDG_STATE_HOME=$folder/state
export XDG_STATE_HOME
mkdir "$folder/class" "$folder/tmp"
cd "$folder/class" || exit 1
# What is made while a file is tried is made here.
TMPDIR=$folder/tmp
export TMPDIR

nothing_is_left()
{
    same "$(ls -A "$folder/tmp")" ''
}

# The first line of the output: summary_is TEXT
summary_is()
{
    same "$(head -n 1 "$folder/output")" "$1"
}

exercise_is_copied_without_its_hints()
{
    run try lock-too-late --once
    same "$errors" ''
    same "$status" 1
    contains "$output" 'Made lock-too-late.c.'
    contains "$output" 'lock-too-late.c is not solved: it ended with exit code 1, expected 0'
    contains "$output" 'MUST(balance == 100) does not hold at 0.600 s.'
    contains "$output" ' Cid │'
    contains "$(cat lock-too-late.c)" 'Wanted: '
    ! grep -q 'Hint' lock-too-late.c
    # The line is that of the user's file.
    number=$(grep -n 'MUST(' lock-too-late.c | cut -d: -f1)
    contains "$output" "at lock-too-late.c:$number, in main"
    nothing_is_left
}

file_of_the_user_stays()
{
    echo 'int mine;' >forgotten-await.c
    run try forgotten-await --once
    same "$status" 1
    same "$(cat forgotten-await.c)" 'int mine;'
    summary_is 'forgotten-await.c is not solved: it has no DEMO(forgotten_await, ...) at its end.'
    rm forgotten-await.c
}

solution_is_solved()
{
    cp "$forms/solution.c" lock-too-late.c
    run try lock-too-late --once
    same "$errors" ''
    same "$status" 0
    contains "$(head -n 1 "$folder/output")" 'lock-too-late.c is solved: it was run in '
    contains "$(head -n 1 "$folder/output")" ' orders, and none is bad.'
    nothing_is_left
}

lucky_order_does_not_pass()
{
    cp "$forms/near-1.c" lock-too-late.c
    run try ./lock-too-late.c --once
    same "$status" 1
    contains "$(head -n 1 "$folder/output")" './lock-too-late.c is not solved: MUST(balance == 100) does not hold if '
    contains "$output" 'Its own order of events is well. This order is not:'
    contains "$output" 'this order'
    contains "$output" ' Cid │'
}

first_error_of_the_compiler_is_shown()
{
    { cat "$forms/solution.c"; printf '\nnone one;\nnone two;\n'; } >lock-too-late.c
    number=$(grep -n '^none one' lock-too-late.c | cut -d: -f1)
    run try lock-too-late --once
    same "$status" 1
    contains "$(head -n 1 "$folder/output")" "lock-too-late.c is not solved: it does not compile: line $number: "
    contains "$output" "lock-too-late.c:$number:1: error: "
    contains "$output" 'none one;'
    contains "$output" '(and 1 more error)'
    nothing_is_left
}

misspelled_call_is_an_error_in_its_line()
{
    sed 's/await(co_sleep/awai(co_sleep/' "$forms/solution.c" >lock-too-late.c
    number=$(grep -n 'awai(co_sleep' lock-too-late.c | head -n 1 | cut -d: -f1)
    run try lock-too-late --once
    same "$status" 1
    contains "$(head -n 1 "$folder/output")" "lock-too-late.c is not solved: it does not compile: line $number: "
    contains "$(head -n 1 "$folder/output")" 'awai'
    nothing_is_left
}

missing_header_is_an_error_in_its_line()
{
    { echo '#include "nowhere.h"'; cat "$forms/solution.c"; } >lock-too-late.c
    run try lock-too-late --once
    same "$status" 1
    contains "$(head -n 1 "$folder/output")" "lock-too-late.c is not solved: it does not compile: line 1: "
    contains "$(head -n 1 "$folder/output")" 'nowhere.h'
    nothing_is_left
}

# Only the linker misses a function that is declared, and it may know no line.
function_without_a_body_is_named()
{
    { cat "$forms/solution.c"; printf '\nint nowhere(void);\nint (*hidden)(void) = nowhere;\n'; } >lock-too-late.c
    run try lock-too-late --once
    same "$status" 1
    contains "$(head -n 1 "$folder/output")" 'lock-too-late.c is not solved: it does not link: '
    contains "$(head -n 1 "$folder/output")" 'undefined '
    contains "$(head -n 1 "$folder/output")" 'nowhere'
    nothing_is_left
}

demo_is_tried_by_its_goldens()
{
    run try lock --once
    same "$errors" ''
    same "$status" 0
    contains "$output" 'lock.c does what its goldens have.'
    sed -i 's/WITH_LOCK/if (1)/' lock.c
    run try lock --once
    same "$status" 1
    contains "$(head -n 1 "$folder/output")" 'lock.c is not solved: '
    rm lock.c
}

file_that_crashes_is_told()
{
    sed 's/^ASYNC(main)$/&\n{ __builtin_trap(); }\nASYNC(never)/' "$forms/solution.c" >lock-too-late.c
    run try lock-too-late --once
    same "$status" 1
    contains "$(head -n 1 "$folder/output")" 'lock-too-late.c is not solved: it was ended by signal 4'
    nothing_is_left
}

home_that_cannot_be_written_does_not_matter()
{
    cp "$forms/solution.c" lock-too-late.c
    status=0
    HOME=/dev/null/none CCACHE_DIR=/dev/null/none "$program" try lock-too-late --once \
        >"$folder/output" 2>"$folder/errors" </dev/null || status=$?
    output=$(cat "$folder/output")
    same "$(cat "$folder/errors")" ''
    contains "$output" 'lock-too-late.c is solved: '
    same "$status" 0
}

folder_that_cannot_be_written_is_told()
{
    run try lock-too-late/there/is/none.c
    same "$status" 2
    mkdir "$folder/closed"
    (cd "$folder/closed" && chmod a-w . && run try lock-too-late && echo "$errors" >"$folder/said")
    chmod u+w "$folder/closed"
    same "$(cat "$folder/said")" 'lock-too-late.c cannot be written: Permission denied.'
}

place_without_a_compiler_is_told()
{
    cp "$forms/solution.c" lock-too-late.c
    mkdir -p "$folder/bin"
    for tool in sh ninja; do
        ln -sf "$(command -v $tool)" "$folder/bin/$tool"
    done
    run_with_path "$folder/bin" try lock-too-late --once
    same "$status" 5
    contains "$output" 'lock-too-late.c cannot be built: there is no compiler'
    nothing_is_left
}

run_with_path()
{
    status=0
    path=$1
    shift
    PATH=$path "$program" "$@" >"$folder/output" 2>"$folder/errors" </dev/null || status=$?
    output=$(cat "$folder/output") errors=$(cat "$folder/errors")
}

hints_come_one_by_one()
{
    runs try lock-too-late --hint=2
    same "$output" "Hint 2: $(sed -n 's/^ \* Hint 2: //p' "$root/demos/exercises/lock-too-late.c")"
    refuses '--hint=4: --hint takes a whole number from 1 to 3.
Its options:  asyncdemo help try' try lock-too-late --hint=4
}

exercises_are_listed_with_the_solved_ones()
{
    mkdir -p "$folder/state/asyncdemo"
    echo forgotten-await >"$folder/state/asyncdemo/solved"
    runs try
    contains "$output" '  solved  forgotten-await '
    contains "$output" '  next    lost-error '
    contains "$output" 'Next: asyncdemo try lost-error'
}

# The files of a class: each has its verdict, and the rest goes on.
class_is_checked()
{
    mkdir -p anna bob cleo dora 'e f'
    cp "$forms/solution.c" anna/lock-too-late.c
    cp "$forms/near-1.c" bob/lock-too-late.c
    echo 'int x = ;' >cleo/lock-too-late.c
    cp "$forms/solution.c" dora/unheard-of.c
    cp "$root/demos/exercises/lock-too-late.c" 'e f/lock-too-late.c'
    run check ./*/*.c --clock=virtual --format=tap
    same "$errors" ''
    same "$status" 1
    same "$(grep -E '^(not )?ok' "$folder/output")" 'ok 1 - ./anna/lock-too-late.c
not ok 2 - ./bob/lock-too-late.c
not ok 3 - ./cleo/lock-too-late.c
not ok 4 - ./dora/unheard-of.c
not ok 5 - ./e f/lock-too-late.c'
    contains "$output" 'message: "MUST(balance == 100) does not hold if '
    contains "$output" 'message: "it does not compile: line 1: expected expression'
    contains "$output" 'message: "There is no demo \"unheard-of\"'
    contains "$output" 'message: "it ended with exit code 1, expected 0; '
    contains "$output" "asyncdemo try --once './e f/lock-too-late.c'"
    nothing_is_left
}

# The file of the checkout stands for the demo, as before.
own_file_of_a_demo_is_the_demo()
{
    (cd "$root/demos/production" && run check lock.c --clock=virtual --format=tap --root="$root" &&
        contains "$output" 'ok 1 - production/lock on the virtual clock')
}

passes 'an exercise is copied without its hints' exercise_is_copied_without_its_hints
passes 'a file of the user stays' file_of_the_user_stays
passes 'a solution is solved' solution_is_solved
passes 'a lucky order does not pass' lucky_order_does_not_pass
passes 'the first error of the compiler is shown' first_error_of_the_compiler_is_shown
passes 'a misspelled call is an error in its line' misspelled_call_is_an_error_in_its_line
passes 'a missing header is an error in its line' missing_header_is_an_error_in_its_line
passes 'a function without a body is named' function_without_a_body_is_named
passes 'a demo is tried by its goldens' demo_is_tried_by_its_goldens
passes 'a file that crashes is told' file_that_crashes_is_told
passes 'a home that cannot be written does not matter' home_that_cannot_be_written_does_not_matter
if [ "$(id -u)" = 0 ]; then
    skips 'a folder that cannot be written is told' 'root may write everywhere'
else
    passes 'a folder that cannot be written is told' folder_that_cannot_be_written_is_told
fi
passes 'a place without a compiler is told' place_without_a_compiler_is_told
passes 'hints come one by one' hints_come_one_by_one
passes 'exercises are listed with the solved ones' exercises_are_listed_with_the_solved_ones
passes 'a class is checked' class_is_checked
passes 'the own file of a demo is the demo' own_file_of_a_demo_is_the_demo
done_testing

#!/bin/sh
# What a terminal gets: colours, and a heading for each of several demos. Usage: colour.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

escape=$(printf '\033')
bold=$(printf '\033[1m') red=$(printf '\033[1;31m') cyan=$(printf '\033[1;36m') plain=$(printf '\033[m')

# What a terminal gets, as script(1) sees it. The command may have redirections.
on_a_terminal()
{
    script -qec "'$program' $*" /dev/null </dev/null | tr -d '\r'
}

on_a_dumb_terminal()
{
    script -qec "TERM=dumb '$program' $*" /dev/null </dev/null | tr -d '\r'
}

has_no_colour()
{
    case $1 in
    *"$escape"*)
        printf 'expected no colour in:\n%s\n' "$1"
        return 1
        ;;
    esac
}

tasks_have_colours()
{
    shown=$(on_a_terminal lock --clock=virtual --stamp=elapsed)
    contains "$shown" "${escape}["
    same "$(printf '%s' "$shown" | sed "s/$escape\[[0-9;]*m//g")" "$(golden lock)"
    # The last line is that of main.
    has_no_colour "$(printf '%s\n' "$shown" | tail -n 1)"
}

no_colour_that_is_not_wanted()
{
    for setting in NO_COLOR=1 TERM=dumb; do
        has_no_colour "$(export "${setting?}" && on_a_terminal condition --clock=virtual)"
    done
    has_no_colour "$("$program" condition --clock=virtual 2>&1)"
    has_no_colour "$(on_a_terminal "lock --clock=virtual | cat")"
    on_a_terminal "lock --clock=virtual --stamp=elapsed -o '$folder/log'"
    same "$(cat "$folder/log")" "$(golden lock)"
    on_a_terminal "condition --clock=virtual 2>'$folder/log'" >/dev/null
    has_no_colour "$(cat "$folder/log")"
}

a_deadlock_is_red()
{
    contains "$(on_a_terminal "condition --clock=virtual --as=graph")" 'Next: asyncdemo condition --variant=fixed

'
    contains "$(on_a_terminal "condition --clock=virtual >/dev/null")" \
        "${red}DEADLOCK at 0.600 s: nothing can ever run again, and 3 tasks have not ended.$plain
"
}

several_demos_have_headings()
{
    title=$(sed -n 's/.*\.title = "\([^"]*\)".*/\1/p' "$root/demos/production/lock.c")
    shown=$(on_a_terminal "lock event --clock=virtual >'$folder/log'")
    contains "$shown" "${bold}1.1 lock: $title$plain

${bold}1.3 event: "
    same "$(cat "$folder/log")" "$("$program" lock event --clock=virtual 2>&1)"
    same "$(on_a_terminal "lock --clock=virtual >/dev/null")" ''
    contains "$(on_a_dumb_terminal "lock event --clock=virtual")" "1.1 lock: $title
["
}

a_run_that_takes_its_time_says_so()
{
    contains "$(on_a_terminal "lock --as=lanes >/dev/null")" \
        'lock runs. Its picture comes at the end; Ctrl-C ends it now.'
    shown=$(on_a_terminal "rate-limit --as=lanes --clock=paced:100 --variant=default,fixed >/dev/null")
    contains "$shown" 'rate-limit runs. '
    contains "$shown" 'rate-limit.fixed runs. '
    same "$(on_a_terminal "lock --as=lanes --clock=virtual >/dev/null")" ''
}

remarks_are_dim_and_have_a_column()
{
    shown=$(script -qec "stty cols 120; '$program' lock --clock=virtual --stamp=elapsed --why" \
        /dev/null </dev/null | tr -d '\r')
    contains "$shown" "${cyan}Worker-1$plain: Counter = 1"
    contains "$shown" "made by main"
    printf '%s\n' "$shown" | grep -q "$escape\[[0-9]*G"
    has_no_colour "$(on_a_dumb_terminal "lock --clock=virtual --why")"
}

pictures_fit_the_terminal()
{
    for columns in 50 90; do
        shown=$(script -qec "stty cols $columns; '$program' queue --clock=virtual --as=lanes" \
            /dev/null </dev/null | tr -d '\r' | sed "s/$escape\[[0-9;]*m//g")
        same "$(printf '%s\n' "$shown" | grep ".\{$((columns + 1))\}")" ''
        contains "$(printf '%s\n' "$shown" | head -n 1)" 'main │'
        printf '%s\n' "$shown" | grep -q ".\{$((columns - 8))\}"
    done
}

a_terminal_that_is_too_narrow_is_told()
{
    for view in lanes graph; do
        contains "$(script -qec "stty cols 30; '$program' lock --clock=virtual --as=$view" \
            /dev/null </dev/null)" 'The terminal has 30 columns; the drawing needs 40.'
    done
}

a_report_is_broken_between_words()
{
    contains "$(script -qec "stty cols 80; '$program' condition --clock=virtual" /dev/null \
        </dev/null | tr -d '\r')" 'What usually helps: tell the waiters when no more will come: make the predicate
    true at the end, then call co_condition_notify_all().'
}

if command -v script >/dev/null && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    passes 'tasks have colours' tasks_have_colours
    passes 'no colour that is not wanted' no_colour_that_is_not_wanted
    passes 'a deadlock is red' a_deadlock_is_red
    passes 'several demos have headings' several_demos_have_headings
    passes 'a run that takes its time says so' a_run_that_takes_its_time_says_so
    passes 'remarks are dim and have a column' remarks_are_dim_and_have_a_column
    passes 'pictures fit the terminal' pictures_fit_the_terminal
    passes 'a terminal that is too narrow is told' a_terminal_that_is_too_narrow_is_told
    passes 'a report is broken between words' a_report_is_broken_between_words
else
    skips 'colours' 'there is no script(1) that runs a command'
fi
done_testing

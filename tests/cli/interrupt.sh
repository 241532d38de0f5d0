#!/bin/sh
# Ctrl-C and SIGTERM at any moment. Usage: interrupt.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# The shell lets what it starts in the background ignore SIGINT; timeout sends it to what is not.
# after SIGNAL SECONDS ARGUMENT...
after()
{
    signal=$1 seconds=$2
    shift 2
    status=0
    timeout --preserve-status -k 10 -s "$signal" "$seconds" "$program" "$@" >"$folder/output" \
        2>"$folder/errors" || status=$?
    output=$(cat "$folder/output")
}

# None of the moments must be the one it does not expect.
at_several_moments()
{
    for signal in INT TERM; do
        for seconds in 0.001 0.003 0.01 0.05 0.3 1.1; do
            echo "$signal after $seconds s: $*"
            after $signal $seconds "$@"
            # Before main() has begun the signal ends the process by itself.
            [ "$status$output" = 143 ] || same "$status" 130
            same "$(cat "$folder/errors")" ''
        done
    done
}

one_demo()
{
    at_several_moments retry
}

several_demos()
{
    at_several_moments lock retry event
}

tasks_clean_up()
{
    # Cancelled in its first second, it says so before the end.
    after INT 0.3 cancel
    same "$status" 130
    contains "$output" '❌'
}

the_next_demo_does_not_begin()
{
    after INT 0.3 event lock
    same "$status" 130
    case $output in
    *Worker*) return 1 ;;
    esac
}

if timeout --preserve-status -k 10 -s INT 10 true 2>/dev/null; then
    passes 'one demo' one_demo
    passes 'several demos' several_demos
    passes 'tasks clean up' tasks_clean_up
    passes 'the next demo does not begin' the_next_demo_does_not_begin
else
    skips 'interrupts' 'there is no timeout(1) with --preserve-status'
fi
done_testing

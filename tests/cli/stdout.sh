#!/bin/sh
# Output that cannot be written, or that has no reader. Usage: stdout.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# The path to the checkout may have blanks, so what a command names lies here.
cd "$root/golden/production" || exit 1
commands='lock --clock=virtual
lock event --clock=virtual
lock --clock=virtual --as=svg
race --clock=virtual --as=trace
list
list --json
show lock
--help
help run
--version
check lock --clock=virtual
check lock --clock=virtual --format=tap
check lock --clock=virtual --format=junit
check lock --clock=virtual --format=json
compare lock.txt lock.txt'

# Call a function with the arguments of each command.
for_all_commands()
{
    printf '%s\n' "$commands" | while read -r arguments; do
        echo "asyncdemo $arguments"
        # shellcheck disable=SC2086
        "$1" $arguments
    done
}

# It says so in a line, and exits with 5.
fails()
{
    same "$status" 5
    contains "$(cat "$folder/errors")" 'written: '
    same "$(wc -l <"$folder/errors" | tr -d ' ')" 1
}

full()
{
    status=0
    "$program" "$@" >/dev/full 2>"$folder/errors" || status=$?
    fails
    contains "$(cat "$folder/errors")" 'No space left on device'
}

closed()
{
    status=0
    "$program" "$@" >&- 2>"$folder/errors" || status=$?
    fails
}

# The reader reads nothing, or has gone when the second line comes.
unread()
{
    status=0
    {
        "$program" "$@" 2>"$folder/errors" || status=$?
        echo "$status" >"$folder/status"
    } | :
    same "$(cat "$folder/errors")" ''
    same "$(cat "$folder/status")" 0
}

all_to_full()
{
    for_all_commands full
}

all_to_closed()
{
    for_all_commands closed
}

all_unread()
{
    for_all_commands unread
}

head_gets_its_line()
{
    same "$("$program" lock --clock=virtual 2>&1 | head -n 1)" '[00:00:00.010] 🔒 Worker-1: Counter = 1'
    same "$("$program" lock event --clock=virtual 2>&1 | head -n 1)" \
        '[00:00:00.010] 🔒 Worker-1: Counter = 1'
}

# The picture is larger than what a stream and a pipe keep.
head_gets_its_line_of_a_picture()
{
    for view in trace svg; do
        {
            status=0
            "$program" race --clock=virtual --as="$view" 2>"$folder/errors" || status=$?
            echo "$status" >"$folder/status"
        } | head -n 1 >/dev/null
        same "$(cat "$folder/errors")" ''
        same "$(cat "$folder/status")" 0
    done
}

# A run on the real clock whose reader has left must end before its 3 s, and no other run begins.
an_unread_run_ends()
{
    mkfifo "$folder/pipe"
    "$program" retry retry >"$folder/pipe" 2>"$folder/errors" &
    began=$(date +%s)
    head -n 1 "$folder/pipe" >/dev/null
    wait $!
    [ $(($(date +%s) - began)) -lt 3 ]
    same "$(cat "$folder/errors")" ''
}

a_closed_stderr_does_no_harm()
{
    same "$("$program" lock --clock=virtual --stamp=elapsed 2>&-)" "$(golden lock)"
    # What is opened later must not take its place.
    "$program" lock --clock=virtual --events="$folder/events" >/dev/null 2>&-
    same "$(grep -vc '^{"v":2' "$folder/events")" 0
    status=0
    "$program" lokc 2>&- || status=$?
    same "$status" 2
}

a_closed_stdin_does_no_harm()
{
    same "$("$program" lock --clock=virtual --stamp=elapsed <&-)" "$(golden lock)"
}

if [ -e /dev/full ]; then
    passes 'a full disk is an error, in all commands' all_to_full
else
    skips 'a full disk is an error, in all commands' 'there is no /dev/full'
fi
passes 'so is a closed stdout' all_to_closed
passes 'a reader that has gone is none, in all commands' all_unread
passes 'head gets its line' head_gets_its_line
passes 'head gets its line of a picture' head_gets_its_line_of_a_picture
passes 'a run ends when its reader leaves' an_unread_run_ends
passes 'a closed stderr does no harm' a_closed_stderr_does_no_harm
passes 'a closed stdin does no harm' a_closed_stdin_does_no_harm
done_testing

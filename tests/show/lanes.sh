#!/bin/sh
# The lanes of eight runs, as a terminal shows them. Usage: lanes.sh ROOT PROGRAM [accept]
# With "accept" the pictures of now become those of golden/lanes.
root=$1
program=$2
accept=$3
. "$root/tests/tap.sh"
golden=$root/tests/show/golden/lanes

# The lanes NAME of a demo, with these options.
picture()
{
    name=$1
    shift
    drawn=$("$program" "$@" --clock=virtual --as=lanes 2>/dev/null) || [ $? = 3 ] # a deadlock
    if [ "$accept" ]; then
        printf '%s\n' "$drawn" >"$golden/$name.txt"
    fi
    same "$drawn" "$(cat "$golden/$name.txt")"
}

drawn()
{
    passes "lanes of $1 are the same as before" picture "$@"
}

drawn lock.80 lock --width=80 --symbols=emoji
drawn queue.120 queue --width=120 --symbols=emoji
drawn condition.80 condition --width=80 --symbols=emoji
drawn semaphore.80.ascii semaphore --width=80 --symbols=ascii
drawn task-group.120.ascii task-group --width=120 --symbols=ascii
drawn mistake-blocking.80 mistake-blocking --width=80 --symbols=emoji
drawn batch.80 batch --width=80 --symbols=emoji
drawn rate-limit.80 rate-limit --variant=default,fixed --width=80 --symbols=emoji
done_testing

#!/bin/sh
# asyncdemo worker, and demos with --broker. What needs a server is skipped where redis-server or
# hiredis is missing. Usage: worker.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

absent=redis://127.0.0.1:1/

arguments_that_are_wrong()
{
    refuses 'A worker needs to know where its jobs are: --broker=ADDRESS.
For instance:  asyncdemo worker --broker=redis://127.0.0.1:6379/' worker
    refuses 'A worker takes no words, such as "T1": its jobs are in Redis.
More about it:  asyncdemo help worker' worker T1 --broker=$absent
    refuses '--broker=redis://: the host is missing, as in redis://127.0.0.1:6379/.
Its options:  asyncdemo help worker' worker --broker=redis://
    refuses '--name=two words: it is made of 1 to 47 letters, digits and -_.
Its options:  asyncdemo help worker' worker --broker=$absent '--name=two words'
}

demos_that_take_no_broker()
{
    refuses "--broker: \"lock\" has no workers that could be processes.
One that has:  asyncdemo distributed --broker=$absent" distributed lock --broker=$absent
    refuses '--broker=localhost: an address is redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH.
Its options:  asyncdemo help run' distributed --broker=localhost
    refuses '--variant=flaw: with --broker there are no variants.
Its options:  asyncdemo help run' distributed --broker=$absent --variant=flaw
    for clock in virtual paced:10; do
        refuses "--clock=$clock: with --broker there is the real clock alone. Redis, and workers on other machines, have a time of their own.
Its options:  asyncdemo help run" distributed --broker=$absent --clock=$clock
    done
}

nobody_there()
{
    run worker --broker=$absent --name=W
    same "$errors" "W: there is no Redis at $absent"
    same "$status" 5
    run distributed --broker=$absent
    same "$errors" \
        "distributed: main failed with ConnectionRefusedError: there is no Redis at $absent."
    same "$output" ''
    same "$status" 5
}

without_hiredis()
{
    run worker --broker=$absent
    contains "$errors" 'worker cannot run here: hiredis is missing'
    same "$status" 77
    run distributed --broker=$absent
    contains "$errors" 'distributed cannot run here: hiredis is missing'
    same "$status" 77
}

# ---- With a server ----

broker=unix://$folder/redis

# What a case that failed has left running.
: >"$folder/processes"
trap 'kill -9 $(cat "$folder/processes") 2>"$folder/kill"; rm -rf "$folder"' EXIT

# With what it knew before.
start_redis()
{
    redis-server --port 0 --save '' --appendonly yes --dir "$folder" --unixsocket "$folder/redis" \
        >>"$folder/log" 2>&1 &
    redis=$!
    echo $redis >>"$folder/processes"
    until ask PING >"$folder/ping" 2>&1 && grep -q PONG "$folder/ping"; do
        kill -0 $redis
        sleep 0.02
    done
}

stop_redis()
{
    kill $redis
    wait $redis || true
}

# One that knows nothing.
start_new_redis()
{
    rm -rf "$folder/appendonlydir"
    start_redis
}

ask()
{
    redis-cli -s "$folder/redis" "$@"
}

# Start a worker in the background; what it says is in FOLDER/NAME.
start_worker()
{
    "$program" worker --broker="$broker" --name="$1" >"$folder/output" 2>"$folder/$1" &
    worker=$!
    echo $worker >>"$folder/processes"
}

# Until it has said this.
said()
{
    tries=0
    until grep -q "$2" "$folder/$1"; do
        tries=$((tries + 1))
        if [ $tries -gt 500 ]; then
            cat "$folder/$1"
            return 1
        fi
        sleep 0.02
    done
}

# The exit code of the worker.
ends_with()
{
    code=0
    wait $worker || code=$?
    same "$code" "$1"
}

the_tasks_are_done_by_processes()
{
    start_new_redis
    run distributed --broker="$broker" --stamp=none
    stop_redis
    same "$errors" ''
    same "$status" 0
    contains "$output" 'manager: added T6 (priority 2)
'
    contains "$output" 'Worker-2: crashed while running T'
    contains "$output" 'manager: Worker-2 lost, reassigning T'
    contains "$output" 'manager: all tasks completed, workers left: Worker-1, Worker-3
'
    for task in T1 T2 T3 T4 T5 T6; do
        printf '%s\n' "$output" |
            grep -q "^$task: completed, attempts [12], result: $task computed by Worker-[13]$"
    done
    [ "$(printf '%s\n' "$output" | grep -c 'attempts 2')" = 1 ]
}

a_worker_started_by_hand_does_jobs_put_by_hand()
{
    start_new_redis
    start_worker by-hand
    said by-hand 'waits for jobs'
    ask XADD asyncdemo:1 '*' id T7 job 0.05
    ask XADD asyncdemo:2 '*' id "$(printf 'T\0338')" job nonsense
    ask LPUSH asyncdemo:bell 1
    said by-hand 'completed T.x1b8'
    same "$(ask HGET asyncdemo:results T7)" 'T7 computed by by-hand'
    same "$(ask HVALS asyncdemo:results | tail -n 1)" '"nonsense" is no number of seconds'
    kill $worker
    ends_with 0
    stop_redis
    same "$(cat "$folder/by-hand")" "by-hand: waits for jobs from $broker
by-hand: started T7 (priority 1)
by-hand: completed T7
by-hand: started T\\x1b8 (priority 2)
by-hand: completed T\\x1b8"
}

an_interrupt_lets_it_finish_and_the_second_does_not()
{
    start_new_redis
    start_worker first
    ask XADD asyncdemo:1 '*' id T1 job 0.5
    said first 'started T1'
    kill $worker
    ends_with 0
    same "$(ask HGET asyncdemo:results T1)" 'T1 computed by first'

    start_worker second
    ask XADD asyncdemo:1 '*' id T2 job 100
    said second 'started T2'
    kill $worker
    said second 'goes when this is done'
    kill $worker
    ends_with 130
    # The job was given back, for whoever comes next.
    same "$(ask XPENDING asyncdemo:1 workers - + 10 '(nobody)' | sed -n 2p)" '(nobody)'
    same "$(ask EXISTS asyncdemo:alive:second)" 0
    stop_redis
}

it_ends_when_nobody_hears_it()
{
    start_new_redis
    mkfifo "$folder/pipe"
    "$program" worker --broker="$broker" --name=unheard 2>"$folder/pipe" >"$folder/output" &
    worker=$!
    echo $worker >>"$folder/processes"
    head -n 1 "$folder/pipe" >"$folder/unheard"
    ends_with 0
    contains "$(cat "$folder/unheard")" 'unheard: waits for jobs'
    stop_redis
}

it_waits_for_a_server_that_comes_back()
{
    start_new_redis
    start_worker patient
    said patient 'waits for jobs'
    stop_redis
    said patient "there is no Redis at $broker; waits for it"
    start_redis
    ask XADD asyncdemo:1 '*' id T1 job 0
    said patient 'completed T1'
    kill $worker
    ends_with 0
    stop_redis
}

passes 'arguments that are wrong' arguments_that_are_wrong
passes 'demos that take no broker' demos_that_take_no_broker
if "$program" worker --broker=$absent 2>&1 | grep -q hiredis; then
    passes 'without hiredis' without_hiredis
    skips 'work by way of Redis' 'hiredis is missing'
else
    passes 'nobody there' nobody_there
    if command -v redis-server >"$folder/which" && command -v redis-cli >"$folder/which"; then
        passes 'the tasks are done by processes' the_tasks_are_done_by_processes
        passes 'a worker started by hand does jobs put by hand' \
            a_worker_started_by_hand_does_jobs_put_by_hand
        passes 'an interrupt lets it finish and the second does not' \
            an_interrupt_lets_it_finish_and_the_second_does_not
        passes 'it ends when nobody hears it' it_ends_when_nobody_hears_it
        passes 'it waits for a server that comes back' it_waits_for_a_server_that_comes_back
    else
        skips 'work by way of Redis' 'redis-server is not installed'
    fi
fi
done_testing

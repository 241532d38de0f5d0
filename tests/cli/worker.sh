#!/bin/sh
# asyncdemo worker, and demos with --broker. What needs a server is skipped where redis-server or
# hiredis is missing. Usage: worker.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

absent=redis://127.0.0.1:1/

arguments_that_are_wrong()
{
    refuses 'A worker needs to know where its jobs are: --broker=ADDRESS, and --queue=NAME as of the run.
For instance:  asyncdemo worker --broker=redis://127.0.0.1:6379/ --queue=class' worker --broker=$absent
    refuses 'A worker takes no words, such as "T1": its jobs are in Redis.
More about it:  asyncdemo help worker' worker T1 --broker=$absent
    refuses '--broker=redis://: the host is missing, as in redis://127.0.0.1:6379/.
Its options:  asyncdemo help worker' worker --broker=redis://
    refuses '--name=two words: a name has 1 to 47 letters, digits and -_.
Its options:  asyncdemo help worker' worker --broker=$absent --queue=class '--name=two words'
    refuses '--queue=two words: a name has 1 to 47 letters, digits and -_.
Its options:  asyncdemo help worker' worker --broker=$absent '--queue=two words'
    refuses '--queue=class: --queue is for --broker=ADDRESS, the Redis that has the queue.
Its options:  asyncdemo help run' distributed --queue=class
}

# Whatever is wrong: a typo in the option, the scheme, the port; a command that takes no address.
no_message_shows_a_password()
{
    for words in 'worker --broker=redis://ann:secret@host/x' 'worker --broker redis://:secret@host:x' \
        'distributed --broker=rdis://ann:secret@host' 'distributed --brokr=redis://:secret@host' \
        'distributed --broker=ann:secret@host' 'worker redis://ann:secret@host' \
        'redis://ann:secret@host' 'lock --broker=redis://ann:secret@127.0.0.1:1' \
        'worker --queue=q --broker=redis://ann:secret@127.0.0.1:1'; do
        # shellcheck disable=SC2086 # words
        run $words
        [ "$status" != 0 ]
        case $output$errors in
        *secret*)
            echo "asyncdemo $words says: $output$errors"
            return 1
            ;;
        *@* | *brokr*) ;;
        *host* | *127.0.0.1*) ;;
        *) return 1 ;;
        esac
    done
}

demos_that_take_no_broker()
{
    refuses "--broker: the demo \"lock\" has no workers that could be processes.
A demo that has:  asyncdemo distributed --broker=$absent" distributed lock --broker=$absent
    refuses '--broker=localhost: an address is redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH.
Its options:  asyncdemo help run' distributed --broker=localhost
    refuses '--variant=flaw: with --broker there are no variants.
Its options:  asyncdemo help run' distributed --broker=$absent --variant=flaw
    for clock in virtual paced:10; do
        refuses "--clock=$clock: with --broker only the real clock is possible, because Redis and workers on other machines use real time.
Its options:  asyncdemo help run" distributed --broker=$absent --clock=$clock
    done
}

address_without_a_server()
{
    run worker --broker=$absent --queue=class --name=W
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
    run worker --broker=$absent --queue=class
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
        "$@" >>"$folder/log" 2>&1 &
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
    start_redis "$@"
}

ask()
{
    redis-cli -s "$folder/redis" "$@"
}

# Start a worker in the background. Its messages are in FOLDER/NAME.
start_worker()
{
    : >"$folder/$1" # a worker of this name has been here before
    "$program" worker --broker="$broker" --queue=class --name="$1" >"$folder/output" 2>"$folder/$1" &
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

# All tasks are completed, as the lines at the end say.
all_completed()
{
    [ "$(grep -c '^T[1-6]: completed, attempts [12], result: T[1-6] computed by ' "$1")" = 6 ]
}

runs_on_one_redis_do_not_meet()
{
    start_new_redis
    runs=
    for number in 1 2 3; do
        "$program" distributed --broker="$broker" --stamp=none >"$folder/run-$number" 2>&1 &
        runs="$runs $!"
    done
    for one in $runs; do
        wait "$one"
    done
    for number in 1 2 3; do
        all_completed "$folder/run-$number"
    done
    same "$(ask DBSIZE)" 0
    stop_redis
}

# Two at once: the second waits for a while. What is none of its tasks is not counted.
a_run_shares_its_queue_when_it_is_told_to()
{
    start_new_redis
    start_worker by-hand
    said by-hand 'waits for jobs'
    "$program" distributed --broker="$broker" --queue=class --stamp=none >"$folder/first" 2>&1 &
    first=$!
    said first 'started'
    ask HSET class:results T7 result >"$folder/output"
    for id in T7 T7; do
        ask XADD class:done '*' id $id worker other attempts 1 >"$folder/output"
    done
    "$program" distributed --broker="$broker" --queue=class --stamp=none >"$folder/second" 2>&1
    wait $first
    all_completed "$folder/first"
    all_completed "$folder/second"
    kill $worker
    ends_with 0
    grep -q 'by-hand: completed T' "$folder/by-hand"

    ask SET class:owner other >"$folder/output"
    run distributed --broker="$broker" --queue=class
    contains "$errors" 'another run has the queue class'
    same "$status" 5
    stop_redis
}

a_run_says_that_its_jobs_have_vanished()
{
    start_new_redis
    "$program" distributed --broker="$broker" --stamp=none >"$folder/vanished" 2>&1 &
    one=$!
    said vanished 'started'
    ask FLUSHALL >"$folder/output"
    code=0
    wait $one || code=$?
    same "$code" 5
    contains "$(cat "$folder/vanished")" ' vanished: Redis, or the queue '
    stop_redis
}

# The workers of a run have its queue as a word of their command.
kill_workers_of()
{
    for command in $(grep -lszx "$1" /proc/[0-9]*/cmdline); do
        process=${command#/proc/}
        kill -9 "${process%/cmdline}" 2>"$folder/kill" || :
    done
}

# While the workers have their first jobs, Redis gets full, and stays so for longer than a job lasts.
a_run_goes_on_when_redis_was_full_for_a_while()
{
    start_new_redis
    "$program" distributed --broker="$broker" --stamp=none >"$folder/full" 2>&1 &
    one=$!
    said full 'started'
    ask CONFIG SET maxmemory 1 >"$folder/output"
    sleep 1
    ask CONFIG SET maxmemory 0 >"$folder/output"
    code=0
    wait $one || code=$?
    same "$code" 0
    all_completed "$folder/full"
    stop_redis
}

# The workers of the run are killed, but the queue has another one.
a_run_goes_on_when_only_a_worker_of_others_is_left()
{
    [ -d /proc/self ] || return 0
    start_new_redis
    start_worker by-hand
    "$program" distributed --broker="$broker" --queue=class --stamp=none >"$folder/others" 2>&1 &
    one=$!
    said others 'Worker-3: waits'
    kill_workers_of class
    code=0
    wait $one || code=$?
    same "$code" 0
    contains "$(cat "$folder/others")" 'manager: all tasks completed, workers left: none
'
    same "$(grep -c '^T[1-6]: completed, ' "$folder/others")" 6
    kill $worker
    ends_with 0
    stop_redis
}

a_run_says_that_no_worker_is_left()
{
    [ -d /proc/self ] || return 0
    start_new_redis
    "$program" distributed --broker="$broker" --queue=lonely --stamp=none >"$folder/lonely" 2>&1 &
    one=$!
    said lonely 'Worker-3: waits'
    kill_workers_of lonely
    code=0
    wait $one || code=$?
    same "$code" 5
    contains "$(cat "$folder/lonely")" 'main failed with ConnectionError: no worker is left'
    stop_redis
}

# As if four workers had been lost on the job of Worker-2 before. Whether it has one.
wear_out()
{
    [ "$(ask EVAL "
        for priority = 1, 9 do
            local jobs = 'class:' .. priority
            local had = redis.pcall('XPENDING', jobs, 'workers', '-', '+', 1, 'Worker-2')[1]
            if had then
                redis.call('XCLAIM', jobs, 'workers', 'Worker-2', 0, had[1], 'RETRYCOUNT', 5, 'JUSTID')
                return 1
            end
        end
        return 0" 0)" = 1 ]
}

# Worker-2 crashes a moment after it was given a job: there may be more than one attempt.
a_run_sets_a_task_aside_on_which_workers_are_lost()
{
    start_new_redis
    code=0
    tries=0
    until [ $code = 5 ]; do
        [ $((tries += 1)) -le 10 ]
        "$program" distributed --broker="$broker" --queue=class --stamp=none \
            >"$folder/aside" 2>&1 &
        one=$!
        until wear_out || ! kill -0 $one; do :; done
        wait $one || code=$?
    done
    contains "$(cat "$folder/aside")" ' set aside: 5 attempts without a result, the last by Worker-2
'
    contains "$(cat "$folder/aside")" 'manager: 1 of 6 tasks set aside, workers left: Worker-1, Worker-3
'
    grep -q '^T[1-6]: set aside, attempts 5, result: 5 attempts without a result' "$folder/aside"
    [ "$(grep -c '^T[1-6]: completed, ' "$folder/aside")" = 5 ]
    stop_redis
}

# Over TCP, for an address with a password. Sets port.
start_redis_with_password()
{
    tries=0
    until
        port=$((20000 + ($$ + tries * 7919) % 20000))
        start_new_redis --port $port --requirepass s@cret
    do
        [ $((tries += 1)) -lt 20 ]
    done
}

a_password_is_given_to_redis_alone()
{
    REDISCLI_AUTH=s@cret
    export REDISCLI_AUTH
    start_redis_with_password
    "$program" distributed --broker="redis://:s@cret@127.0.0.1:$port/2" --stamp=none \
        >"$folder/logged-in" 2>&1 &
    one=$!
    said logged-in 'Worker-2: started'
    if [ -d /proc/self ]; then
        commands=$(grep -lsz "127.0.0.1:$port" /proc/[0-9]*/cmdline || :) # some have ended
        # shellcheck disable=SC2086 # names
        set -- $commands
        [ $# -ge 2 ]
        if grep -lsz cret "$@"; then return 1; fi
    fi
    wait $one
    all_completed "$folder/logged-in"
    if grep -q cret "$folder/logged-in"; then return 1; fi
    contains "$(cat "$folder/logged-in")" "from redis://127.0.0.1:$port/2"

    ASYNCDEMO_REDIS_PASSWORD=s@cret run distributed --broker="$broker"
    same "$status" 0
    run distributed --broker="redis://:wrong@127.0.0.1:$port"
    contains "$errors" 'refuses the user or the password'
    same "$status" 5
    run distributed --broker="redis://127.0.0.1:$port"
    contains "$errors" 'wants a password; set ASYNCDEMO_REDIS_PASSWORD'
    run worker --broker="redis://ann@127.0.0.1:$port" --queue=class
    contains "$errors" "Redis at redis://ann@127.0.0.1:$port refuses the user or the password"
    same "$status" 5

    # A user with the permissions that README.md names, and no more.
    ask ACL SETUSER ann on '>secret' '~asyncdemo-*' +@all -@admin -@dangerous >"$folder/output"
    ASYNCDEMO_REDIS_PASSWORD=secret run distributed --broker="redis://ann@127.0.0.1:$port"
    same "$errors" ''
    same "$status" 0
    run distributed --broker="redis://ann:secret@127.0.0.1:$port" --queue=class
    contains "$errors" 'does not permit the user what is needed; see README.md'
    same "$status" 5
    stop_redis
    unset REDISCLI_AUTH
}

a_worker_started_by_hand_does_jobs_put_by_hand()
{
    start_new_redis
    start_worker by-hand
    said by-hand 'waits for jobs'
    ask XADD class:1 '*' id T7 job 0.05
    ask XADD class:2 '*' id "$(printf 'T\0338')" job nonsense
    ask LPUSH class:bell 1
    said by-hand 'completed T.x1b8'
    same "$(ask HGET class:results T7)" 'T7 computed by by-hand'
    same "$(ask HVALS class:results | tail -n 1)" '"nonsense" is no number of seconds'
    kill $worker
    ends_with 0
    stop_redis
    same "$(cat "$folder/by-hand")" "by-hand: waits for jobs of the queue class from $broker
by-hand: started T7 (priority 1)
by-hand: completed T7
by-hand: started T\\x1b8 (priority 2)
by-hand: completed T\\x1b8"
}

an_interrupt_lets_a_worker_finish_and_a_second_does_not()
{
    start_new_redis
    start_worker first
    ask XADD class:1 '*' id T1 job 0.5
    said first 'started T1'
    kill $worker
    ends_with 0
    same "$(ask HGET class:results T1)" 'T1 computed by first'

    start_worker second
    ask XADD class:1 '*' id T2 job 100
    said second 'started T2'
    kill $worker
    said second 'ends when this job is done'
    kill $worker
    ends_with 130
    # The job was given back for the next worker.
    same "$(ask XPENDING class:1 workers - + 10 '(none)' | sed -n 2p)" '(none)'
    same "$(ask EXISTS class:alive:second)" 0
    stop_redis
}

worker_ends_when_its_output_is_closed()
{
    start_new_redis
    mkfifo "$folder/pipe"
    "$program" worker --broker="$broker" --queue=class --name=unheard 2>"$folder/pipe" >"$folder/output" &
    worker=$!
    echo $worker >>"$folder/processes"
    head -n 1 "$folder/pipe" >"$folder/unheard"
    ends_with 0
    contains "$(cat "$folder/unheard")" 'unheard: waits for jobs'
    stop_redis
}

worker_waits_for_a_server_that_comes_back()
{
    start_new_redis
    start_worker patient
    said patient 'waits for jobs'
    stop_redis
    said patient "there is no Redis at $broker; the worker waits until it is back"
    start_redis
    ask XADD class:1 '*' id T1 job 0
    said patient 'completed T1'
    kill $worker
    ends_with 0
    stop_redis
}

passes 'arguments that are wrong' arguments_that_are_wrong
passes 'no message shows a password' no_message_shows_a_password
passes 'demos that take no broker' demos_that_take_no_broker
if "$program" worker --broker=$absent --queue=class 2>&1 | grep -q hiredis; then
    passes 'without hiredis' without_hiredis
    skips 'work by way of Redis' 'hiredis is missing'
else
    passes 'an address without a server' address_without_a_server
    if command -v redis-server >"$folder/which" && command -v redis-cli >"$folder/which"; then
        passes 'the tasks are done by processes' the_tasks_are_done_by_processes
        passes 'runs on one Redis do not meet' runs_on_one_redis_do_not_meet
        passes 'a run shares its queue when it is told to' a_run_shares_its_queue_when_it_is_told_to
        passes 'a run says that its jobs have vanished' a_run_says_that_its_jobs_have_vanished
        passes 'a run goes on when Redis was full for a while' a_run_goes_on_when_redis_was_full_for_a_while
        passes 'a run goes on when only a worker of others is left' \
            a_run_goes_on_when_only_a_worker_of_others_is_left
        passes 'a run says that no worker is left' a_run_says_that_no_worker_is_left
        passes 'a run sets a task aside on which workers are lost' \
            a_run_sets_a_task_aside_on_which_workers_are_lost
        passes 'a password is given to Redis alone' a_password_is_given_to_redis_alone
        passes 'a worker started by hand does jobs put by hand' \
            a_worker_started_by_hand_does_jobs_put_by_hand
        passes 'an interrupt lets a worker finish and a second does not' \
            an_interrupt_lets_a_worker_finish_and_a_second_does_not
        passes 'a worker ends when its output is closed' worker_ends_when_its_output_is_closed
        passes 'a worker waits for a server that comes back' \
            worker_waits_for_a_server_that_comes_back
    else
        skips 'work by way of Redis' 'redis-server is not installed'
    fi
fi
done_testing

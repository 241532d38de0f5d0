#!/bin/sh
# A demo's server that is kept open. Usage: listen.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# Start the server of a demo on a port that is free; set server and typed, what it says is to be typed.
listen()
{
    rm -f "$folder/told"
    "$program" "$1" --listen=0 --stamp=none >"$folder/log" 2>"$folder/told" &
    server=$!
    trap 'kill $server' EXIT
    typed=
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        typed=$(sed -n 's/^    //p' "$folder/told" 2>/dev/null) || typed=
        [ -z "$typed" ] || break
        sleep 0.1
    done
    same "$(head -n 1 "$folder/told")" "The server listens until Ctrl-C; a second Ctrl-C ends it at once. \
In another terminal:"
    port=${typed#*127.0.0.1:}
    port=${port%%/*}
}

# It ends by the signal, as by Ctrl-C, which is ignored in the background.
ends()
{
    trap - EXIT
    kill -TERM "$server"
    status=0
    wait "$server" || status=$?
    same "$status" 130
}

what_it_says_is_typed()
{
    for demo in http http-limit; do
        listen "$demo"
        same "$($typed -sS)" '{"id": 1}'
        same "$(curl -sS "http://127.0.0.1:$port/item/2?bad=1")" 'internal error'
        same "$(curl -sS "http://127.0.0.1:$port/other")" '404: Not Found'
        ends
        same "$(cat "$folder/log")" 'GET /item/1: 200
GET /item/2?bad=1: 500
GET /other: 404'
    done
}

a_port_is_taken()
{
    listen http
    run http --listen="$port"
    same "$errors" "http: The server could not go on: 127.0.0.1:$port is taken: end the program that \
listens there, or choose another."
    same "$status" 5
    ends
}

another_clock()
{
    for clock in virtual paced; do
        refuses '--listen=8080: --listen is for the real clock, because clients from outside use real time.
Its options:  asyncdemo help run' http --listen=8080 --clock=$clock
    done
}

a_demo_without_a_server()
{
    run lock --listen=8080
    contains "$errors" '--listen=8080: lock has no server. Demos that have one: '
    contains "$errors" 'http, http-limit'
    same "$status" 2
}

passes 'on another clock it is refused' another_clock
passes 'a demo without a server is told which have one' a_demo_without_a_server
run http --clock=virtual
if [ "$status" = 77 ]; then
    skips 'a server' "$errors"
elif ! command -v curl >/dev/null; then
    skips 'a server' 'there is no curl(1)'
else
    passes 'what it says is typed, and answered' what_it_says_is_typed
    passes 'a port is taken' a_port_is_taken
fi
done_testing

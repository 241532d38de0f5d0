#!/bin/sh
# What README.md says is true. Usage: readme.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

readme=$root/README.md

# The lines that are indented by four blanks, without these.
indented()
{
    sed -n 's/^    //p' "$readme"
}

# The n-th block of C.
code()
{
    awk -v n="$1" '/^```/ { inside = /^```c/ && ++count == n; next } inside' "$readme"
}

# The command, until it ends or has said on stderr that it stays; then it is told to end.
stays()
{
    : >"$folder/told" # what the command before told is no sign of this one
    "$program" "$@" >/dev/null 2>"$folder/told" </dev/null &
    stayer=$!
    tries=200
    while kill -0 $stayer 2>/dev/null && [ $((tries -= 1)) -gt 0 ] &&
        ! grep -q 'listens until\|waits for jobs' "$folder/told"; do
        sleep 0.05
    done
    kill $stayer 2>/dev/null || :
    status=0
    wait $stayer || status=$?
    # 77: a library is missing.
    grep -q 'listens until\|waits for jobs' "$folder/told" || [ $status = 77 ]
}

# The command, with a Redis of our own, if there is one.
with_broker()
{
    command -v redis-server >/dev/null || return 0
    rm -f "$folder/redis" # the socket of the server before tells nothing of this one
    redis-server --port 0 --unixsocket "$folder/redis" --save '' >/dev/null &
    redis=$!
    trap 'kill $redis' EXIT
    tries=200
    while [ ! -S "$folder/redis" ] && [ $((tries -= 1)) -gt 0 ]; do
        sleep 0.05
    done
    status=0
    for word; do
        shift
        case $word in
        --broker=*) word="--broker=unix://$folder/redis" ;;
        esac
        set -- "$@" "$word"
    done
    case $1 in
    worker) stays "$@" ;;
    *) "$program" "$@" >/dev/null || status=$? ;;
    esac
    trap - EXIT
    kill $redis
    wait $redis || :
    [ $status = 0 ] || [ $status = 77 ]
}

# With the port and the address of this test.
command_works()
{
    case $* in
    *--listen=*)
        stays "$1" --listen=0
        [ $status = 130 ] || [ $status = 77 ]
        ;;
    *--broker=*) with_broker "$@" ;;
    new*)
        mkdir "$folder/tree"
        cp -R "$root/demos" "$root/golden" "$folder/tree"
        "$program" "$@" --root="$folder/tree"
        ;;
    *)
        status=0
        "$program" "$@" >"$folder/output" </dev/null || status=$?
        # Whether this machine is quick enough for the real clock is not README's business.
        [ $status = 0 ] || [ "$status $1" = '4 check' ]
        ;;
    esac
}

every_command_works()
{
    indented | sed -n 's/^\(\$ \)\{0,1\}\.\/asyncdemo \{0,1\}//p' | sed 's/   .*//' >"$folder/commands"
    [ "$(wc -l <"$folder/commands")" -ge 6 ]
    cd "$folder" # some write a file
    while read -r arguments; do
        echo "asyncdemo $arguments"
        # shellcheck disable=SC2086
        command_works $arguments
    done <"$folder/commands"
    [ -x "$root/asyncdemo" ]
    [ -x "$root/tests/run" ]
    indented | grep -qx tests/run
}

every_program_in_python_works()
{
    indented | sed -n 's/^python3 //p' | sed 's/   .*//' >"$folder/programs"
    [ "$(wc -l <"$folder/programs")" -ge 2 ]
    cd "$root"
    while read -r arguments; do
        echo "python3 $arguments"
        # shellcheck disable=SC2086
        PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8 python3 $arguments >"$folder/output" </dev/null
        grep -q 'Final counter value' "$folder/output"
    done <"$folder/programs"
}

the_run_is_the_golden()
{
    indented | sed -n '/^\$ .*lock$/,/^\.\//p' | grep '^\[' >"$folder/transcript"
    "$program" compare "$root/golden/production/lock.txt" "$folder/transcript"
}

the_demo_is_what_it_shows()
{
    contains "$(cat "$root/demos/production/lock.c")" "$(code 1)"
}

what_is_written_out_compiles()
{
    {
        printf '#include "run/run.h"\n'
        sed -n '/^static struct co_lock/p; /^static int shared_counter/p' "$root/demos/production/lock.c"
        code 2
        echo 'int written_out(struct increment_counter *my);'
        echo 'int written_out(struct increment_counter *my) { return increment_counter_body(my); }'
    } >"$folder/code.c"
    grep -q increment_counter_body "$folder/code.c"
    ${CC:-cc} -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -I"$root/src" -fsyntax-only "$folder/code.c"
}

# The block behind the words "This is `server.golden`".
the_golden_of_a_command_is_one()
{
    sed -n '/This is `server.golden`/,/^## /p' "$readme" | sed -n '/^```$/,/^```$/p' | sed '/^```$/d' >"$folder/server.golden"
    grep -q '{=port}' "$folder/server.golden"
    "$program" check "$folder/server.golden" --inconclusive=pass
}

the_map_shows_what_is_there()
{
    indented | sed -n 's/^\([a-z_/]*\/\) .*/\1/p' >"$folder/folders"
    [ "$(wc -l <"$folder/folders")" -ge 6 ]
    while read -r path; do
        echo "$path"
        [ -d "$root/$path" ]
    done <"$folder/folders"
    for path in "$root"/src/*/; do
        grep -qx "${path#"$root"/}" "$folder/folders"
    done
    for path in src/co/co.h src/co/sugar.h src/co/lock.c src/co/kernel/waitlist.c src/co/kernel/loop.c demos/CATALOG demos/demo.h; do
        grep -q "${path##*/}" "$readme"
        [ -f "$root/$path" ]
    done
}

# From the two files that a build writes; the installed library has a test of its own.
a_program_of_ones_own_runs()
{
    code 3 >"$folder/tick.c"
    mkdir "$folder/co"
    amalgamation=${program%/src/cli/*}/src/co/amalgamation
    cp "$amalgamation/co.c" "$amalgamation/co.h" "$folder/co"
    command=$(indented | sed -n 's/^cc //p' | grep 'co/co\.c')
    cd "$folder"
    # shellcheck disable=SC2086 # the words of a command
    ${CC:-cc} -Wall -Wextra -Werror $command
    printf 'a 1\nb 1\na 2\nb 2\nb 3\n' >expected
    ./tick | diff expected -
}

passes 'every command works' every_command_works
if python3 -c 'import asyncio; asyncio.timeout' 2>/dev/null; then
    passes 'every program in Python works' every_program_in_python_works
else
    skips 'every program in Python works' 'there is no python3 of version 3.11 or later'
fi
passes 'the run is the golden' the_run_is_the_golden
passes 'the demo is what it shows' the_demo_is_what_it_shows
passes 'the golden of a command is one that can be checked' the_golden_of_a_command_is_one
if command -v "${CC:-cc}" >/dev/null; then
    passes 'what is written out compiles' what_is_written_out_compiles
else
    skips 'what is written out compiles' 'there is no compiler'
fi
if [ -f "${program%/src/cli/*}/src/co/amalgamation/co.c" ]; then
    passes "a program of one's own runs" a_program_of_ones_own_runs
else
    skips "a program of one's own runs" 'this build has no amalgamation'
fi
passes 'the map shows what is there' the_map_shows_what_is_there
done_testing

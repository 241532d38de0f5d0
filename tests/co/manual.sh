#!/bin/sh
# The manual of the library is made from its headers. Usage: manual.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

co_headers='co version errors task run callbacks sync together iterate context thread observe'
io_headers='io buffer server stream http/http_characters http/http_client http/http_headers http/http_request
    http/http_response http/http_server process/process redis/redis websocket/websocket'

# The headers of a library: headers co|io
headers()
{
    names=$co_headers
    [ "$1" = co ] || names=$io_headers
    for header in $names; do
        echo "$root/src/$1/$header.h"
    done
}

# Each declaration of a function has a comment of its own before it: co|io
each_function_has_a_contract()
{
    headers "$1" | while read -r header; do
        python3 "$root/src/co/manual/contracts.py" "$header"
    done >"$folder/shown"
    awk -v prefix="$1" '
        /^ \*\// { documented = 1; next }
        /^\/\*\*/ { next }
        /^[A-Za-z]/ && $0 ~ "[ *]" prefix "_[a-z_]*[(]" && !/^(static|typedef|#)/ {
            count++
            if (!documented) { print; missing = 1 }
        }
        !/^ \*/ { documented = 0 }
        END { print count " functions"; exit missing || count < 120 }' "$folder/shown"
}

# What stands in a contract, and where it begins a paragraph.
a_contract_is_shown()
{
    python3 "$root/src/co/manual/contracts.py" "$root/src/co/sync.h" >"$folder/sync"
    contains "$(cat "$folder/sync")" '/**
 * Give the lock to the first waiter. Any task may release it.
 * 
 * -EPERM: the lock is not locked.
 */
int co_lock_release(struct co_lock *lock);'
    contains "$(cat "$folder/sync")" '@defgroup co_lock Lock'
}

# co|io
makes_pages()
{
    inputs=$(headers "$1" | sed 's/.*/"&"/' | tr '\n' ' ')
    sed "s|@NAME@|asyncdemo-$1|; s|@BRIEF@|a brief|; s|@VERSION@|1|; s|@INPUT@|$inputs|
        s|@FILTER@|$root/src/co/manual/contracts.py|; s|@SOURCE@|$root/src|
        s|@OUTPUT@|$folder/$1/doxygen|" "$root/src/co/manual/Doxyfile.in" >"$folder/Doxyfile"
    sh "$root/src/co/manual/make.sh" doxygen "$folder/Doxyfile" "$folder/$1" "$1" >"$folder/said" 2>&1 || {
        cat "$folder/said"
        return 1
    }
    same "$(cat "$folder/said")" ''
    [ "$(ls "$folder/$1/man3" | wc -l)" -gt "$2" ]
    [ -s "$folder/$1/html/index.html" ]
    # roff would take such a line for a macro.
    same "$(grep -l "^'" "$folder/$1"/man3/* || :)" ''
}

a_chapter_is_a_page()
{
    contains "$(cat "$folder/co/man3/co_lock.3")" 'release gives the lock to the first waiter'
    same "$(cat "$folder/co/man3/co_lock_acquire.3")" '.so man3/co_lock.3'
    contains "$(cat "$folder/co/man3/co_where_a_call_may_be_made.3")" 'co_blocking_sleep()'
    contains "$(cat "$folder/co/man3/co_rules.3")" 'Coroutine arguments are copied'
}

# A header of src/io is a page.
a_header_is_a_page()
{
    contains "$(cat "$folder/io/man3/io_stream.3")" 'Read exactly'
    contains "$(cat "$folder/io/man3/io_stream.3")" "Read a line with its '\\en'"
    same "$(cat "$folder/io/man3/io_stream_readline.3")" '.so man3/io_stream.3'
    contains "$(cat "$folder/io/man3/io_redis.3")" 'io_redis_command'
}

passes 'each function of co has a contract' each_function_has_a_contract co
passes 'each function of io has a contract' each_function_has_a_contract io
passes 'a contract is shown to doxygen' a_contract_is_shown
if command -v doxygen >/dev/null; then
    passes 'doxygen makes pages of co without a warning' makes_pages co 200
    passes 'a chapter is a page, which its functions share' a_chapter_is_a_page
    passes 'doxygen makes pages of io without a warning' makes_pages io 130
    passes 'a header of io is a page, which its functions share' a_header_is_a_page
else
    skips 'doxygen makes pages' 'there is no doxygen'
fi
done_testing

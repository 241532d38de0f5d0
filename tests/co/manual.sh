#!/bin/sh
# The manual of the library is made from its headers. Usage: manual.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

headers='co version errors task run callbacks sync together iterate context thread observe'

# Each declaration of a function has a comment of its own before it.
each_function_has_a_contract()
{
    for header in $headers; do
        python3 "$root/src/co/manual/contracts.py" "$root/src/co/$header.h"
    done >"$folder/shown"
    awk '
        /^ \*\// { documented = 1; next }
        /^\/\*\*/ { next }
        /^[A-Za-z].*[ *](co_[a-z_]*)\(/ && !/^(static|typedef|#)/ {
            count++
            if (!documented) { print; missing = 1 }
        }
        !/^ \*/ { documented = 0 }
        END { print count " functions"; exit missing || count < 150 }' "$folder/shown"
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

makes_pages()
{
    inputs=
    for header in $headers; do
        inputs="$inputs $root/src/co/$header.h"
    done
    sed "s|@VERSION@|1|; s|@INPUT@|$inputs|; s|@FILTER@|$root/src/co/manual/contracts.py|; s|@SOURCE@|$root/src|
        s|@OUTPUT@|$folder/doxygen|" "$root/src/co/manual/Doxyfile.in" >"$folder/Doxyfile"
    sh "$root/src/co/manual/make.sh" doxygen "$folder/Doxyfile" "$folder" >"$folder/said" 2>&1 || {
        cat "$folder/said"
        return 1
    }
    same "$(cat "$folder/said")" ''
    [ "$(ls "$folder/man3" | wc -l)" -gt 200 ]
    [ -s "$folder/html/index.html" ]
    # roff would take such a line for a macro.
    same "$(grep -l "^'" "$folder"/man3/* || :)" ''
}

a_chapter_is_a_page()
{
    contains "$(cat "$folder/man3/co_lock.3")" 'release gives the lock to the first waiter'
    same "$(cat "$folder/man3/co_lock_acquire.3")" '.so man3/co_lock.3'
    contains "$(cat "$folder/man3/co_where_a_call_may_be_made.3")" 'co_blocking_sleep()'
    contains "$(cat "$folder/man3/co_rules.3")" 'Coroutine arguments are copied'
}

passes 'each function has a contract' each_function_has_a_contract
passes 'a contract is shown to doxygen' a_contract_is_shown
if command -v doxygen >/dev/null; then
    passes 'doxygen makes pages without a warning' makes_pages
    passes 'a chapter is a page, which its functions share' a_chapter_is_a_page
else
    skips 'doxygen makes pages' 'there is no doxygen'
fi
done_testing

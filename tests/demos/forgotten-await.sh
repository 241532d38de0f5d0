#!/bin/sh
# An await that was forgotten does not compile. Usage: forgotten-await.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# A demo whose main has this statement in it: compiles STATEMENT
compiles()
{
    cat >"$folder/demo.c" <<END
#include "demo.h"
ASYNC(fetch, int id;)
{
    return my->id;
}
ASYNC(main)
{
    $1
    return 0;
}
DEMO(forgetful, .title = "");
END
    # What makes it an error is in meson.build.
    # shellcheck disable=SC2046
    ${CC:-cc} -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -I"$root/src" -I"$root/demos" \
        $(sed -n "s/^ *'\(-Werror=[a-z-]*\)',$/\1/p" "$root/meson.build") \
        -O2 -c -o "$folder/demo.o" "$folder/demo.c" 2>"$folder/errors"
}

# The statement with its await compiles; without it, it does not: needs_await CALL
needs_await()
{
    compiles "await($1);" || {
        cat "$folder/errors"
        return 1
    }
    ! compiles "$1;" || return 1
    grep -q 'unused\|not used' "$folder/errors"
}

# A coroutine that is made, and neither awaited nor given to anybody.
is_not_dropped()
{
    compiles 'await(GATHER(CORO(fetch, 1)));'
    ! compiles 'CORO(fetch, 1);' || return 1
    grep -q 'unused\|not used' "$folder/errors"
}

if ! command -v "${CC:-cc}" >/dev/null; then
    skips 'a forgotten await' 'there is no compiler'
    done_testing
fi
for call in 'CALL(fetch, 1)' 'co_sleep(1)' 'GATHER(CORO(fetch, 1))' 'WAIT_FOR(CALL(fetch, 1), 2.0)' \
    'CALL_CORO(CORO(fetch, 1))'; do
    passes "$call" needs_await "$call"
done
if "${CC:-cc}" --version | grep -q clang; then
    skips 'CORO(fetch, 1)' 'clang says nothing of a struct that is not used'
else
    passes 'CORO(fetch, 1)' is_not_dropped
fi
done_testing

#!/bin/sh
# A forgotten await does not compile. Usage: forgotten-await.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# compiler_takes SOURCE OPTION...
compiler_takes()
{
    # meson.build has the option that makes it an error.
    # shellcheck disable=SC2046
    "$compiler" -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -I"$root/src" -I"$root/demos" \
        $(sed -n "s/^ *'\(-Werror=[a-z-]*\)',$/\1/p" "$root/meson.build") \
        -O2 -c -o "$folder/demo.o" "$@" 2>"$folder/errors"
}

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
    compiler_takes "$folder/demo.c"
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

# A coroutine that is made, and neither awaited nor passed on.
is_not_dropped()
{
    compiles 'await(GATHER(CORO(fetch, 1)));'
    ! compiles 'CORO(fetch, 1);' || return 1
    grep -q 'unused\|not used' "$folder/errors"
}

# The demo of this mistake: as it is, and with each of the mistakes that it names.
demo_of_it()
{
    compiler_takes "$root/demos/methodology/mistake-missing-await.c" || {
        cat "$folder/errors"
        return 1
    }
    for mistake in CALL_WITHOUT_AWAIT COROUTINE_WITHOUT_AWAIT; do
        ! compiler_takes "$root/demos/methodology/mistake-missing-await.c" "-D$mistake" || return 1
        contains "$(cat "$folder/errors")" 'ignoring return value'
    done
}

for compiler in gcc clang; do
    if ! command -v "$compiler" >/dev/null; then
        skips "$compiler" "there is no $compiler"
        continue
    fi
    for call in 'CALL(fetch, 1)' 'co_sleep(1)' 'GATHER(CORO(fetch, 1))' \
        'WAIT_FOR(CALL(fetch, 1), 2.0)' 'co_call(CORO(fetch, 1))'; do
        passes "$compiler: $call" needs_await "$call"
    done
    passes "$compiler: CORO(fetch, 1)" is_not_dropped
    passes "$compiler: the demo of this mistake" demo_of_it
done
done_testing

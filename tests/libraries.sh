#!/bin/sh
# The build does without the libraries that only some demos need. Usage: libraries.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

libraries='curl wslay hiredis jansson crypto curses'

# Configure, with an option for each of these libraries: configures disabled NAME...
configures()
{
    value=$1 options=
    shift
    for name in "$@"; do
        options="$options -D$name=$value"
    done
    rm -rf "$folder/build"
    # shellcheck disable=SC2086
    meson setup --buildtype=plain --werror $options "$folder/build" "$root"
}

# Whether one of them is missing is decided by the sources of src/io alone.
builds_without_any()
{
    # shellcheck disable=SC2086
    configures disabled $libraries
    ninja -C "$folder/build" src/io/libio.a
    same "$(grep -c 'SONAME NULL' "$folder/build/src/io/config.h")" 6
    same "$(grep HAVE_ "$folder/build/src/io/config.h")" ''
}

# One at a time: what is not used without one of them is a warning, and that is an error in tests/run.
compiles_without_each() # COMPILER
{
    rm -rf "$folder/build"
    CC=$1 meson setup --buildtype=plain --werror "$folder/build" "$root" >"$folder/said"
    config=$folder/build/src/io/config.h
    cp "$config" "$folder/config.h"
    for name in $libraries; do
        echo "without $name"
        capital=$(echo "$name" | tr a-z A-Z)
        sed "/HAVE_$capital/d; s/\(IO_${capital}_SONAME\) .*/\1 NULL/" "$folder/config.h" >"$config"
        ninja -C "$folder/build" src/io/libio.a >"$folder/said" 2>&1 || {
            cat "$folder/said"
            return 1
        }
        # The tests that ask which libraries there are.
        compiles "$1" tests/io/test_library tests/io/test_http_lookup src/cli/walk_terminal
    done
    echo 'without Valgrind, and with an older C library'
    compiles "$1" src/co/kernel/stacks src/io/process/spawn
}

# compiles COMPILER FILE...
compiles()
{
    compiler=$1
    shift
    for file in "$@"; do
        "$compiler" -std=gnu17 -D_GNU_SOURCE -DCO_WITHOUT_VALGRIND -Wall -Wextra -Wshadow -Werror \
            -I"$folder/build/src" -I"$root/src" -I"$root/demos" -I"$root/tests" \
            -fsyntax-only "$root/$file.c"
    done
}

refuses_to_do_without_one_that_is_demanded()
{
    mkdir "$folder/copy"
    cd "$folder/copy"
    cp -R "$root/meson.build" "$root/meson_options.txt" "$root/src" "$root/demos" "$root/golden" \
        "$root/tests" .
    sed "s|'curl/curl.h'|'unheard/of.h'|" "$root/src/io/meson.build" >src/io/meson.build
    meson setup "$folder/lenient" .
    contains "$(cat "$folder/lenient/src/io/config.h")" '#define IO_CURL_SONAME NULL'
    if output=$(meson setup -Dcurl=enabled "$folder/strict" . 2>&1); then
        echo 'this was configured'
        return 1
    fi
    contains "$output" unheard/of.h
}

passes 'it builds without any of them' builds_without_any
for compiler in gcc clang; do
    if command -v $compiler >/dev/null; then
        passes "$compiler compiles it without each of them" compiles_without_each $compiler
    else
        skips "$compiler compiles it without each of them" "there is no $compiler"
    fi
done
passes 'it refuses to do without one that is demanded' refuses_to_do_without_one_that_is_demanded
done_testing

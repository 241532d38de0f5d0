#!/bin/sh
# The build does without the libraries that only some demos need. Usage: libraries.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

libraries='curl wslay hiredis jansson crypto'

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
    same "$(grep -c 'SONAME NULL' "$folder/build/src/io/config.h")" 5
    same "$(grep HAVE_ "$folder/build/src/io/config.h")" ''
}

builds_without_one()
{
    configures disabled curl
    ninja -C "$folder/build" src/io/libio.a
    contains "$(cat "$folder/build/src/io/config.h")" '#define IO_CURL_SONAME NULL'
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
passes 'it builds without one of them' builds_without_one
passes 'it refuses to do without one that is demanded' refuses_to_do_without_one_that_is_demanded
done_testing

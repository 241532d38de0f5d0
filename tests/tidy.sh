#!/bin/sh
# What clang-tidy finds in src, by the short list in .clang-tidy. Usage: tidy.sh ROOT PROGRAM
root=$1
build=${2%/src/cli/*}
. "$root/tests/tap.sh"

nothing_is_found()
{
    find "$root/src" -name '*.c' -exec clang-tidy -p "$build" --quiet {} + 2>/dev/null
}

if command -v clang-tidy >/dev/null; then
    passes 'clang-tidy finds nothing in src' nothing_is_found
else
    skips 'clang-tidy finds nothing in src' 'there is no clang-tidy'
fi
done_testing

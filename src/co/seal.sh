#!/bin/sh
# Makes a library of one object in which only the symbols that PATTERN matches, such as co_*, are global,
# so that a program that links it may use all other names itself. Usage:
#
#   seal.sh OUTPUT PATTERN OBJCOPY AR COMPILER... -- OBJECT...
set -eu
output=$1 pattern=$2 objcopy=$3 ar=$4
shift 4
compiler=
while [ "$1" != -- ]; do
    compiler="$compiler $1"
    shift
done
shift
# shellcheck disable=SC2086 # a list of words
$compiler -nostdlib -r -o "$output.o" "$@"
"$objcopy" --wildcard --keep-global-symbol="$pattern" "$output.o"
rm -f "$output"
"$ar" rcs "$output" "$output.o"

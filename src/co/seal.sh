#!/bin/sh
# Makes a library of one object in which every symbol that does not begin with co_ is local, so that a
# program that links the core may use all other names itself. Usage:
#
#   seal.sh OUTPUT OBJCOPY AR COMPILER... -- OBJECT...
set -eu
output=$1 objcopy=$2 ar=$3
shift 3
compiler=
while [ "$1" != -- ]; do
    compiler="$compiler $1"
    shift
done
shift
# shellcheck disable=SC2086 # a list of words
$compiler -nostdlib -r -o "$output.o" "$@"
"$objcopy" --wildcard --keep-global-symbol='co_*' "$output.o"
rm -f "$output"
"$ar" rcs "$output" "$output.o"

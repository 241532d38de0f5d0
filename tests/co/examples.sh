#!/bin/sh
# The examples of the library print what they promise, in each way to build them. Usage: examples.sh ROOT PROGRAM
root=$1
build=${2%/src/cli/*}
. "$root/tests/tap.sh"
. "$root/tests/co/library.sh"
need_library

examples=$root/src/co/examples

# The lines behind "It prints:" at the head of a program.
promised()
{
    sed -n '/^ \* It prints:/,/^ \*\//s/^ \*     //p' "$1"
}

# The library that the command at the head of the program asks pkg-config for.
package()
{
    sed -n 's/.*pkg-config --cflags --libs \([a-z-]*\).*/\1/p' "$1"
}

# compiles COMPILER SOURCE ARGUMENT...
compiles()
{
    compiler=$1 source=$2
    shift 2
    case $source in *.c) standard=gnu17 ;; *) standard=c++11 ;; esac
    "$compiler" -std=$standard -Wall -Wextra -Werror -o "$folder/program" "$source" "$@"
}

# Its output is promised; without a library of others it ends with 77.
keeps_its_promise()
{
    promised "$1" >"$folder/promised"
    [ -s "$folder/promised" ]
    status=0
    LD_LIBRARY_PATH=$(dirname "$(shared asyncdemo-co)") "$folder/program" >"$folder/printed" || status=$?
    [ $status != 77 ] || return 0
    [ $status = 0 ]
    diff "$folder/promised" "$folder/printed"
}

# shellcheck disable=SC2046 # words
with_the_shared_library()
{
    compiles "$1" "$2" $(pkg-config --cflags --libs "$(package "$2")")
    contains "$(readelf -d "$folder/program")" libasyncdemo-co.so.0
    keeps_its_promise "$2"
}

# shellcheck disable=SC2046 # words
with_the_static_library()
{
    place=$(dirname "$(shared asyncdemo-co)")
    archives="$place/libasyncdemo-co.a"
    [ "$(package "$2")" != asyncdemo-io ] || archives="$place/libasyncdemo-io.a $archives"
    # shellcheck disable=SC2086 # words
    compiles "$1" "$2" $(pkg-config --cflags asyncdemo-io) $archives \
        $(pkg-config --static --libs-only-l --libs-only-other asyncdemo-io | tr ' ' '\n' | grep -v asyncdemo)
    keeps_its_promise "$2"
}

# The two files and the two of src/io, in a folder of their own.
# COMPILER
amalgamation_compiles()
{
    for name in co io; do
        mkdir -p "$folder/drop/$name"
        cp "$build/src/$name/amalgamation/$name.c" "$build/src/$name/amalgamation/$name.h" "$folder/drop/$name"
        (cd "$folder/drop" && "$1" -std=gnu17 -Wall -Wextra -Werror -I. -c "$name/$name.c" -o "$name.o")
    done
    # A program may use all other names itself.
    nm -g --defined-only "$folder/drop/co.o" "$folder/drop/io.o" |
        awk 'NF == 3 { count++ } NF == 3 && $3 !~ /^(co|io)_/ { print; other = 1 } END { exit other || count < 300 }'
}

# On a machine that has no headers of the libraries that are loaded when they are needed.
# COMPILER
amalgamation_compiles_alone()
{
    sed 's/__has_include(<[a-z]*[/.][a-z./]*>)/0/' "$folder/drop/io/io.c" >"$folder/drop/io/alone.c"
    [ "$(grep -c '^#if 0$' "$folder/drop/io/alone.c")" = 5 ]
    (cd "$folder/drop" && "$1" -std=gnu17 -Wall -Wextra -Werror -I. -fsyntax-only io/alone.c)
}

with_the_amalgamation()
{
    objects="$folder/drop/co.o"
    [ "$(package "$2")" != asyncdemo-io ] || objects="$folder/drop/io.o $objects"
    # shellcheck disable=SC2086 # words
    compiles "$1" "$2" -I"$folder/drop" $objects -lev -lm -ldl -pthread
    keeps_its_promise "$2"
}

# 20 to 60 lines, without what the head of a long one explains.
is_short()
{
    lines=$(wc -l <"$1")
    code=$(sed '1,/^ \*\//d' "$1" | wc -l)
    echo "$lines lines, $code of code"
    [ "$lines" -ge 20 ] && [ "$code" -le 60 ]
}

each_way()
{
    passes "$2: $1, shared library" with_the_shared_library "$1" "$examples/$2"
    passes "$2: $1, static library" with_the_static_library "$1" "$examples/$2"
    passes "$2: $1, amalgamation" with_the_amalgamation "$1" "$examples/$2"
}

passes 'the library is installed' installs
for path in "$examples"/*.c; do
    passes "$(basename "$path") is short" is_short "$path"
done
for suite in gcc:g++ clang:clang++; do
    compiler=${suite%:*}
    if ! command -v "$compiler" >/dev/null; then
        skips "$compiler builds the examples" "there is no $compiler"
        continue
    fi
    passes "$compiler compiles the amalgamation without a warning" amalgamation_compiles "$compiler"
    passes "$compiler compiles it without other libraries" amalgamation_compiles_alone "$compiler"
    for path in "$examples"/*.c; do
        each_way "$compiler" "$(basename "$path")"
    done
    if command -v "${suite#*:}" >/dev/null; then
        each_way "${suite#*:}" cplusplus.cpp
    else
        skips "${suite#*:} builds an example" "there is no ${suite#*:}"
    fi
done
done_testing

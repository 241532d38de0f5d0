#!/bin/sh
# Builds the examples of the library as a user would, in each way, and sees that they print what they
# promise. A program that lacks a library of others ends with 77. Usage:
#
#   build-examples.sh EXAMPLES AMALGAMATION
#
# EXAMPLES has their sources, AMALGAMATION co.c, co.h, io.c and io.h. The library is installed. All that
# is made comes into the present folder.
set -eu
examples=$1
amalgamation=$2

mkdir -p co io
cp "$amalgamation"/co.[ch] co
cp "$amalgamation"/io.[ch] io
for name in co io; do
    cc -Wall -Wextra -Werror -I. -c $name/$name.c -o $name.o
done
archives=$(dirname "$(find /usr/lib -name libasyncdemo-co.a)")

# The arguments for a program that needs this package: arguments WAY PACKAGE
arguments()
{
    case $1 in
    shared) pkg-config --cflags --libs "$2" ;;
    static) echo "$(pkg-config --cflags "$2") $archives/libasyncdemo-io.a $archives/libasyncdemo-co.a -lev -lm -ldl -pthread" ;;
    amalgamation) echo "-I. io.o co.o -lev -lm -ldl -pthread" ;;
    esac
}

for source in "$examples"/*; do
    name=$(basename "$source")
    case $name in *.cpp) compiler=c++ ;; *) compiler=cc ;; esac
    package=$(sed -n 's/.*pkg-config --cflags --libs \([a-z-]*\).*/\1/p' "$source")
    sed -n '/^ \* It prints:/,/^ \*\//s/^ \*     //p' "$source" >promised
    for way in shared static amalgamation; do
        # shellcheck disable=SC2046 # words
        $compiler -Wall -Wextra -Werror "$source" $(arguments $way "$package") -o program
        status=0
        ./program >printed || status=$?
        if [ $status = 77 ]; then
            echo "$name, $way: a library of others is missing"
        else
            diff promised printed
            echo "$name, $way: prints what it promises"
        fi
    done
done

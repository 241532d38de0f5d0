#!/bin/sh
# Makes the manual of the library from its headers: pages for man, which functions share by chapter, and
# HTML. Usage: make.sh DOXYGEN DOXYFILE FOLDER PREFIX
set -eu
rm -rf "$3/doxygen" "$3/man3" "$3/html"
mkdir -p "$3/doxygen"
"$1" "$2"
mkdir "$3/man3"
# Members of structs and constants have no page of their own.
cp "$3"/doxygen/man/man3/"$4"_*.3 "$3/man3"
# A line of text that begins with an apostrophe is no macro of roff.
# And a backslash in a summary is none of the macro that shows it.
sed -i "s/^'/\\\\\&'/; s/"'\\\\/\\e/g' "$3"/man3/*
mv "$3/doxygen/html" "$3/html"

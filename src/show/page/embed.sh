#!/bin/sh
# Usage: embed.sh HEADER NAME FILE... Write C source with each file as the text NAME, as the header
# declares it. Indents, empty lines and lines that are comments are left out: they would be in each
# page.
set -eu

echo "#include \"$1\""
shift
while [ $# -gt 0 ]; do
    echo "const char $1[] ="
    sed 's/^ *//; /^\/\//d; /^\/\*.*\*\/$/d; /^$/d; s/[\\"]/\\&/g; s/.*/    "&\\n"/' "$2"
    echo '    "";'
    shift 2
done

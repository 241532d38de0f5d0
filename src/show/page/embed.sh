#!/bin/sh
# Usage: embed.sh STYLE SCRIPT. Write C source with the two files as texts, as page_internal.h declares
# them. Indents, empty lines and lines that are comments are left out: they would be in each page.
set -eu

embed()
{
    echo "const char $1[] ="
    sed 's/^ *//; /^\/\//d; /^\/\*.*\*\/$/d; /^$/d; s/[\\"]/\\&/g; s/.*/    "&\\n"/' "$2"
    echo '    "";'
}

echo '#include "show/page_internal.h"'
embed page_style "$1"
embed page_script "$2"

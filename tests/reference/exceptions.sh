#!/bin/sh
# The golden transcripts are what asyncio prints, but for the exceptions that are listed; and each of
# these is one. Usage: exceptions.sh ROOT
# shellcheck disable=SC2046 # names have no blanks
root=$1
. "$root/tests/tap.sh"
folder=$root/tests/reference
tab=$(printf '\t')

# CHAPTER/DEMO[.VARIANT] of all goldens
goldens()
{
    (cd "$root/golden" && ls -d */*.txt) | grep -v '\.err\.txt$' | sed 's/\.txt$//'
}

exceptions()
{
    grep -v '^#' "$folder/exceptions" | cut -f 1
}

# Checksum and size of what asyncio prints; nothing if it is not known: asyncio CHAPTER/DEMO[.VARIANT]
asyncio()
{
    awk -v name="$1" '!/^#/ && $3 == name { print $1, $2 }' "$folder/asyncio"
}

# The names of those goldens that differ: differing NAME...
differing()
{
    for name; do
        expected=$(asyncio "$name")
        [ -z "$expected" ] || [ "$(cksum <"$root/golden/$name.txt")" = "$expected" ] || echo "$name"
    done
}

others_are_the_same()
{
    same "$(differing $(goldens | grep -vxF "$(exceptions)"))" ''
}

exceptions_are_some()
{
    same "$(differing $(exceptions))" "$(exceptions)"
}

each_has_a_reason()
{
    same "$(grep -v '^#' "$folder/exceptions" | grep -vE "^[^$tab]+$tab[^$tab]+$tab[^$tab]+$")" ''
}

passes 'a golden that is not listed is what asyncio prints' others_are_the_same
passes 'each exception differs from what asyncio prints' exceptions_are_some
passes 'each exception says what differs, and why' each_has_a_reason
echo "# $(exceptions | wc -l) exceptions among $(goldens | wc -l) transcripts"
done_testing

#!/bin/sh
# All transcripts at once on the real clock, recorded, and each once more in the order that was
# recorded: the same bytes come out. Usage: replay.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# The real run of DEMO[.VARIANT], in the background.
record()
{
    "$program" "${1%%.*}" "$(variant_of "$1")" --record="$folder/$1.order" --stamp=elapsed \
        >"$folder/$1.real" 2>/dev/null </dev/null
    echo $? >"$folder/$1.status"
}

variant_of()
{
    case $1 in
    *.*) echo "--variant=${1#*.}" ;;
    *) echo --variant=default ;;
    esac
}

replays()
{
    recorded=$(cat "$folder/$1.status")
    [ "$recorded" != 77 ] || return 0 # a library is missing
    run "${1%%.*}" --order="$folder/$1.order" --stamp=elapsed
    echo "$errors"
    # Which worker of the crawler gets which page depends on its peers, too: then it says so.
    if [ "${1%%.*}" = crawler ] && [ "$status" = 5 ]; then
        contains "$errors" 'crawler: The order no longer applies: '
        return 0
    fi
    same "$status" "$recorded"
    cmp "$folder/output" "$folder/$1.real"
}

names=$(find "$root/golden" -name '*.txt' ! -name '*.err.txt' | sed 's,.*/,,; s/\.txt$//' | sort)
for name in $names; do
    record "$name" &
done
wait
for name in $names; do
    passes "$name comes again as it was recorded" replays "$name"
done
done_testing

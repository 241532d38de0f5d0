#!/bin/sh
# --as=svg of every demo and variant: the rules of svg_rules.awk, a mark for each line of the log, and
# some goldens. Usage: svg.sh ROOT PROGRAM [accept]
# With `accept` it writes the goldens anew.
. "$1/tests/cli/program.sh"

# LINES of the log have a mark, and no rule is broken: draws LINES DEMO...
draws()
{
    lines=$1
    shift
    run "$@" --clock=virtual --as=svg
    [ "$status" != 77 ] || return 0
    same "$(awk -f "$root/tests/show/svg_rules.awk" "$folder/output")" "lines $lines"
}

# The name of a transcript as arguments: lock, race --variant=fixed.
arguments_of()
{
    case $1 in
    *.*) echo "${1%%.*} --variant=${1#*.}" ;;
    *) echo "$1" ;;
    esac
}

every_run_of_a_chapter_keeps_the_rules()
{
    for transcript in "$root/golden/$1"/*.txt; do
        name=$(basename "$transcript" .txt)
        case $name in
        *.err) continue ;;
        esac
        echo "$name"
        lines=$(grep -c '' "$transcript" || :)
        # The transcript of an exercise is what its solution prints.
        [ "$1" != exercises ] || lines=$("$program" "$name" --clock=virtual 2>/dev/null | grep -c '' || :)
        # shellcheck disable=SC2046 # arguments
        draws "$lines" $(arguments_of "$name")
    done
}

looks_as_before()
{
    run "$1" --clock=virtual --as=svg
    cmp "$root/tests/show/golden/$1.svg" "$folder/output"
}

picture_has_its_own_colours_in_the_dark()
{
    runs lock --clock=virtual --as=svg
    contains "$output" '@media screen and (prefers-color-scheme:dark)'
}

# What the rules say of a text.
judge()
{
    printf '%s' "$1" | awk -f "$root/tests/show/svg_rules.awk"
}

rules_find_what_is_broken()
{
    same "$(judge '<g width="9"><path x="1" d="M3 4"/>&lt;</g>')" 'lines 0'
    for broken in '<g>&</g>' '<g>a > b</g>' '<g></text>' '<g>' '<g/><g/>' 'a<g/>' '<g x=1/>' \
        '<g width="9" x="10"/>' '<g><script/></g>' '<g onclick="a"/>' '<g href="a"/>' \
        '<g><path class="head"/><path class="head"/><path class="baton"/></g>'; do
        echo "$broken"
        [ "$(judge "$broken")" != 'lines 0' ]
    done
}

samples='lock condition queue task-group executor mistake-blocking concurrency-limit shutdown'
if [ "${3-}" = accept ]; then
    for demo in $samples; do
        run "$demo" --clock=virtual --as=svg
        cp "$folder/output" "$root/tests/show/golden/$demo.svg"
    done
    exit
fi
passes 'the rules find what is broken' rules_find_what_is_broken
for chapter in "$root"/golden/*/; do
    chapter=$(basename "$chapter")
    passes "every run of $chapter keeps the rules" every_run_of_a_chapter_keeps_the_rules "$chapter"
done
passes 'a picture has colours for the dark' picture_has_its_own_colours_in_the_dark
for demo in $samples; do
    passes "$demo looks as before" looks_as_before "$demo"
done
done_testing

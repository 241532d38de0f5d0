#!/bin/sh
# The topics of "asyncdemo help". Usage: topics.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

topics='events golden choosing checklist asyncio'

each_topic_is_in_the_help()
{
    runs help
    all=$output
    for topic in $topics; do
        contains "$all" "  help $topic "
        runs help "$topic"
        contains "$output" "asyncdemo help $topic"
        # A terminal of 80 columns shows each line whole.
        [ "$(printf '%s\n' "$output" | wc -L)" -le 80 ]
    done
    same "$(printf '%s\n' "$all" | sed -n 's/^  help \([a-z]*\) .*/\1/p' | tr '\n' ' ')" "$topics "
    runs help events choosing
    same "$output" "$("$program" help events)

$("$program" help choosing)"
    run help chosing
    same "$status" 2
    contains "$errors" 'choosing'
}

# The last words of the lines of a topic: its demos.
demos_of()
{
    "$program" help "$1" | sed -n 's/^  .* \([a-z-]*\)$/\1/p'
}

each_line_names_a_demo()
{
    for topic in choosing checklist; do
        demos_of "$topic" >"$folder/named"
        [ "$(wc -l <"$folder/named")" -ge 20 ]
        same "$(sort "$folder/named" | uniq -d)" ''
        while read -r demo; do
            echo "$topic: $demo"
            runs show "$demo"
        done <"$folder/named"
    done
}

# The functions that the headers of co.h declare for C. Those of places.h are behind macros.
public_functions()
{
    headers=$(sed -n 's/^#include "co\/\(.*\)"$/\1/p' "$root/src/co/co.h" | grep -v 'places\|cplusplus\|sugar')
    for header in $headers; do
        sed '/^ \*/d; /^\/\*/d; /^#/d; /^typedef/d' "$root/src/co/$header"
    done | sed -n 's/^[a-zA-Z].*[ *]\(co_[a-z0-9_]*\)(.*/\1/p' | sort -u
}

# The functions that the dictionary names.
named_functions()
{
    "$program" help asyncio | sed -n '/^Coroutines and tasks/,$p' | grep -o 'co_[a-z0-9_]*' | sort -u
}

ours_alone()
{
    grep -v '^#' "$root/tests/cli/ours-alone" | cut -f 1 | sort
}

the_dictionary_names_what_there_is()
{
    public_functions >"$folder/public"
    [ "$(wc -l <"$folder/public")" -ge 150 ]
    named_functions >"$folder/named"
    ours_alone >"$folder/alone"
    echo 'named, but no public function:'
    same "$(comm -13 "$folder/public" "$folder/named")" ''
    echo 'public, but neither in the dictionary nor in tests/cli/ours-alone:'
    same "$(sort -u "$folder/named" "$folder/alone" | comm -23 "$folder/public" -)" ''
    echo 'in tests/cli/ours-alone, but in the dictionary or no public function:'
    same "$(comm -12 "$folder/named" "$folder/alone"; comm -13 "$folder/public" "$folder/alone")" ''
}

# The names in capitals are macros of the sugar.
the_dictionary_names_the_sugar()
{
    for macro in $("$program" help asyncio | sed -n '/^Coroutines and tasks/,$p' |
        grep -o '\b[A-Z][A-Z_]*[A-Z]\b' | sort -u); do
        case $macro in
        NULL | E[A-Z]*) continue ;;
        esac
        echo "$macro"
        grep -q "^#define $macro\\b" "$root"/src/co/sugar*.h
    done
}

passes 'each topic is in the help' each_topic_is_in_the_help
passes 'each line of advice names a demo' each_line_names_a_demo
passes 'the dictionary names what there is' the_dictionary_names_what_there_is
passes 'the dictionary names the sugar' the_dictionary_names_the_sugar
done_testing

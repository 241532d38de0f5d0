#!/bin/sh
# list and show. Usage: reading.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

list_has_all_demos_in_order()
{
    runs list
    same "$(printf '%s\n' "$output" | sed -n 's/^  [0-9][0-9.]* *\([a-z-]*\)  .*/\1/p')" \
        "$(sed 's/#.*//' "$root/demos/CATALOG" | awk 'NF == 1 { print $1 }')"
    contains "$output" '1 production: Production-ready patterns'
    contains "$output" '4 use-cases: Advanced use cases
  of the tutorial "Advanced AsyncIO Use Cases"'
    contains "$output" '--variant=fixed: '
    contains "$output" 'flaw: '
}

nothing_is_wider_than_80_columns()
{
    runs list
    wide=$(printf '%s\n' "$output" | grep '.\{81\}') || :
    same "$wide" ''
}

list_is_valid_json()
{
    "$program" list --json | python3 -c 'import json, sys
listed = json.load(sys.stdin)
assert listed["v"] == 1
for index, chapter in enumerate(listed["chapters"]):
    assert chapter["number"] == index + 1
    for number, demo in enumerate(chapter["demos"]):
        assert demo["place"] == "%d.%d" % (chapter["number"], number + 1)
        print(demo["name"], *(variant["name"] for variant in demo["variants"]))' >"$folder/names"
    grep -qx 'rate-limit fixed rest' "$folder/names"
    same "$(cut -d ' ' -f 1 "$folder/names")" \
        "$(sed 's/#.*//' "$root/demos/CATALOG" | awk 'NF == 1 { print $1 }')"
}

show_has_commentary_source_and_golden()
{
    runs show lock
    same "$(printf '%s\n' "$output" | head -n 1)" \
        "$(printf '1.1 lock: %s' "$(sed -n 's/.*\.title = "\([^"]*\)".*/\1/p' \
            "$root/demos/production/lock.c")")"
    contains "$output" 'Production-ready patterns, section "1a" of the tutorial "Advanced Asyncio:
Production-Ready Patterns"'
    # The source behind its first comment, and the transcript, as they are.
    contains "$output" "$(sed '1,/^ \*\//d' "$root/demos/production/lock.c")"
    contains "$output" "$(golden lock)"
    # The commentary, but for its line breaks.
    contains "$(printf '%s\n' "$output" | tr -s '\n ' '  ')" \
        "$(sed -n '2,/^ \*\//p' "$root/demos/production/lock.c" | sed '/^ \*\//d; s/^ \* \{0,1\}//' |
            tr -s '\n ' '  ')"
}

show_is_what_was_compiled_wherever_it_runs()
{
    here=$("$program" show lock)
    cd "$folder"
    same "$("$program" show lock)" "$here"
}

show_of_a_variant_has_its_golden()
{
    runs show rate-limit --variant=fixed
    contains "$output" golden/production/rate-limit.fixed.txt
    contains "$output" '--- golden/production/rate-limit.txt'
    # Without the lines that only the default has, the difference shows what the variant prints.
    golden rate-limit.fixed | while read -r line; do
        contains "$(printf '%s\n' "$output" | grep '^[ +]')" "$line"
    done
}

list_of_a_chapter()
{
    runs list patterns 1
    contains "$output" '  1.1   lock'
    same "$(printf '%s\n' "$output" | grep -c '^[0-9]')" 2
    runs list 2 --json
    same "$(printf '%s\n' "$output" | grep -c '"number"')" 1
    refuses 'There is no chapter "productoin". Did you mean production?
All demos:  asyncdemo list' list productoin
    refuses '"lock" is a demo, but "asyncdemo list" takes chapters.
All demos:  asyncdemo list    About one:  asyncdemo show lock' list lock
}

show_of_several()
{
    runs show lock 1.3
    same "$output" "$("$program" show lock)

$("$program" show event)"
}

show_every_demo()
{
    for name in $(sed 's/#.*//' "$root/demos/CATALOG" | awk 'NF == 1 { print $1 }'); do
        echo "$name"
        runs show "$name"
        contains "$output" "---- demos/"
        contains "$output" "---- golden/"
    done
}

# What a terminal gets, as script(1) sees it.
on_a_terminal()
{
    script -qec "'$program' $*" /dev/null </dev/null | tr -d '\r'
}

pager_on_a_terminal()
{
    PAGER="sed 's/^/paged: /'"
    for arguments in list 'show lock' help 'help run' --help; do
        # shellcheck disable=SC2086 # they are several
        same "$(on_a_terminal $arguments | grep -v '^paged: ')" ''
        contains "$(on_a_terminal $arguments)" 'paged: '
    done
    # The reader leaves early, or there is none.
    PAGER=true
    same "$(on_a_terminal show lock)" ''
    PAGER='sed q'
    contains "$(on_a_terminal list)" '1 production'
    PAGER='exit 3'
    on_a_terminal list
    # Nothing else is paged, and not everywhere.
    PAGER="sed 's/^/paged: /'"
    contains "$(on_a_terminal lock --clock=virtual --stamp=none)" 'Worker-1'
    for arguments in 'lock --clock=virtual' 'list --json' 'show lokc'; do
        same "$(on_a_terminal $arguments | grep '^paged: ')" ''
    done
    runs list
    same "$(printf '%s\n' "$output" | grep '^paged: ')" ''
    PAGER=
    same "$(on_a_terminal list | sed 's/\x1b\[[0-9;]*m//g')" "$output"
}

text_has_the_width_of_the_terminal()
{
    export COLUMNS
    for COLUMNS in 60 100; do
        widest=$(on_a_terminal list | sed 's/\x1b\[[0-9;]*m//g' | awk '{ if (length($0) > w) w = length($0) } END { print w }')
        [ "$widest" -le $COLUMNS ] && [ "$widest" -gt $((COLUMNS - 20)) ]
    done
}

colour_on_a_terminal()
{
    bold=$(printf '\033[1m') plain=$(printf '\033[m')
    contains "$(on_a_terminal list)" "${bold}1 production"
    contains "$(on_a_terminal show lock)" "$(printf '\033[1;36m[1]%s' "$plain")"
    for setting in NO_COLOR=1 TERM=dumb; do
        shown=$(export "${setting?}" && on_a_terminal show lock)
        ! printf '%s' "$shown" | grep -q "$(printf '\033')"
    done
}

passes 'list has all demos in order' list_has_all_demos_in_order
passes 'list fits 80 columns' nothing_is_wider_than_80_columns
if command -v python3 >/dev/null; then
    passes 'list --json is valid JSON' list_is_valid_json
else
    skips 'list --json is valid JSON' 'there is no python3'
fi
passes 'list of a chapter' list_of_a_chapter
passes 'show has commentary, source and golden' show_has_commentary_source_and_golden
passes 'show is what was compiled, wherever it runs' show_is_what_was_compiled_wherever_it_runs
passes 'show of a variant has its golden' show_of_a_variant_has_its_golden
passes 'show of several demos' show_of_several
passes 'show of every demo' show_every_demo
if command -v script >/dev/null && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    passes 'colour on a terminal' colour_on_a_terminal
    passes 'pager on a terminal' pager_on_a_terminal
    passes 'text has the width of the terminal' text_has_the_width_of_the_terminal
else
    skips 'colour on a terminal' 'there is no script(1) that runs a command'
fi
done_testing

#!/bin/sh
# A demo of one's own, by `asyncdemo new`. Usage: new.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# A tree with two chapters.
tree()
{
    rm -rf "$folder/tree"
    mkdir -p "$folder/tree/demos/production" "$folder/tree/demos/advanced" \
        "$folder/tree/golden/production" "$folder/tree/golden/advanced"
    cat >"$folder/tree/demos/CATALOG" <<'END'
# All of them.

chapter production  Production-ready patterns
    lock   # the first
    event

chapter advanced  Advanced asyncio
    counter
END
    catalog=$(cat "$folder/tree/demos/CATALOG")
}

new()
{
    run new --root="$folder/tree" "$@"
}

# Nothing has changed, whatever was said.
nothing_was_made()
{
    same "$(cat "$folder/tree/demos/CATALOG")" "$catalog"
    same "$(find "$folder/tree" -type f)" "$folder/tree/demos/CATALOG"
}

a_demo_comes_behind_those_of_its_chapter()
{
    tree
    new production/my-lock
    same "$errors" ''
    same "$status" 0
    same "$(cd "$folder/tree" && find . -type f | LC_ALL=C sort)" './demos/CATALOG
./demos/production/my-lock.c
./golden/production/my-lock.events
./golden/production/my-lock.txt'
    new advanced/last
    same "$(grep -v '^#' "$folder/tree/demos/CATALOG")" '
chapter production  Production-ready patterns
    lock   # the first
    event
    my-lock

chapter advanced  Advanced asyncio
    counter
    last'
    grep -q '^DEMO(my_lock, .title = "my-lock: ' "$folder/tree/demos/production/my-lock.c"
}

what_comes_next_is_said()
{
    tree
    new demos/production/my-lock.c
    same "$output" 'Made demos/production/my-lock.c, its goldens, and its line in demos/CATALOG.

Next:
    ./asyncdemo my-lock                  builds it and runs it; change it as you like
    ./asyncdemo accept my-lock           makes what it prints its goldens
    ./asyncdemo check my-lock            compares it with them
    demos/production/my-lock.py, a line in tests/mutation/faults: see CONTRIBUTING.md'
}

a_catalog_without_a_last_newline_grows()
{
    tree
    printf 'chapter production  Production\n    lock' >"$folder/tree/demos/CATALOG"
    new production/mine
    same "$(cat "$folder/tree/demos/CATALOG")" 'chapter production  Production
    lock
    mine'
}

# is_refused WHAT_IT_SAYS ARGUMENT...
is_refused()
{
    expected=$1
    shift
    new "$@"
    same "$errors" "$expected"
    same "$status" 2
    nothing_was_made
}

other_words_are_refused()
{
    tree
    example='For instance:  asyncdemo new production/my-lock'
    is_refused "\"asyncdemo new\" needs one word, CHAPTER/NAME.
$example"
    is_refused "\"asyncdemo new\" needs one word, CHAPTER/NAME.
$example" production/a production/b
    for word in lock /lock production/ production/Lock production/1 production/a/b production/../x 'production/a b' \
        production/a_b production/a- production/a23456789a123456789a123456789a1234567890x; do
        is_refused "\"$word\" is not CHAPTER/NAME: a name begins with a small letter, and has small letters, digits and hyphens, 40 at most.
$example" "$word"
    done
    is_refused "list is the name of a command or a chapter.
$example" production/list
    is_refused "advanced is the name of a command or a chapter.
$example" production/advanced
}

names_that_are_taken_are_refused()
{
    tree
    is_refused 'demos/CATALOG has a demo counter already.
All demos:  asyncdemo list' production/counter
    is_refused 'demos/CATALOG has no chapter prodution. Add its line, "chapter prodution HEADING", or take another chapter. Did you mean production?
All chapters:  asyncdemo list' prodution/mine
    echo kept >"$folder/tree/golden/production/mine.txt"
    new production/mine
    same "$errors" "$folder/tree/golden/production/mine.txt is there already.
Move it away, or take another name."
    same "$(cat "$folder/tree/golden/production/mine.txt")" kept
    [ ! -e "$folder/tree/demos/production/mine.c" ]
}

half_a_demo_does_not_stay()
{
    tree
    rmdir "$folder/tree/golden/production"
    new production/mine
    same "$status" 5
    contains "$errors" "$folder/tree/golden/production/mine.txt"
    nothing_was_made
    run new --root="$folder/nowhere" production/mine
    same "$errors" "$folder/nowhere/demos/CATALOG cannot be read: No such file or directory."
    same "$status" 5
}

passes 'a demo comes behind those of its chapter' a_demo_comes_behind_those_of_its_chapter
passes 'what comes next is said' what_comes_next_is_said
passes 'a catalog without a last newline grows' a_catalog_without_a_last_newline_grows
passes 'other words are refused' other_words_are_refused
passes 'names that are taken are refused' names_that_are_taken_are_refused
passes 'half a demo does not stay' half_a_demo_does_not_stay
done_testing

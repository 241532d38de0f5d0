#!/bin/sh
# C and Python in show. Usage: show.sh ROOT PROGRAM [accept]
# With "accept" the texts of now become those of golden/show.
root=$1
program=$2
accept=$3
. "$root/tests/cli/program.sh"
pictures=$root/tests/cli/golden/show
LC_ALL=C.UTF-8
export LC_ALL

text_is_the_same()
{
    shown=$("$program" show "$1" --width="$2")
    if [ "$accept" ]; then
        printf '%s\n' "$shown" >"$pictures/$1.$2.txt"
    fi
    same "$shown" "$(cat "$pictures/$1.$2.txt")"
}

shown()
{
    passes "show $1 at $2 columns is the same as before" text_is_the_same "$@"
}

python_stands_below()
{
    for width in 80 139; do
        runs show lock --width=$width
        contains "$output" "$(sed '1,/^ \*\//d' "$root/demos/production/lock.c")"
        contains "$output" "$(cat "$root/demos/production/lock.py")"
    done
}

# Without blanks, marks, and what stands around comments.
bare()
{
    sed 's/\[[0-9]*\]//g; s/[ 	#*\/]//g' | tr -d '\n'
}

# Each line of both texts is there, and nothing is too wide.
both_texts_are_whole()
{
    for path in "$root"/demos/*/*.py; do
        [ -e "${path%.py}.c" ] || continue
        name=$(basename "$path" .py)
        echo "$name"
        for width in 140 200; do
            runs show "$name" --width=$width
            printf '%s\n' "$output" | grep '│' >"$folder/rows"
            same "$(sed 's/^[^│]*│ \{0,1\}//' "$folder/rows" | bare)" "$(bare <"$path")"
            same "$(sed 's/ *│.*//' "$folder/rows" | bare)" \
                "$(sed '1,/^ \*\//d' "${path%.py}.c" | bare)"
            # An emoji has two columns, and counts as one here.
            same "$(grep ".\{$((width + 1))\}" "$folder/rows" || :)" ''
        done
    done
}

comments_behind_code_are_not_cut()
{
    for width in 140 160; do
        runs show rate-limit --width=$width
        contains "$output" '/* added */'
        same "$(printf '%s\n' "$output" | grep '/\*' | grep -v '\*/' || :)" ''
    done
}

demo_without_python_shows_none()
{
    runs show websocket --width=160
    contains "$output" '---- demos/use-cases/websocket.c'
    same "$(printf '%s\n' "$output" | grep 'websocket\.py\|│' || :)" ''
}

width_is_refused()
{
    for width in 49 501 x; do
        refuses "--width=$width: --width takes a whole number from 50 to 500.
Its options:  asyncdemo help show" show lock --width=$width
    done
}

shown lock 80
shown lock 120
shown lock 160
passes 'Python stands below C where the terminal is narrow' python_stands_below
passes 'both texts are whole side by side' both_texts_are_whole
passes 'comments behind code are not cut' comments_behind_code_are_not_cut
passes 'a demo without Python shows none' demo_without_python_shows_none
passes 'a width that cannot be is refused' width_is_refused
done_testing

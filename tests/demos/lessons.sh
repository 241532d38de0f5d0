#!/bin/sh
# What a demo teaches: each flaw is shown and cured, each mark is in order, and the text beside the
# source is true to the run. Usage: lessons.sh ROOT PROGRAM [CHAPTER...]
root=$1
program=$2
. "$root/tests/tap.sh"
shift 2
# shellcheck disable=SC2046 # a word for each chapter
[ $# -gt 0 ] || set -- $(sed -n '/\[unsolved\]/d; s/^chapter \([^ ]*\).*/\1/p' "$root/demos/CATALOG")
chapters="$*"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# CHAPTER/NAME of each demo of the chapters.
demos()
{
    sed 's/#.*//' "$root/demos/CATALOG" | awk -v chapters=" $chapters " '
        $1 == "chapter" { chapter = $2; next }
        NF && index(chapters, " " chapter " ") { print chapter "/" $1 }'
}

# The comment at the head of a demo.
commentary()
{
    sed -n '2,/^ \*\//s/^ \*\( \|$\)//p' "$root/demos/$1.c"
}

# The demo without its comment at the head.
source_of()
{
    sed '1,/^ \*\//d' "$root/demos/$1.c"
}

has_flaw()
{
    source_of "$1" | grep -q '\.flaw = '
}

# What the program prints on both streams and what its tasks do, as the goldens have it:
# goldens CHAPTER/NAME VARIANT
goldens()
{
    for golden in "$root/golden/$1$2.txt" "$root/golden/$1$2.err.txt" "$root/golden/$1$2.events"; do
        [ ! -e "$golden" ] || cat "$golden"
    done
}

# The run that shows the flaw is the variant `flaw`, and the run that cures it is `fixed`. One of the two
# may be the default. They print or do different things.
flaw_is_shown_and_cured()
{
    shows= cures=
    [ ! -e "$root/golden/$1.flaw.txt" ] || shows=.flaw
    [ ! -e "$root/golden/$1.fixed.txt" ] || cures=.fixed
    [ "$shows" != "$cures" ] || {
        echo "demos/$1.c has a flaw, and no variant \"flaw\" or \"fixed\""
        return 1
    }
    [ "$(goldens "$1" "$shows")" != "$(goldens "$1" "$cures")" ]
}

# Marks such as [1], in the order in which they stand there, each once.
marks()
{
    grep -o '\[[0-9][0-9]*\]' | awk '!seen[$0]++'
}

# The numbers from [1] up, so many as there are lines.
ascending()
{
    awk '{ print "[" NR "]" }'
}

# The marks of comments alone: items[1] is none. comments SIGN
comments()
{
    grep -o "$1.*"
}

marks_are_in_order()
{
    marks="$(commentary "$1" | marks)"
    same "$marks" "$(printf '%s' "$marks" | grep . | ascending)"
    sorted=$(printf '%s\n' "$marks" | sort)
    echo "in demos/$1.c:"
    same "$(source_of "$1" | comments '/\*' | marks | sort)" "$sorted"
    [ ! -e "$root/demos/$1.py" ] || {
        echo "in demos/$1.py:"
        same "$(comments '#' <"$root/demos/$1.py" | marks | sort)" "$sorted"
    }
}

# The paragraph that begins with these words, on one line; nothing if there is none.
paragraph()
{
    awk -v words="$1" '
        /^$/ { inside = 0 }
        index($0, words) == 1 { inside = 1 }
        inside { text = text $0 " " }
        END { if (text) print text }'
}

# The functions of a source in C or Python, each with whether it is marked as added. A name that stands
# for two functions is left out.
functions()
{
    awk '
        /added, as all below/ { below = 1 }
        /^ *(\/\*|#) *added/ { next_one = 1; next }
        /^[a-z@]/ { inside = /^class .*# added/ }
        open { line = line $0; open = line !~ /\)/ }
        !open && /^(ASYNC|DEF|METHOD|static [^=]*)\(/ { line = $0; open = line !~ /\)/ }
        /^ *(async )?def / { line = $0 }
        line && !open {
            name = line
            sub(/^(METHOD\([a-z_]*, *|ASYNC\(|DEF\(|static [^(]*[ *]| *(async )?def )/, "", name)
            sub(/[^a-z_0-9].*/, "", name)
            mark = below || inside || next_one || line ~ /(\/\*|#).*added/ ? "added" : "printed"
            if (name in marks && marks[name] != mark)
                mark = "both"
            marks[name] = mark
            line = next_one = ""
        }
        END {
            for (name in marks)
                if (marks[name] != "both")
                    print name, marks[name]
        }' | LC_ALL=C sort
}

# What the tutorial does not print is marked in C and in Python, or in neither.
additions_are_marked_in_both()
{
    source_of "$1" | functions >"$folder/c"
    functions <"$root/demos/$1.py" >"$folder/python"
    LC_ALL=C join "$folder/c" "$folder/python" >"$folder/of_both"
    [ -s "$folder/of_both" ]
    echo 'name, in C, in Python:'
    same "$(awk '$2 != $3' "$folder/of_both")" ''
}

# Else a reader looks for it in vain.
python_is_there_or_excused()
{
    [ -e "$root/demos/$1.py" ] ||
        contains "$(commentary "$1" | tr '\n' ' ')" 'There is no Python beside this demo, because '
}

# A key point and a use, and behind them what the tutorial says, each at most once.
point_and_use_are_told()
{
    order=$(commentary "$1" | grep -o '^Key point: \|^Use it when \|^The tutorial says .*\|^$' |
        awk '/^Key/ { print "point" } /^Use/ { print "use" } /^The/ { print "claim"; exit }' |
        tr '\n' ' ')
    case $order in
    'point use ' | 'point use claim ') ;;
    *)
        echo "demos/$1.c has: $order"
        return 1
        ;;
    esac
    commentary "$1" | paragraph 'The tutorial says ' >"$folder/claim"
    ! grep -v '; in fact ' "$folder/claim"
}

# Each number of the key point is one of the run, in the default or in a variant. It may be rounded.
numbers_are_of_the_run()
{
    commentary "$1" | paragraph 'Key point:' >"$folder/point"
    find "$root/golden/${1%/*}" \( -name "${1##*/}.txt" -o -name "${1##*/}.*.txt" \) \
        -exec cat {} + >"$folder/run"
    same "$(awk '
        function numbers(text, found,   count) {
            count = 0
            gsub(/[A-Za-z0-9]-/, " ", text) # the hyphen of a name is no minus
            while (match(text, /-?[0-9]+(\.[0-9]+)?/)) {
                found[++count] = substr(text, RSTART, RLENGTH)
                text = substr(text, RSTART + RLENGTH)
            }
            return count
        }
        NR == FNR { wanted = numbers($0, want); next }
        {
            count = numbers($0, have)
            for (i = 1; i <= count; i++)
                for (k = 1; k <= wanted; k++) {
                    point = index(want[k], ".")
                    digits = point ? length(want[k]) - point : 0
                    if (have[i] + 0 == want[k] + 0 ||
                        (digits && sprintf("%." digits "f", have[i]) == want[k]))
                        seen[k] = 1
                }
        }
        END {
            for (k = 1; k <= wanted; k++)
                if (!seen[k])
                    print want[k] " is no number of the run"
        }' "$folder/point" "$folder/run")" ''
}

# In debug mode it says the same as without.
fixed_has_no_complaint()
{
    for mode in '' --debug; do
        status=0
        # shellcheck disable=SC2086
        "$program" "${1##*/}" --variant=fixed --clock=virtual $mode \
            2>"$folder/errors$mode" >"$folder/output$mode" </dev/null || status=$?
        [ "$status" != 77 ] || return 0 # it needs a library that is missing
        same "$status" 0
    done
    same "$(cat "$folder/errors--debug")" "$(cat "$folder/errors")"
}

for demo in $(demos); do
    ! has_flaw "$demo" || passes "$demo: its flaw is shown and cured" flaw_is_shown_and_cured "$demo"
    passes "$demo: its marks are in order" marks_are_in_order "$demo"
    passes "$demo: its Python is there, or the comment says why not" python_is_there_or_excused "$demo"
    [ ! -e "$root/demos/$demo.py" ] ||
        passes "$demo: its additions are marked in both languages" additions_are_marked_in_both "$demo"
    passes "$demo: its point and its use are told" point_and_use_are_told "$demo"
    passes "$demo: the numbers of its point are those of the run" numbers_are_of_the_run "$demo"
    [ ! -e "$root/golden/$demo.fixed.txt" ] ||
        passes "$demo: the fixed variant has no complaint" fixed_has_no_complaint "$demo"
done
done_testing

#!/bin/sh
# Which task waits for what, as text and as SVG. Usage: graph.sh ROOT PROGRAM
# The goldens are made anew by: graph.sh ROOT PROGRAM write
. "$1/tests/cli/program.sh"

goldens=$root/tests/show/golden/graph

# The places in a demo change when it is edited, and that is no change of the graph.
without_places()
{
    sed 's/line [0-9][0-9]*/line NN/g'
}

# Sets drawn to the graph of a demo.
draw() # ARGUMENT...
{
    status=0
    "$program" "$@" --clock=virtual --as=graph >"$folder/graph" 2>"$folder/errors" || status=$?
    [ "$status" = 0 ] || [ "$status" = 3 ] || { # a deadlock
        cat "$folder/errors"
        return 1
    }
    drawn=$(without_places <"$folder/graph")
}

is_the_golden() # NAME ARGUMENT...
{
    golden=$goldens/$1
    shift
    case $golden in
    *.svg)
        draw "$@" -o "$folder/graph.svg"
        drawn=$(without_places <"$folder/graph.svg")
        ;;
    *) draw "$@" ;;
    esac
    same "$drawn" "$(cat "$golden")"
}

golden_graph() # NAME ARGUMENT...
{
    if [ "$writes" ]; then
        (is_the_golden "$@" >/dev/null || printf '%s\n' "$drawn" >"$goldens/$1")
    fi
    passes "the graph $1 is the same as before" is_the_golden "$@"
}

no_line_is_too_wide()
{
    "$program" list | grep -oE '^  [0-9.]+ +[a-z-]+' | while read -r _ demo; do
        for options in --width=40 --width=80 '--width=80 --symbols=ascii' '--width=60 --at=0.1' '--at=1'; do
            # shellcheck disable=SC2086 # several options
            draw "$demo" $options || [ "$status" = 77 ]
            wide=$(LC_ALL=C.UTF-8 grep -nE "^.{$(width_of "$options")}." "$folder/graph") || continue
            echo "$demo $options: $wide"
            return 1
        done
    done
}

width_of() # OPTIONS
{
    case $1 in
    *--width=*)
        width=${1#*--width=}
        echo "${width%% *}"
        ;;
    *) echo 80 ;;
    esac
}

pictures_are_well_formed()
{
    "$program" list | grep -oE '^  [0-9.]+ +[a-z-]+' | while read -r _ demo; do
        for at in '' --at=0.1 --at=1; do
            draw "$demo" $at -o "$folder/$demo$at.svg" || [ "$status" = 77 ]
        done
    done
    python3 - "$folder"/*.svg <<'END'
import sys
import xml.etree.ElementTree as tree

assert len(sys.argv) > 100, len(sys.argv)
for path in sys.argv[1:]:
    picture = tree.parse(path).getroot()
    width = float(picture.get("width"))
    for box in picture.iter("{http://www.w3.org/2000/svg}rect"):
        assert 0 <= float(box.get("x", 0)) <= width - float(box.get("width")), path
        assert 0 <= float(box.get("y", 0)) <= float(picture.get("height")) - float(box.get("height")), path
END
}

writes=$3
golden_graph condition.txt condition
golden_graph producer-consumer.ascii.txt producer-consumer --symbols=ascii
golden_graph lock.txt lock --at=0.015
golden_graph semaphore.txt semaphore --at=0.6
golden_graph counter.40.txt counter --at=0.1 --width=40
golden_graph backpressure.txt backpressure --at=1
golden_graph executor.txt executor --at=0.1
golden_graph fetch-limit.txt fetch-limit --at=0.5
golden_graph condition.svg condition
golden_graph semaphore.svg semaphore --at=0.6
golden_graph producer-consumer.svg producer-consumer
golden_graph lock.svg lock --at=0.015
golden_graph counter.svg counter --at=0.1
golden_graph backpressure.svg backpressure --at=1
golden_graph executor.svg executor --at=0.1
golden_graph fetch-limit.svg fetch-limit --at=0.5
passes 'no line of a graph is too wide' no_line_is_too_wide
if command -v python3 >/dev/null; then
    passes 'pictures are well formed, and their boxes lie within them' pictures_are_well_formed
else
    skips 'pictures are well formed' 'there is no python3'
fi
done_testing

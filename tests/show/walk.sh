#!/bin/sh
# The frames of a walk on paper. Usage: walk.sh ROOT PROGRAM [accept]
# With "accept" the frames of now become those of golden/walk.
root=$1
program=$2
accept=$3
. "$root/tests/tap.sh"
golden=$root/tests/show/golden/walk

# The frames NAME of a demo, with these options.
frames()
{
    name=$1
    shift
    drawn=$("$program" walk "$@" 2>&1 </dev/null)
    if [ "$accept" ]; then
        printf '%s\n' "$drawn" >"$golden/$name.txt"
    fi
    same "$drawn" "$(cat "$golden/$name.txt")"
}

printed()
{
    passes "frames of $1 are the same as before" frames "$@"
}

# Each frame has 24 rows and an edge, whatever the demo.
frames_have_their_size() # ARGUMENT...
{
    "$program" walk "$@" --symbols=ascii 2>&1 </dev/null | LC_ALL=C awk '
        length($0) != 82 && length($0) != 0 { print NR ": " $0; bad = 1 }
        length($0) == 0 && rows != 26 { print NR ": " rows " rows"; bad = 1 }
        { rows = length($0) ? rows + 1 : 0 }
        /[^ -~]/ { print NR ": " $0; bad = 1 }
        END { exit bad || NR < 26 }'
}

demos=$("$program" list --json | tr '{' '\n' | sed -n 's/^"place":"[^"]*","name":"\([^"]*\)".*/\1/p')

every_demo_has_frames()
{
    [ "$(echo "$demos" | wc -l)" -gt 50 ]
    for demo in $demos; do
        echo "$demo"
        frames_have_their_size "$demo" || [ "$("$program" "$demo" --clock=virtual >/dev/null 2>&1; echo $?)" = 77 ]
    done
}

printed queue queue --symbols=emoji
printed condition condition --symbols=emoji
printed condition.fixed condition --variant=fixed --at=0.100 --symbols=emoji
printed lock.ascii lock --symbols=ascii
printed lock.wide lock --width=140 --at=0.010 --symbols=emoji
printed wait-first.wide wait-first --variant=fixed --width=160 --at=pending --symbols=emoji
printed concurrency-limit concurrency-limit --at=0.1 --symbols=emoji
printed task-group task-group --symbols=emoji
passes 'every demo has frames of 80x24, without a byte beyond ASCII' every_demo_has_frames
done_testing

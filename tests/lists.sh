#!/bin/sh
# What lies in the source tree is built, and tested: the lists in the meson.build files have all of it,
# and each file of src/ has its test. Usage: lists.sh ROOT
root=$1
. "$root/tests/tap.sh"
cd "$root" || exit 1

# Each of these words stands in quotes in the file: all_in FILE WORD...
all_in()
{
    list=$1
    shift
    for word in "$@"; do
        grep -q "'$word'" "$list" || {
            echo "$list does not have '$word'"
            return 1
        }
    done
}

sources_are_built()
{
    for folder in src/*; do
        cd "$root/$folder"
        all_in meson.build *.c
    done
    cd "$root/src/co"
    all_in meson.build kernel/*.c explain/*.c
    cd "$root/src/io"
    all_in meson.build process/*.c http/*.c websocket/*.c redis/*.c
}

tests_are_run()
{
    cd "$root/tests"
    for path in */test_*.c; do
        name=${path#*/test_}
        all_in meson.build "${name%.c}"
    done
    for path in *.sh */*.sh; do
        case $path in
        tap.sh | fresh-debian.sh | cli/program.sh | co/library.sh) ;; # not tests
        *) all_in meson.build "${path%.sh}" ;;
        esac
    done
}

# What the files of a folder include of ours, beside what is named here: FOLDER WORD...
other_includes()
{
    folder=$1
    shift
    cd "$root/src/$folder"
    find . -name '*.[ch]' -exec grep -Ho '#include ".*"' {} + | grep -v "$(printf '"%s\n' "$@")" || :
}

kernel_needs_itself_alone()
{
    same "$(other_includes co/kernel co/co.h co/list.h co/monotonic.h co/kernel/)" ''
}

co_needs_itself_alone()
{
    same "$(other_includes co co/)" ''
}

io_needs_co_alone()
{
    same "$(other_includes io io/ co/co.h co/declarations.h co/list.h co/monotonic.h co/outside.h co/table.h)" ''
}

work_queue_needs_io_and_co_alone()
{
    same "$(other_includes work_queue work_queue/ io/redis/redis.h co/co.h co/list.h co/outside.h co/table.h)" ''
}

patterns_need_co_alone()
{
    same "$(other_includes patterns patterns/ co/co.h)" ''
}

upper_storeys_include_downwards()
{
    same "$(other_includes run run/ co/explain/ co/co.h co/list.h co/monotonic.h co/table.h io/library.h io/process/process.h)" ''
    same "$(other_includes check check/ run/ co/explain/growing_text.h co/explain/write.h co/monotonic.h)" ''
    same "$(other_includes show show/ run/ co/explain/array.h co/explain/growing_text.h co/explain/write.h co/co.h co/list.h co/table.h)" ''
    same "$(other_includes explore explore/ show/columns.h show/words.h run/ co/explain/ co/monotonic.h)" ''
    same "$(other_includes try try/ check/ run/ co/explain/growing_text.h co/explain/write.h)" ''
    same "$(other_includes cli cli/ try/ check/ explore/ show/ run/ co/explain/growing_text.h co/explain/place.h co/explain/write.h io/curses.h work_queue/ catalog.h)" ''
}

# A page of its own for each noun.
no_file_is_longer_than_400_lines()
{
    find src -name '*.[ch]' -exec wc -l {} + | awk '$2 != "total" && $1 > 400 { print; long = 1 } END { exit long }'
}

# Characters, not bytes.
no_line_is_wider_than_100_columns()
{
    LC_ALL=C.UTF-8 grep -rnE '^.{101}' src demos --include='*.[ch]' && return 1
    return 0
}

# As many lines as a reader takes in at one look, with the Python beside them: from the demo's includes to
# its row. A lone brace has no Python beside it. The crawler joins what all chapters teach, and the demo
# distributed is a manager with its workers.
demos_are_short()
{
    for demo in demos/*/*.c; do
        case $demo in
        demos/together/crawler.c) most=70 ;;
        demos/use-cases/distributed.c) most=85 ;;
        *) most=60 ;;
        esac
        lines=$(sed '/^DEMO(/,$d' "$demo" | cc -fpreprocessed -dD -E -P - | grep -cv '^ *[{}] *$\|^#include')
        [ "$lines" -gt 5 ]
        [ "$lines" -le "$most" ] || {
            echo "$demo has $lines lines of code, at most $most"
            return 1
        }
    done
}

# The whole files that CONTRIBUTING.md names, from a demo down to the loop.
the_way_to_the_loop_is_short()
{
    way=$(sed -n '/^To read from a demo down to the loop/,/^$/p' CONTRIBUTING.md | grep -o '`[^`]*`' | tr -d '`')
    contains "$way" src/co/kernel/loop.c
    # shellcheck disable=SC2086 # a list of files
    lines=$(cat $way | wc -l)
    echo "$lines lines"
    [ "$lines" -le 1100 ]
}

# What CONTRIBUTING.md names in backquotes with a folder is there; NAME, PATH and CHAPTER stand for any.
contributing_is_true()
{
    grep -o '`[a-z]*/[^` ]*`' CONTRIBUTING.md | tr -d '`' | grep -v '[A-Z][A-Z]' | while read -r path; do
        echo "$path"
        [ -e "$path" ]
    done
    for folder in src/*/; do
        grep -q "${folder%/}" CONTRIBUTING.md
    done
}

passes 'every source file is built' sources_are_built
passes 'every test is run' tests_are_run
passes 'the kernel needs itself and co.h alone' kernel_needs_itself_alone
passes 'co needs nothing above it' co_needs_itself_alone
passes 'io needs the public headers of co alone' io_needs_co_alone
passes 'the work queue needs io and co alone' work_queue_needs_io_and_co_alone
passes 'patterns need co.h alone' patterns_need_co_alone
passes 'run, check, show and cli include downwards' upper_storeys_include_downwards
passes 'no file of src is longer than 400 lines' no_file_is_longer_than_400_lines
passes 'no line of src and demos is wider than 100 columns' no_line_is_wider_than_100_columns
passes 'no demo is longer than 60 lines of code' demos_are_short
passes 'the way from a demo to the loop is short' the_way_to_the_loop_is_short
passes 'CONTRIBUTING.md names files that exist' contributing_is_true
done_testing

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
        tap.sh | fresh-debian.sh | cli/program.sh) ;; # not tests
        *) all_in meson.build "${path%.sh}" ;;
        esac
    done
}

patterns_need_co_alone()
{
    cd "$root/src/patterns"
    same "$(grep -ho '#include ".*"' ./*.[ch] | grep -v '"co/co.h"\|"patterns/')" ''
}

io_needs_co_alone()
{
    cd "$root/src/io"
    same "$(grep -ho '#include ".*"' ./*.[ch] | grep -v '"co/co.h"\|"co/outside.h"\|"co/table.h"\|"io/')" ''
}

passes 'every source file is built' sources_are_built
passes 'every test is run' tests_are_run
passes 'patterns need co.h alone' patterns_need_co_alone
passes 'io needs the public headers of co alone' io_needs_co_alone
done_testing

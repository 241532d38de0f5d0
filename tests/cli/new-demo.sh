#!/bin/sh
# A demo that `asyncdemo new` has made is built, runs, and passes its check. Usage: new-demo.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# A copy of the tree, since the program writes into it.
builds()
{
    mkdir "$folder/tree"
    cd "$folder/tree"
    cp -R "$root/asyncdemo" "$root/meson.build" "$root/meson_options.txt" "$root/src" "$root/demos" "$root/golden" \
        "$root/tests" "$root/tools" "$root/LICENSE" .
    "$program" new --root=. production/my-lock
    meson setup --buildtype=plain -Dtests=false -Dlibrary=false build .
    ninja -C build src/cli/asyncdemo
}

passes_its_check()
{
    cd "$folder/tree"
    build/src/cli/asyncdemo check my-lock --clock=virtual
    contains "$(build/src/cli/asyncdemo my-lock --clock=virtual --stamp=none)" 'Hello from second'
}

# The tests of all demos find nothing to add to it.
passes_the_tests_of_demos()
{
    cd "$folder/tree"
    sh tests/demos/lessons.sh "$folder/tree" "$folder/tree/build/src/cli/asyncdemo" production >"$folder/said" || :
    [ "$(grep -c '^ok .* - production/my-lock: ' "$folder/said")" = 3 ]
    same "$(grep -A9 '^not ok .* - production/my-lock: ' "$folder/said")" ''
    sh tests/demos/catalog.sh "$folder/tree"
}

# It was listed, and is no more.
is_missed_in_the_catalog()
{
    cd "$folder/tree"
    sed '/my-lock/d' demos/CATALOG >rest
    mv rest demos/CATALOG
    ninja -C build src/cli/asyncdemo
    program=build/src/cli/asyncdemo
    refuses 'There is no demo "my-lock" in this program, but demos/production/my-lock.c is there. It needs a line in demos/CATALOG.
Then:  ./asyncdemo my-lock' show my-lock
}

passes 'a new demo is built' builds
passes 'a new demo passes its check' passes_its_check
passes 'a new demo passes the tests of all demos' passes_the_tests_of_demos
passes 'a demo without its line is missed in CATALOG' is_missed_in_the_catalog
done_testing

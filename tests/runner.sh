#!/bin/sh
# tests/run, on a checkout that has three tests of a line each. Usage: runner.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
# What the tests were started with shall not decide about the builds in here.
unset CC CFLAGS DESTDIR NINJA_STATUS MESON_TESTTHREADS
checkout="$folder/blanks and ümlauts"
mkdir -p "$checkout/tests"
cp -R "$root/tools" "$checkout"
cp "$root/tests/run" "$root/tests/progress.py" "$checkout/tests"
cat >"$checkout/meson.build" <<'END'
project('launched', 'c')
executable('program', 'program.c')
sh = find_program('sh')
test('co/sunny', sh, args: ['-c', 'echo 1..2; echo ok 1 - a; echo "ok 2 - b # SKIP no moon"'],
     protocol: 'tap', suite: 'unit')
test('co/sunny, twice', sh, args: ['-c', 'echo 1..1; echo ok 1 - a'], protocol: 'tap', suite: 'unit')
test('io/gloomy', sh, args: ['-c', 'echo 1..1; echo not ok 1 - c; exit 1'], protocol: 'tap', suite: 'unit')
test('all/night', sh, args: ['-c', 'echo 1..1; echo not ok 1 - d; exit 1'], protocol: 'tap', suite: 'long')
END
echo 'int main(void) { return 0; }' >"$checkout/program.c"

# Set status, and output to what it says without the times.
run()
{
    status=0
    "$checkout/tests/run" "$@" >"$folder/output" 2>"$folder/errors" </dev/null || status=$?
    output=$(sed 's/ *[0-9]*:[0-9][0-9]  / /' "$folder/output")
}

counts_and_names_what_failed()
{
    run --quick
    contains "$output" 'gcc 3 test programs'
    contains "$output" 'gcc FAILED io/gloomy'
    contains "$output" 'gcc co                           1 program, '
    contains "$output" 'gcc 2 passed, 1 failed, 1 skipped

Skipped:
  no moon: gcc: co/sunny: b

Failed:
  gcc: io/gloomy: c

2 passed, 1 failed, 1 skipped'
    same "$status" 1
    same "$(LC_ALL=C tr -d '\n -~' <"$folder/output")" ''
}

runs_what_is_named()
{
    run sunny
    same "$(tail -n 1 "$folder/output")" '2 passed, 0 failed, 1 skipped'
    same "$status" 0
    run twice
    same "$(tail -n 1 "$folder/output")" '1 passed, 0 failed, 0 skipped'
    run rainy
    contains "$(cat "$folder/errors")" 'No test has this in its name: rainy.'
    same "$status" 2
}

refuses_what_it_does_not_know()
{
    run --quickly
    contains "$(cat "$folder/errors")" 'knows no option --quickly'
    same "$status" 2
    run --quick sunny
    contains "$(cat "$folder/errors")" 'takes no more arguments'
    same "$status" 2
}

a_build_that_fails_is_a_failure()
{
    echo 'int main(void) { return unheard_of; }' >"$checkout/program.c"
    run --quick
    contains "$(cat "$folder/errors")" unheard_of
    contains "$output" 'Failed:
  gcc: could not be built

0 passed, 1 failed, 0 skipped'
    same "$status" 1
}

passes 'it counts, and names what failed' counts_and_names_what_failed
passes 'it runs what is named' runs_what_is_named
passes 'it refuses what it does not know' refuses_what_it_does_not_know
passes 'a build that fails is a failure' a_build_that_fails_is_a_failure
done_testing

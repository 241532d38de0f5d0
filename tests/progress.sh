#!/bin/sh
# What tests/run shows while it runs, and its counts. The tests are played by a `meson` of this test.
# Usage: progress.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/bin" "$folder/build/meson-logs"
notes=$folder/notes

# A meson that knows these tests, and prints and logs what stands in files: tests NAME...
tests()
{
    printf 'launched:unit / %s\n' "$@" >"$folder/list"
    cat >"$folder/bin/meson" <<END
#!/bin/sh
case \$* in
*--list*) cat "$folder/list" ;;
*) . "$folder/play" ;;
esac
END
    chmod +x "$folder/bin/meson"
    cat >"$folder/play"
    : >"$notes"
}

# What a test has said, in TAP, goes to the log: entry NAME RESULT EXIT_CODE STDOUT
cat >"$folder/entry" <<'END'
entry()
{
    printf '{"name": "launched:unit / %s", "result": "%s", "returncode": %s, "duration": 1.5, "stdout": "%s"}\n' \
        "$@" >>"$log"
}
END

# Run them; set shown to what a reader sees, and counts.
shows()
{
    PATH=$folder/bin:$PATH
    {
        printf 'log=%s\n' "$folder/build/meson-logs/testlog.json"
        cat "$folder/entry" "$folder/play"
    } >"$folder/whole"
    mv "$folder/whole" "$folder/play"
    counts=$(python3 "$root/tests/progress.py" test gcc "$folder/build" "$notes" 3>"$folder/shown")
    shown=$(sed 's/ *[0-9]*:[0-9][0-9]  / /' "$folder/shown")
}

recalls()
{
    python3 "$root/tests/progress.py" recall "$notes" 3>&1
}

each_folder_gets_a_line_when_it_is_done()
{
    tests co/lock co/queue io/stream lists <<'END'
echo '1/4 launched:unit / co/lock   OK  0.50s   3 subtests passed'
echo '2/4 launched:unit / io/stream OK  1.50s   4 subtests passed'
echo '3/4 launched:unit / co/queue  OK 11.50s   5 subtests passed'
echo '4/4 launched:unit / lists     SKIP 0.10s'
entry co/lock OK 0 '1..1\nok 1 - a\n'
END
    shows
    same "$shown" 'gcc 4 test programs
gcc io                           1 program, 4 cases passed
gcc co                           2 programs, 8 cases passed
gcc checkout                     1 program, 0 cases passed
gcc 1 passed, 0 failed, 0 skipped'
    same "$counts" '1 0 0'
    same "$(recalls)" ''
}

a_failure_is_shown_at_once_and_once_more_at_the_end()
{
    tests co/lock co/queue <<'END'
echo '1/2 launched:unit / co/lock   FAIL  0.50s   exit status 1'
echo '2/2 launched:unit / co/queue  OK 11.50s   5 subtests passed'
entry co/lock FAIL 1 '1..3\nok 1 - a\nnot ok 2 - it breaks\n# by 7\nok 3 - c # SKIP no tool\n'
entry co/queue OK 0 '1..1\nok 1 - a\n'
exit 1
END
    shows
    same "$shown" 'gcc 2 test programs
gcc FAILED co/lock
gcc co                           2 programs, 5 cases passed, FAILED: co/lock

---- gcc: co/lock: 1 failed
1..3
not ok 2 - it breaks
# by 7
gcc 2 passed, 1 failed, 1 skipped'
    same "$counts" '2 1 1'
    same "$(recalls)" '
Skipped:
  no tool: gcc: co/lock: c

Failed:
  gcc: co/lock: it breaks
      # by 7'
}

what_did_not_come_has_failed()
{
    tests co/a co/b co/c co/d <<'END'
entry co/a FAIL -11 '1..5\nok 1 - a\n'
entry co/b FAIL 3 '1..1\nok 1 - b\n'
entry co/c ERROR 0 'no TAP\n'
entry co/d ERROR 0 '1..1\nok 1 - d\nBail out! broken\n'
exit 4
END
    shows
    same "$counts" '3 7 0'
    contains "$(recalls)" 'gcc: co/a: 4 cases that it did not come to
      fail, exit code -11, after 2 s'
}

what_counts_as_skipped_names_its_reasons()
{
    tests demos/real demos/other <<'END'
entry demos/real SKIP 77 '1..2\nok 1 - a\nok 2 - b # SKIP inconclusive: too late\n'
entry demos/other SKIP 77 '1..1\nok 1 - a\n'
END
    shows
    same "$counts" '2 1 1'
    contains "$(recalls)" 'inconclusive: too late: gcc: demos/real'
}

a_meson_that_fails_is_a_failure()
{
    tests co/a <<'END'
echo 'no such folder'
exit 2
END
    shows
    same "$counts" '0 1 0'
    contains "$(recalls)" 'gcc: meson test ended with 2
      no such folder'
}

# The test that hangs ends when the reader has heard of it.
a_test_that_hangs_is_named()
{
    tests co/lock co/queue io/stream <<END
echo '1/3 launched:unit / co/queue  OK 1.50s   5 subtests passed'
tries=400
until grep -q running "$folder/shown" || [ \$((tries -= 1)) = 0 ]; do
    sleep 0.05
done
END
    MESON_TESTTHREADS=1 TESTS_HEARTBEAT=0.2
    export MESON_TESTTHREADS TESTS_HEARTBEAT
    shows
    contains "$shown" 'gcc 1 of 3 done, running: co/lock'
    same "$(LC_ALL=C tr -d '\n -~' <"$folder/shown")" ''
}

a_terminal_has_a_line_that_is_written_over()
{
    tests co/lock <<END
echo '1/1 launched:unit / co/lock  OK 1.50s   5 subtests passed'
END
    shows
    script -qec "TERM=xterm PATH='$PATH' python3 '$root/tests/progress.py' test gcc '$folder/build' '$notes' 3>&1" \
        /dev/null </dev/null >"$folder/shown"
    contains "$(cat "$folder/shown")" "0 of 1 done, running: co/lock$(printf '\033[K')"
}

passes 'each folder gets a line when it is done' each_folder_gets_a_line_when_it_is_done
passes 'a failure is shown at once and once more at the end' \
    a_failure_is_shown_at_once_and_once_more_at_the_end
passes 'what did not come has failed' what_did_not_come_has_failed
passes 'what counts as skipped names its reasons' what_counts_as_skipped_names_its_reasons
passes 'a meson that fails is a failure' a_meson_that_fails_is_a_failure
passes 'a test that hangs is named' a_test_that_hangs_is_named
if command -v script >/dev/null && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    passes 'a terminal has a line that is written over' a_terminal_has_a_line_that_is_written_over
else
    skips 'a terminal has a line that is written over' 'there is no script(1)'
fi
done_testing

#!/bin/sh
# compare as a command; how it judges is tested in tests/check. Usage: compare.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

lock=$root/golden/production/lock.txt

the_same()
{
    runs compare "$lock" "$lock"
    contains "$output" 'agrees with'
    # Any of the stamps will do, and stdin as well.
    for stamp in clock elapsed delta none; do
        "$program" lock --clock=virtual --stamp=$stamp | "$program" compare "$lock" -
    done
}

a_difference()
{
    sed 's/Counter = 3/Counter = 33/' "$lock" >"$folder/other"
    run compare "$lock" "$folder/other"
    same "$status" 1
    same "$errors" ''
    contains "$output" 'Counter = 33'
}

tolerances()
{
    sed 's/0\.060/0.160/' "$lock" >"$folder/late"
    run compare "$lock" "$folder/late"
    same "$status" 1
    contains "$output" '--late='
    runs compare --late=0.2 "$lock" "$folder/late"
    sed 's/0\.0[56]0/0.040/' "$lock" >"$folder/early"
    runs compare "$lock" "$folder/early"
    run compare --early=0.005 "$lock" "$folder/early"
    same "$status" 1
}

unreadable_files()
{
    run compare "$lock" "$folder/none"
    same "$status" 5
    same "$output" ''
    same "$errors" "$folder/none: it cannot be opened: No such file or directory."
    run compare "$folder/none" "$lock"
    same "$status" 5
    run compare "$lock" "$folder"
    same "$status" 5
    [ "$(id -u)" = 0 ] || {
        : >"$folder/locked"
        chmod 000 "$folder/locked"
        run compare "$lock" "$folder/locked"
        same "$status" 5
    }
    printf '[  0.010] cut short' >"$folder/cut"
    run compare "$folder/cut" "$lock"
    same "$status" 5
    contains "$errors" "$folder/cut:1: "
}

# What can be read, but is no transcript, differs.
damaged_transcripts()
{
    : >"$folder/empty"
    run compare "$lock" "$folder/empty"
    same "$status" 1
    same "$errors" ''
    contains "$output" 'it is empty'
    sed 's/$/\r/' "$lock" >"$folder/crlf"
    run compare "$lock" "$folder/crlf"
    same "$status" 1
    contains "$output" 'CRLF'
    contains "$output" 'Apart from that it agrees: 7 lines'
    printf %s "$(cat "$lock")" >"$folder/cut"
    run compare "$lock" "$folder/cut"
    same "$status" 1
    contains "$output" 'no newline'
    printf 'a\0b\n' >"$folder/binary"
    run compare "$lock" "$folder/binary"
    same "$status" 1
    same "$errors" ''
    contains "$output" 'binary:1: byte 2 of the line is NUL'
    head -c 17000000 /dev/zero >"$folder/large"
    run compare "$lock" "$folder/large"
    same "$status" 1
}

# For each lock the four characters that Windows-1252 has for its bytes.
mojibake()
{
    sed 's/🔒/ðŸ”’/' "$lock" >"$folder/mojibake"
    run compare "$lock" "$folder/mojibake"
    same "$status" 1
    contains "$output" 'UTF-8 that was read as Windows-1252: "ðŸ”’" stands for "🔒"'
    contains "$output" 'Apart from that it agrees: 7 lines'
    sed 's/🔒/ðŸ”’/; s/Counter = 3/Counter = 33/' "$lock" >"$folder/mojibake"
    run compare "$lock" "$folder/mojibake"
    same "$status" 1
    contains "$output" 'line 3 has another text'
    contains "$output" 'Windows-1252'
    if printf a | iconv -f UTF-8 -t GBK >"$folder/known" 2>&1; then
        sed 's/🔒/馃敀/' "$lock" >"$folder/mojibake"
        run compare "$lock" "$folder/mojibake"
        same "$status" 1
        contains "$output" 'UTF-8 that was read as GBK: "馃敀" stands for "🔒"'
    fi
}

stamps_of_others()
{
    sed 's/^\[  0\.\(...\)\]/2026-11-30 09:21:32,\1/' "$lock" >"$folder/logging"
    runs compare "$lock" "$folder/logging"
    contains "$output" 'at most 0 ms early and 0 ms late'
    sed 's/^\[  0\.\(...\)\]/2026-11-30T09:21:32.\1+01:00/' "$lock" >"$folder/iso"
    runs compare "$lock" "$folder/iso"
    contains "$output" 'at most 0 ms early and 0 ms late'
}

passes 'the same, in any stamp' the_same
passes 'a difference' a_difference
passes 'tolerances' tolerances
passes 'files that cannot be read' unreadable_files
passes 'transcripts that are damaged differ' damaged_transcripts
passes 'UTF-8 read as another code page' mojibake
passes 'stamps of logging and ISO 8601' stamps_of_others
done_testing

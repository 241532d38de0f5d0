#!/bin/sh
# Each demo in Python prints the golden of the demo in C, on a clock that jumps, byte for byte. A demo
# with threads or processes needs the real clock, and is judged with tolerances. The
# exceptions are in python-exceptions. Usage: python.sh ROOT PROGRAM
root=$1
program=$2
. "$root/tests/tap.sh"
cd "$root/demos" || exit 1

if ! python3 -c 'import asyncio; asyncio.timeout' 2>/dev/null; then
    skips 'demos in Python' 'there is no python3 of version 3.11 or later'
    done_testing
fi
export PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8
# Not python3 itself, which may be a script that looks for it each time.
python=$(python3 -c 'import sys; print(sys.executable)')
minor=$("$python" -c 'import sys; print(sys.version_info.minor)')
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# CHAPTER/DEMO[.VARIANT] of all goldens. Exercises teach the runtime in C and follow no tutorial, so they
# have no program in Python.
goldens=$(cd "$root/golden" && find . -name '*.txt' ! -name '*.err.txt' ! -path './exercises/*' |
    sed 's/^\.\///; s/\.txt$//' | sort)

# The kind of exception that the golden is for this Python, if it is one: kind CHAPTER/DEMO[.VARIANT]
kind()
{
    awk -v name="$1" -v minor="$minor" '
        BEGIN { FS = "\t" }
        /^#/ || $1 != name { next }
        $2 ~ /^before 3\./ && minor >= substr($2, 10) { next }
        { print $2 ~ /^before/ ? "differs" : $2 }' "$root/tests/demos/python-exceptions"
}
# The clock of the loop does not know what a thread or a process does.
needs_real_clock()
{
    grep -Eq 'run_in_executor|to_thread|threading|create_subprocess' "$1"
}

# Exit code 3: the run ends in a deadlock.
expected_status()
{
    if grep -qs '^DEADLOCK' "$1"; then echo 3; else echo 0; fi
}

# Run the program of this golden: run_program CHAPTER/DEMO[.VARIANT]
run_program()
{
    path=${1%%.*}.py
    variant=${1#"${1%%.*}"}
    golden=$root/golden/$1
    transcript=$folder/transcript
    if needs_real_clock "$path"; then
        set -- "$path"
    else
        set -- run.py "$path"
    fi
    status=0
    timeout 60 "$python" "$@" ${variant:+"${variant#.}"} >"$transcript" 2>"$folder/errors" || status=$?
}

# Its output is the golden, and its exit code the demo's.
agrees()
{
    if needs_real_clock "$path"; then
        "$program" compare --late=0.5 "$golden.txt" "$transcript"
    else
        diff "$golden.txt" "$transcript"
    fi || {
        cat "$folder/errors"
        return 1
    }
    same "$status" "$(expected_status "$golden.err.txt")"
}

prints_golden()
{
    run_program "$1"
    # A machine that is busy elsewhere may disturb a real clock; three times in a row it does not.
    for _ in 2 3; do
        ! needs_real_clock "$path" || agrees >"$folder/difference" || run_program "$1"
    done
    agrees
}

# The texts of the lines, without their times, in an order of their own.
sorted_texts()
{
    sed 's/^\[[^]]*\] //' "$1" | sort
}

prints_lines_in_any_order()
{
    run_program "$1"
    same "$(sorted_texts "$transcript")" "$(sorted_texts "$golden.txt")"
    same "$status" 0
}

there_is_none()
{
    ! [ -e "${1%%.*}.py" ] || {
        echo "demos/${1%%.*}.py exists; take $1 from tests/demos/python-exceptions"
        return 1
    }
}

differs_from_golden()
{
    run_program "$1"
    if agrees >"$folder/difference" 2>&1; then
        echo "it prints its golden; take $1 from tests/demos/python-exceptions"
        return 1
    fi
    # A program that does not even run is no exception.
    same "$status" "$(expected_status "$golden.err.txt")"
}

each_program_has_its_demo()
{
    for path in */*.py; do
        echo "demos/$path"
        [ "${path##*/}" = demo.py ] || [ -f "${path%.py}.c" ]
    done
}

# The program of Python ends with status 1 and one sentence, and prints nothing: refuses SENTENCE ARGUMENT...
refuses()
{
    sentence=$1
    shift
    status=0
    "$python" "$@" >"$folder/transcript" 2>"$folder/errors" || status=$?
    same "$status" 1
    same "$(cat "$folder/errors")" "$sentence"
    same "$(cat "$folder/transcript")" ''
}

unknown_variant_is_told()
{
    refuses 'nosuch: this demo has no such variant. It has: default, without.' \
        run.py production/lock.py nosuch
    refuses 'without default: this demo has no such variant. It has: default, without.' \
        run.py production/lock.py without default
    "$python" run.py production/lock.py default >"$folder/transcript"
    diff "$root/golden/production/lock.txt" "$folder/transcript"
}

unknown_file_is_told()
{
    for name in nosuch.py lock production; do
        refuses "$name: there is no such file. A demo is CHAPTER/NAME.py, such as production/lock.py." \
            run.py "$name"
    done
}

# Without run.py, which finds the programs that the demos share. A wrong variant ends it before its run.
each_program_starts_alone()
{
    for path in */*.py; do
        [ "${path##*/}" = demo.py ] || {
            echo "python3 demos/$path"
            ! "$python" "$path" nosuch >"$folder/transcript" 2>"$folder/errors"
            contains "$(cat "$folder/errors")" 'this demo has no such variant'
        }
    done
}

# Its loop would report a deadlock while a thread is at work.
real_clock_is_asked_for()
{
    for path in */*.py; do
        ! needs_real_clock "$path" ||
            refuses "$path: this demo has threads or processes, and needs the real clock. Run:  python3 $path" \
                run.py "$path"
    done
}

old_python_is_told()
{
    refuses 'The demos need Python 3.11 or later, and this is Python 3.10.' \
        -c 'import sys; sys.version_info = (3, 10, 9); import demo'
}

closed_output_ends_the_program_silently()
{
    status=0
    # "| head" would close the pipe at a moment of its own.
    "$python" -c 'import os, sys
reader, writer = os.pipe()
os.close(reader)
os.dup2(writer, 1)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])' run.py production/lock.py 2>"$folder/errors" || status=$?
    same "$(cat "$folder/errors")" ''
    same "$status" 141
}

exceptions_have_a_golden_and_a_reason()
{
    grep -v '^#' "$root/tests/demos/python-exceptions" | while IFS="$(printf '\t')" read -r name kind reason; do
        echo "$name: $kind: $reason"
        [ -f "$root/golden/$name.txt" ]
        [ -n "$reason" ]
        case $kind in
        none | differs | chance | 'before 3.'*) ;;
        *) return 1 ;;
        esac
    done
}

count=0 printed=0 exceptions=0
passes 'each exception has a golden and a reason' exceptions_have_a_golden_and_a_reason
passes 'each program stands beside its demo' each_program_has_its_demo
passes 'a variant that does not exist is told' unknown_variant_is_told
passes 'each program starts alone' each_program_starts_alone
passes 'a file that does not exist is told' unknown_file_is_told
passes 'a demo with threads or processes asks for the real clock' real_clock_is_asked_for
passes 'a Python that is too old is told' old_python_is_told
passes 'a closed output ends the program silently' closed_output_ends_the_program_silently
for name in $goldens; do
    count=$((count + 1))
    failures=$tap_failures
    case $(kind "$name") in
    none)
        exceptions=$((exceptions + 1))
        passes "$name: there is no program" there_is_none "$name"
        ;;
    chance)
        exceptions=$((exceptions + 1))
        passes "$name: an exception, its lines in any order" prints_lines_in_any_order "$name"
        ;;
    differs)
        exceptions=$((exceptions + 1))
        passes "$name: an exception" differs_from_golden "$name"
        ;;
    *)
        passes "$name" prints_golden "$name"
        [ "$tap_failures" != "$failures" ] || printed=$((printed + 1))
        ;;
    esac
done
echo "# Python 3.$minor prints $printed of $count goldens; $exceptions are exceptions"
done_testing

#!/bin/sh
# Runs of demos, and their options. Usage: run.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

virtual='--clock=virtual --stamp=elapsed'

# What it says on stderr, and the exit code: of a deadlock, a livelock or a false MUST where the golden
# tells of one.
ends_as_its_golden_says()
{
    case $1 in
    *LOCK\ at*) same "$status" 3 ;;
    *MUST\(*\ does\ not\ hold*) same "$status" 1 ;;
    *) same "$status" 0 ;;
    esac
    same "$errors" "$1"
}

every_demo_prints_its_golden()
{
    for path in "$root"/golden/*/*.txt; do
        name=${path##*/} variant=
        name=${name%.txt}
        case $path in
        */golden/exercises/*) continue ;; # the golden of an exercise is what its solution prints
        esac
        case $name in
        *.err) continue ;;
        *.*) variant=--variant=${name#*.} ;;
        esac
        echo "$name"
        # shellcheck disable=SC2086 # the variant may be none
        run "${name%%.*}" $variant $virtual
        [ "$status" != 77 ] || continue # a library is missing
        cmp "$folder/output" "$path"
        ends_as_its_golden_says "$(cat "${path%.txt}.err.txt" 2>/dev/null)"
    done
}

ways_to_name_a_demo()
{
    for name in lock production/lock 1.1 lock.c ./demos/production/lock.c; do
        # shellcheck disable=SC2086
        runs $name $virtual
        same "$output" "$(golden lock)"
        # shellcheck disable=SC2086
        runs $virtual run $name
        same "$output" "$(golden lock)"
    done
}

a_chapter_runs_all_of_its_demos()
{
    names=$("$program" list | sed -n 's/^  1\.[0-9]* *\([a-z-]*\)  .*/\1/p')
    # shellcheck disable=SC2086 # several names
    run $names $virtual
    expected=$output
    for chapter in production 1 demos/production/; do
        # shellcheck disable=SC2086
        run $chapter $virtual
        same "$output" "$expected"
    done
}

several_run_one_after_the_other()
{
    # shellcheck disable=SC2086
    runs lock event lock $virtual
    # The second lock starts from 0 again, as nothing is left of the first.
    same "$output" "$(golden lock)
$(golden event)
$(golden lock)"
}

the_real_clock_is_the_default()
{
    runs lock --stamp=none
    same "$output" "$(golden lock | sed 's/^\[......\...\] //; s/^\[ *[0-9.]*\] //')"
    runs lock
    same "$(printf '%s\n' "$output" | grep -vc '^\[[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]\{3\}\] ')" 0
}

stamps()
{
    runs lock --clock=virtual
    same "$(printf '%s\n' "$output" | head -n 2)" '[00:00:00.010] 🔒 Worker-1: Counter = 1
[00:00:00.020] 🔒 Worker-2: Counter = 2'
    runs lock --clock=virtual --stamp=delta
    same "$(printf '%s\n' "$output" | tail -n 2)" '[+0.010] 🔒 Worker-2: Counter = 6
[+0.000]    Final counter value: 6'
    runs lock --clock=virtual --stamp none
    same "$(printf '%s\n' "$output" | tail -n 2)" '🔒 Worker-2: Counter = 6
   Final counter value: 6'
}

symbols()
{
    runs lock --clock=virtual --stamp=none --symbols=text
    same "$(printf '%s\n' "$output" | head -n 1)" '[lock] Worker-1: Counter = 1'
    runs lock --clock=virtual --stamp=none --symbols=ascii
    same "$(printf '%s\n' "$output" | head -n 1)" '# Worker-1: Counter = 1'
    LC_ALL=C
    runs lock --clock=virtual --stamp=none
    same "$(printf '%s\n' "$output" | head -n 1)" '# Worker-1: Counter = 1'
    runs lock --clock=virtual --stamp=none --symbols=emoji
    same "$(printf '%s\n' "$output" | head -n 1)" '🔒 Worker-1: Counter = 1'
    # Not a word about the locale, as in a container: everything speaks UTF-8 today.
    unset LC_ALL
    # shellcheck disable=SC2086
    runs lock $virtual
    same "$output" "$(golden lock)"
}

no_byte_beyond_ascii_in_the_c_locale()
{
    LC_ALL=C
    # shellcheck disable=SC2046 # all demos
    run $("$program" list | sed -n 's/^  [0-9][0-9.]* *\([a-z-]*\)  .*/\1/p') --clock=virtual
    [ -n "$output" ]
    same "$(printf '%s\n' "$output$errors" | tr -d '\n\040-\176')" ''
    for command in list 'show rate-limit' --help 'help compare'; do
        # shellcheck disable=SC2086
        runs $command
        same "$(printf '%s\n' "$output" | tr -d '\n\040-\176')" ''
    done
}

seeds()
{
    # shellcheck disable=SC2086
    runs semaphore $virtual
    same "$output" "$(golden semaphore)"
    # shellcheck disable=SC2086
    runs semaphore $virtual --seed=12345
    other=$output
    [ "$other" != "$(golden semaphore)" ]
    # shellcheck disable=SC2086
    runs semaphore $virtual --seed=12345
    same "$output" "$other"
    # shellcheck disable=SC2086
    runs lock $virtual --seed=18446744073709551615
    same "$output" "$(golden lock)"
}

variants()
{
    # shellcheck disable=SC2086
    runs rate-limit $virtual --variant=fixed
    same "$output" "$(golden rate-limit.fixed)"
    # shellcheck disable=SC2086
    runs rate-limit $virtual --variant=default
    same "$output" "$(golden rate-limit)"
}

paced_is_virtual_but_takes_its_time()
{
    runs lock --clock=paced:10 --stamp=elapsed
    same "$output" "$(golden lock)"
    # 0.06 s so slowly that they take 2 s.
    began=$(date +%s)
    runs lock --clock=paced:0.03 --stamp=elapsed
    same "$output" "$(golden lock)"
    [ $(($(date +%s) - began)) -ge 1 ]
}

turns()
{
    # shellcheck disable=SC2086
    run race $virtual --turns=1
    same "$status" 3
    contains "$errors" 'tasks have run for more than 1 turn, and time has not moved.'
    contains "$errors" 'the limit of 1 turn is too low: --turns=10 raises it.'
    # shellcheck disable=SC2086
    runs lock $virtual --turns=4294967295
    same "$output" "$(golden lock)"
    runs lock --clock=paced:10 --stamp=elapsed --turns=1000
    same "$output" "$(golden lock)"
}

events_are_json_lines()
{
    # shellcheck disable=SC2086
    runs lock $virtual --events="$folder/events"
    same "$output" "$(golden lock)"
    same "$(grep -c '"kind":"line"' "$folder/events")" 7
    grep -v '^{"v":2,.*}$' "$folder/events" && return 1
    same "$(head -1 "$folder/events")" '{"v":2,"time_ns":0,"kind":"run","task":0,"text":"lock"}'
    # Those of several demos one after the other.
    # shellcheck disable=SC2086
    runs lock event $virtual --events="$folder/events"
    same "$(grep -c '"kind":"line"' "$folder/events")" 15
    same "$(grep '"kind":"run"' "$folder/events")" \
        '{"v":2,"time_ns":0,"kind":"run","task":0,"text":"lock"}
{"v":2,"time_ns":0,"kind":"run","task":0,"text":"event"}'
    same "$(grep -c '"kind":"run_end"' "$folder/events")" 2
    same "$(grep -c '"kind":"run","task":0,"text":"event"}' "$folder/events")" 1
    # shellcheck disable=SC2086
    runs rate-limit --variant=fixed $virtual --events="$folder/events"
    contains "$(head -1 "$folder/events")" '"text":"rate-limit","variant":"fixed"}'
}

events_are_the_golden_text()
{
    runs lock $virtual --events="$folder/lock.events"
    cmp "$folder/lock.events" "$root/golden/production/lock.events"
    run lock event $virtual --events="$folder/lock.events"
    same "$status" 2
    contains "$errors" 'a file of this kind has the events of one demo'
    cmp "$folder/lock.events" "$root/golden/production/lock.events"
}

events_are_valid_json()
{
    "$program" queue --clock=virtual --events="$folder/events" >/dev/null
    python3 -c 'import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    assert json.loads(line)["v"] == 2' "$folder/events"
}

events_have_a_file_of_their_own()
{
    cd "$folder"
    mkdir -p here
    echo before >there
    refuses '--events=./new: this file gets the output, so name another one for the events.
Its options:  asyncdemo help run' lock $virtual --events=./new -o here/../new
    [ ! -e new ]
    refuses '--events=there: this file gets the output, so name another one for the events.
Its options:  asyncdemo help run' lock $virtual --events=there -o ./there
    same "$(cat there)" before
    status=0
    "$program" lock $virtual --events=there >>there 2>errors || status=$?
    same "$status" 2
    contains "$(cat errors)" 'this file gets the output'
    runs lock $virtual --events=here/there -o there
    runs lock $virtual --events=/dev/null -o /dev/null
}

events_that_cannot_be_written()
{
    run lock --clock=virtual --events="$folder/none/events"
    same "$status" 5
    same "$output" ''
    same "$errors" "$folder/none/events cannot be written: there is no folder $folder/none."
    run lock --clock=virtual --events="$folder"
    same "$status" 5
    same "$errors" "$folder cannot be written: it is a folder, so name a file in it."
    if [ -e /dev/full ]; then
        run lock event --clock=virtual --events=/dev/full
        same "$status" 5
        contains "$errors" '/dev/full is not complete: No space left on device.'
        ln -sf /dev/full "$folder/full.events"
        run lock --clock=virtual --events="$folder/full.events"
        same "$status" 5
        same "$errors" "$folder/full.events is not complete: No space left on device."
    fi
}

# Run the program, whose files are limited to 512 bytes. The tool fails: limited ARGUMENT...
limited()
{
    status=0
    output=$(ulimit -f 1 && "$program" "$@" 2>&1) || status=$?
    same "$status" 5
}

nothing_half_written_stays()
{
    cd "$folder"
    mkdir -p half
    cd half
    for file in new.jsonl new.events; do
        limited queue --clock=virtual --events=$file
        contains "$output" "$file is not complete, and is removed: File too large."
        same "$(ls)" ''
    done
    # The link stays; the file that it names is removed.
    echo before >there
    ln -s there link
    limited lock queue --clock=virtual --events=link
    contains "$output" 'link is not complete, and is removed: File too large.'
    same "$(ls)" link
    # Nothing of a log or a picture replaces the former file.
    echo before >there
    for view in --why --as=lanes --as=svg; do
        limited shutdown --clock=virtual $view -o there
        same "$(ls)" "$(printf 'link\nthere')"
        same "$(cat there)" before
    done
}

the_log_goes_to_a_file()
{
    # shellcheck disable=SC2086
    runs lock $virtual -o "$folder/log"
    same "$output" ''
    same "$(cat "$folder/log")" "$(golden lock)"
    # shellcheck disable=SC2086
    runs lock $virtual --output=-
    same "$output" "$(golden lock)"
    # A run that ends in a deadlock has its log, too.
    # shellcheck disable=SC2086
    run condition $virtual -o "$folder/log"
    same "$status" 3
    same "$(cat "$folder/log")" "$(cat "$root/golden/advanced/condition.txt")"
}

a_file_that_cannot_be_written()
{
    run retry -o "$folder"
    same "$status" 5
    same "$output" ''
    same "$errors" "$folder cannot be written: it is a folder, so name a file in it."
    run retry -o "$folder/none/log"
    same "$status" 5
    same "$errors" "$folder/none/log cannot be written: there is no folder $folder/none."
    if [ -e /dev/full ]; then
        run lock --clock=virtual -o /dev/full
        same "$status" 5
        same "$errors" '/dev/full cannot be written: No space left on device.'
    fi
}

# The loader tells on stderr what it opens.
a_demo_loads_no_library_that_it_does_not_need()
{
    LD_DEBUG=files run lock $virtual
    contains "$errors" 'libc.so'
    for library in curl wslay hiredis jansson crypto ncursesw; do
        same "$(echo "$errors" | grep "lib$library\.")" ''
    done
}

passes 'every demo prints its golden on the virtual clock' every_demo_prints_its_golden
passes 'a demo is named by name, by chapter, by place and by file' ways_to_name_a_demo
passes 'a chapter runs all of its demos' a_chapter_runs_all_of_its_demos
passes 'several run one after the other' several_run_one_after_the_other
passes 'the real clock is the default' the_real_clock_is_the_default
passes '--stamp' stamps
passes '--symbols' symbols
passes 'no byte beyond ASCII in the C locale' no_byte_beyond_ascii_in_the_c_locale
passes '--seed' seeds
passes '--variant' variants
passes '--clock=paced' paced_is_virtual_but_takes_its_time
passes '--turns' turns
passes '--events are JSON lines' events_are_json_lines
passes '--events are the golden text' events_are_the_golden_text
if command -v python3 >/dev/null; then
    passes '--events are valid JSON' events_are_valid_json
else
    skips '--events are valid JSON' 'there is no python3'
fi
passes '--events have a file of their own' events_have_a_file_of_their_own
passes 'nothing half-written stays' nothing_half_written_stays
passes 'events that cannot be written' events_that_cannot_be_written
passes '-o has the log in a file' the_log_goes_to_a_file
passes '-o with a file that cannot be written' a_file_that_cannot_be_written
if LD_DEBUG=files env true 2>&1 | grep -q 'libc\.so'; then
    passes 'a demo loads no library that it does not need' a_demo_loads_no_library_that_it_does_not_need
else
    skips 'a demo loads no library that it does not need' 'this loader does not tell what it loads'
fi
done_testing

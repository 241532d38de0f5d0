#!/bin/sh
# Golden files of any command: accept makes them, check finds what changed, and no more. Usage: golden.sh
# ROOT PROGRAM [ROUNDS]; with ROUNDS, the commands of others are checked so many times, alone and
# beside a busy machine.
. "$1/tests/cli/program.sh"
rounds=${3:-2}

cd "$folder" || exit 1

# Make FILE.golden of a command: makes FILE COMMAND [OPTION...]
makes()
{
    file=$1.golden command=$2
    shift 2
    run accept --yes "$@" "$file" -- "$command"
    contains "$errors" "$file is accepted."
    same "$status" 0
}

# ---- Commands of others ----

python_asyncio()
{
    cat >workers.py <<'end'
import asyncio, os

async def worker(name, delay):
    for i in range(2):
        await asyncio.sleep(delay)
        print(f"{name}: step {i}")

async def main():
    print("pid", os.getpid())
    await asyncio.gather(worker("one", 0.1), worker("two", 0.15))

asyncio.run(main())
end
    makes python 'python3 workers.py'
    contains "$(cat python.golden)" '? [  0.000] pid {int}'
}

python_logging()
{
    cat >logs.py <<'end'
import logging, time

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
for i in range(3):
    logging.info("tick %d", i)
    time.sleep(0.1)
end
    makes logging 'python3 logs.py 2>&1'
    contains "$(cat logging.golden)" 'stamps own'
}

node_timers()
{
    makes node "node -e 'setTimeout(() => console.log(2), 200); setTimeout(() => console.log(1), 100)'"
}

# shellcheck disable=SC2016 # the dollar of the command
curl_served()
{
    cat >serve.py <<'end'
import http.server

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"the page " + self.path.encode() + b"\n")

    def log_message(self, *arguments):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Page)
print(server.server_port, flush=True)
server.handle_request()
end
    makes served 'python3 serve.py | { read -r port && curl -sS "http://127.0.0.1:$port/a"; }'
    contains "$(cat served.golden)" '] the page /a'
}

curl_refused()
{
    # shellcheck disable=SC2016 # the command's own dollar
    makes curl 'echo hello >page; curl -s "file://$PWD/page"; rm page; curl -s http://127.0.0.1:1/'
    contains "$(cat curl.golden)" 'exit 7'
}

commands_of_the_shell()
{
    makes pipeline 'for i in 3 1 2; do echo $i; sleep 0.05; done | sort -n | sed "s/^/got /"'
    makes jobs 'for i in 1 2 3; do (sleep 0.0$i; echo job) & done; wait; echo all'
    makes endless 'while :; do echo tick; sleep 0.1; done' --limit=0.5
    contains "$(cat endless.golden)" '
...
exit limit'
    # shellcheck disable=SC2016
    makes killed 'echo before; kill -TERM $$'
    contains "$(cat killed.golden)" 'exit SIGTERM'
    makes mixed 'printf "out \n"; echo err >&2; printf "\033[1m\377\r\nend"; exit 4'
    makes flood 'yes flood | head -c 40000000'
    same "$(grep -c '] flood$' flood.golden)" 20
    contains "$(cat flood.golden)" '
...
exit 0'
}

# An inconclusive verdict is no false alarm.
no_false_alarm()
{
    run check . --repeat="$rounds" --inconclusive=pass
    echo "$output"
    same "$errors" ''
    same "$status" 0
}

busy()
{
    while :; do :; done
}

no_false_alarm_beside_a_busy_machine()
{
    busy &
    one=$!
    busy &
    other=$!
    # shellcheck disable=SC2064
    trap "kill $one $other" EXIT
    no_false_alarm
}

# ---- Changes ----

changing()
{
    # shellcheck disable=SC2016
    printf '%s\n' '$ printf "a\nb\n"; sleep 0.3; echo c; echo w >&2; sleep 0.3; printf "d 42\ne"' \
        'limit 3s' '[  0.000] a' '[  0.000] b' '[  0.300] c' '! [  0.300] w' '? [  0.600] d {int}' \
        '? [  0.600] e{no newline}' 'exit 0'
}

# A change of the command by a sed expression, and what the report says then. The verdict is "failed", or
# for a change of the time perhaps "inconclusive", since this machine may be late, too.
changes()
{
    # shellcheck disable=SC2016
    printf '%s\n' \
        's/0.3; echo c/0.6; echo c/|comes too late' \
        's/0.3; printf/0; printf/|comes too early' \
        's/echo c/echo C/|another text than line 5' \
        "s/echo c/echo 'c '/|another text than line 5" \
        's/a.nb/b\\na/|line 3 of the golden comes after the line that follows it' \
        's/echo c;//|line 5 of the golden is missing' \
        's/echo c/echo c; echo x/|1 line on stdout that the golden does not have' \
        's/$/; exit 3/|exit code 3, expected exit code 0' \
        's/echo w/echo v/|another text than line 6' \
        's/echo w >&2;//|line 6 of the golden is missing' \
        's/ >&2//|its text came on stdout' \
        's/ne"/ne\\n"/|goes on with a newline' \
        's/$/; kill -9 $$/|SIGKILL ended the command' \
        's/42/x2/|another text than line 7' \
        's/$/; sleep 1000/|does not end: its limit of 3 s was over' \
        's/printf "a/printff "a/|2 lines of the golden are missing'
}

changes_are_found()
{
    mkdir changed
    changing >changed/0.golden
    changes >changes
    number=0
    while IFS='|' read -r expression sentence; do
        number=$((number + 1))
        changing | sed "1$expression" >changed/$number.golden
    done <changes
    same $number 16
    run check changed -j 6 --format=json
    [ "$status" = 1 ]
    number=0
    while IFS='|' read -r expression sentence; do
        number=$((number + 1))
        found=$(printf '%s\n' "$output" | grep "\"demo\":\"changed/$number.golden\"")
        contains "$found" "$sentence"
        case "$sentence $found" in
        *'"verdict":"failed"'* | 'comes too '*'"verdict":"inconclusive"'*) ;;
        *) same "$found" "a failure: $sentence" ;;
        esac
    done <changes
    contains "$(printf '%s\n' "$output" | grep '"demo":"changed/0.golden"' |
        sed s/inconclusive/passed/)" '"verdict":"passed"'
}

# ---- What a check costs ----

# The processor time of a command and its children, in milliseconds: costs COMMAND...
costs()
{
    (
        "$@" >"$folder/said" 2>&1
        times
    ) | awk -F'[ms ]+' 'NR == 2 { print int(60000 * ($1 + $3) + 1000 * ($2 + $4)) }'
}

runs_all_commands()
{
    while IFS= read -r line; do
        sh -c "$line"
    done <commands
}

# So much that the ticks, in which systems count, do not matter.
costs_less_than_twice_the_commands()
{
    mkdir thousand
    for i in $(seq 1000); do
        printf '%s\n' "printf 'line $i\\n'" >>commands
        printf '%s\n' "\$ printf 'line $i\\n'" "[  0.000] line $i" >thousand/$i.golden
    done
    alone=$(costs runs_all_commands)
    checked=$(costs "$program" check thousand)
    contains "$(cat "$folder/said")" '1000 passed'
    echo "$alone ms for the commands, $checked ms for their check"
    [ "$checked" -lt $((2 * alone)) ]
}

# ---- What accept keeps ----

what_was_written_by_hand_stays()
{
    printf '%s\n' '$ echo a 7; sleep 0.1; echo b; echo x; echo c 7; echo d' '# a remark' 'late 0.4s' \
        '? [  0.0] a {int:n}' '...' '? [  0.1] c {=n}' '[  0.1] D' 'exit 0' >hand.golden
    run accept --yes hand.golden
    same "$(sed 's/^\[.*d$/TIME d/' hand.golden)" "$(printf '%s\n' \
        '$ echo a 7; sleep 0.1; echo b; echo x; echo c 7; echo d' '# a remark' 'late 0.4s' \
        '? [  0.0] a {int:n}' '...' '? [  0.1] c {=n}' 'TIME d' 'exit 0')"
    rm hand.golden
}

nothing_is_written_unasked()
{
    run accept new.golden -- echo a
    same "$status" 2
    contains "$errors" 'Add --yes'
    [ ! -e new.golden ]
    run accept new.golden
    same "$status" 2
    contains "$errors" 'asyncdemo accept new.golden -- COMMAND'
    run accept a.golden b.golden -- echo a
    same "$status" 2
    contains "$errors" 'One file alone takes a command.'
    printf 'broken\n' >broken.golden
    run accept --yes broken.golden -- echo a
    same "$status" 5
    same "$(cat broken.golden)" broken
    rm broken.golden
}

a_refusal_leads_on()
{
    # shellcheck disable=SC2016 # the command's own dollar
    run accept --yes lost.golden -- 'kill -9 $PPID'
    same "$status" 1
    contains "$errors" 'a command must not kill its parent'
    run accept --yes absent.golden -- no-such-command
    same "$status" 1
    contains "$errors" 'the shell did not find the command'
    [ ! -e lost.golden ] && [ ! -e absent.golden ]
}

lines_that_were_kept_back_are_told()
{
    run accept --yes back.golden -- 'sleep 0.3; printf "a\nb\n"'
    contains "$errors" 'All lines came at once, '
    contains "$errors" 'stdbuf -oL'
    rm back.golden
    run accept --yes back.golden -- 'sleep 0.3; echo a'
    same "$errors" 'back.golden is accepted.'
    rm back.golden
}

words_of_a_command_stay_words()
{
    run accept --yes words.golden -- printf '%s\n' 'two  words' "it's"
    same "$status" 0
    contains "$(cat words.golden)" '] two  words
'
    contains "$(cat words.golden)" "] it's"
    rm words.golden
}

# ---- Bad input ----

# What a golden file with this text leads to: leads_to STATUS SENTENCE TEXT
leads_to()
{
    printf "$3" >bad.golden
    run check bad.golden
    echo "$output"
    contains "$output" "$2"
    same "$status" "$1"
}

bad_files()
{
    leads_to 5 'bad.golden:2: there is no placeholder {in}' '$ echo\n? {in}\n'
    leads_to 5 'bad.golden:2: there is no header "colour blue"' '$ echo\ncolour blue\n'
    leads_to 5 'bad.golden:2: a brace is not closed' '$ echo\n? {int\n'
    leads_to 5 'bad.golden:1: a golden of a command begins with the command' 'hello\n'
    leads_to 5 'bad.golden: the file is empty' ''
    leads_to 5 'is NUL, so the file is not text' '$ echo\n\n\000\n'
    leads_to 5 'with a carriage return and a newline' '$ echo\r\n'
    leads_to 5 'its folder "nowhere" cannot be entered' '$ echo\ncwd nowhere\n'
    run check no-such.golden
    same "$status" 5
    contains "$output" 'no-such.golden: it cannot be opened'
    contains "$output" 'asyncdemo accept no-such.golden -- COMMAND'
    mkdir empty
    refuses 'The folder empty has no file whose name ends with .golden.
About golden files:  asyncdemo help golden    C files:  asyncdemo check empty/*.c' check empty
}

bad_commands()
{
    leads_to 1 'the shell did not find the command' '$ no-such-command\n'
    leads_to 1 'vi +1 bad.golden  # mend the command' '$ no-such-command\n'
    leads_to 1 'must not kill its parent' '$ kill -9 $PPID; exec sleep 1000\n'
    leads_to 0 '1 passed' '$ cat; echo end\n[  0.000] end\n'
    leads_to 1 '\xff\x00' '$ printf "\\377\\000\\n"\n[  0.000] a\n'
    leads_to 0 'it left processes behind, which were ended' '$ setsid sleep 1000 & echo a\n[  0.000] a\n'
    leads_to 1 'its limit of 200 ms was over' "$ trap '' TERM; sleep 1000 & sleep 1000\nlimit 0.2s\n"
    leads_to 0 '1 passed' '$ head -c 1000000000 /dev/zero\nlimit 100s\n...\n'
    leads_to 1 'longer than 65536 bytes' '$ head -c 100000 /dev/zero\n[  0.000] a\n'
    contains "$output" '\x00 ...
'
    leads_to 1 'SIGSEGV ended the command' '$ kill -SEGV $$\n'
}

# ---- Reports ----

reports()
{
    printf '$ echo a\n[  0.000] b\n' >failing.golden
    run check failing.golden --format=tap
    contains "$output" 'not ok 1 - failing.golden'
    run check failing.golden --format=json
    contains "$output" '"golden":"failing.golden","golden_line":2'
    run check failing.golden --format=junit
    contains "$output" '<testcase classname="." name="failing.golden"'
    run check failing.golden --format=github
    contains "$output" '::error file=failing.golden,line=2,title=failing.golden::'
    run check failing.golden lock --clock=virtual
    same "$status" 0
    contains "$output" 'its command runs on the real clock alone'
    run check failing.golden --repeat=2
    contains "$output" 'failing.golden       0          0             0       2'
    contains "$output" '2 runs: 0 passed, 0 explained, 0 inconclusive, 2 failed'
    run check failing.golden --until-fail
    same "$status" 1
    contains "$output" '1 run: 0 passed'
    run check lock --clock=virtual --repeat=2
    same "$status" 2
    rm failing.golden
    run check lock --repeat=2 --inconclusive=pass
    same "$status" 0
    contains "$output" 'passed  explained  inconclusive  failed  at most late'
}

# When the command has begun, its checker has its handlers.
interrupt()
{
    printf '$ touch begun; exec sleep 1000\nlimit 500s\n' >sleep.golden
    "$program" check sleep.golden >"$folder/output" &
    checker=$!
    until [ -e begun ] || ! kill -0 $checker; do
        sleep 0.02
    done
    kill -INT $checker
    status=0
    wait $checker || status=$?
    same "$status" 130
    contains "$(cat "$folder/output")" 'Interrupted: 1 more not judged'
    rm sleep.golden
}

# ---- Help ----

# The forms in a part of the help, without what they mean.
forms()
{
    "$program" help golden | sed -n "/^$1\$/,/^\$/s/^  \(.\{28\}\).*/\1/p" | sed 's/ *$//'
}

# On the virtual clock, a file is read, but its command is not run.
is_read()
{
    cat "$1"
    runs check "$1" --clock=virtual
    contains "$output" 'its command runs on the real clock alone'
}

help_is_true()
{
    forms Lines >lines.golden
    same "$(wc -l <lines.golden | tr -d ' ')" 12
    is_read lines.golden
    {
        echo '$ true'
        forms Headers
        forms Placeholders | sed 's/^/? /'
    } >forms.golden
    same "$(wc -l <forms.golden | tr -d ' ')" 17
    is_read forms.golden
}

mkdir others && cd others || exit 1
if command -v python3 >/dev/null; then
    passes 'a golden of Python with asyncio' python_asyncio
    passes 'a golden of the log of Python' python_logging
fi
if command -v node >/dev/null; then
    passes 'a golden of Node' node_timers
fi
if command -v curl >/dev/null; then
    passes 'a golden of curl' curl_refused
    ! command -v python3 >/dev/null || passes 'a golden of curl and a server' curl_served
fi
passes 'goldens of the shell' commands_of_the_shell
passes "no false alarm in $rounds rounds" no_false_alarm
passes "no false alarm in $rounds rounds beside a busy machine" no_false_alarm_beside_a_busy_machine
cd "$folder" || exit 1
passes 'changes are found' changes_are_found
[ "$rounds" = 2 ] || passes 'a check costs less than twice the commands' costs_less_than_twice_the_commands
passes 'accept keeps what was written by hand' what_was_written_by_hand_stays
passes 'accept writes nothing unasked' nothing_is_written_unasked
passes 'the words of a command stay words' words_of_a_command_stay_words
passes 'lines that were kept back are told' lines_that_were_kept_back_are_told
passes 'a refusal of accept leads on' a_refusal_leads_on
passes 'bad files have a sentence each' bad_files
passes 'bad commands have a sentence each' bad_commands
passes 'reports of all formats' reports
passes 'help golden is true' help_is_true
passes 'check of a command can be interrupted' interrupt
done_testing

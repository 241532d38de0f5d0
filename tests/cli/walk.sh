#!/bin/sh
# The walk in a terminal, by tmux: keys, sizes, and the terminal after every exit.
# Usage: walk.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# ncurses loses a piece of memory where it does not know the terminal.
echo 'leak:new_prescr' >"$folder/leaks"
export LSAN_OPTIONS="suppressions=$folder/leaks:print_suppressions=0"

# Each terminal has a server of its own, because an old one takes its time to end.
trap 'for socket in "$folder"/tmux.*; do pane kill-server 2>/dev/null; done; rm -rf "$folder"' EXIT

pane()
{
    tmux -S "$socket" -f /dev/null "$@"
}

# A shell with job control in a terminal: begin COLUMNS ROWS [NAME=VALUE...]
begin()
{
    columns=$1 rows=$2
    shift 2
    socket=$(mktemp -u "$folder/tmux.XXXXXX")
    echo "PS1='shell> '" >"$folder/profile" # no frame of a walk has this text
    (cd "$folder" && env -u TMUX "$@" ENV="$folder/profile" tmux -S "$socket" -f /dev/null \
        new-session -d -x "$columns" -y "$rows" 'exec sh -i')
    pane set-option -g status off
    sees 'shell>'
    rm -f "$folder/before" "$folder/after" "$folder/code"
    types 'stty -g >before'
    for _ in $(seq 100); do
        [ -s "$folder/before" ] || sleep 0.1
    done
}

# A line for the shell.
types()
{
    pane send-keys -l "$1"
    pane send-keys Enter
}

# Keys for the walk, by tmux's names.
keys()
{
    pane send-keys "$@"
}

screen()
{
    pane capture-pane -p
}

# Wait until the screen has the text, at most 10 s.
sees()
{
    for _ in $(seq 100); do
        case $(screen) in
        *"$1"*) return ;;
        esac
        sleep 0.1
    done
    echo "\"$1\" does not appear in:"
    screen
    return 1
}

# walk ARGUMENT...
walk()
{
    types "$program walk $*; echo \$? >code; stty -g >after; echo bye"
}

# The walk has ended with this code, and the terminal is as it was.
ended_with()
{
    for _ in $(seq 100); do
        [ -s "$folder/after" ] && break
        sleep 0.1
    done
    same "$(cat "$folder/code")" "$1"
    same "$(cat "$folder/after")" "$(cat "$folder/before")"
    sees bye
    # The screen of before is back.
    sees 'shell>'
    same "$(pane display-message -p '#{alternate_on} #{cursor_flag}')" '0 1'
}

process()
{
    pane list-panes -F '#{pane_pid}' | xargs ps -o pid= --ppid | tr -d ' '
}

# ---- Keys ----

every_key_does_what_the_help_says()
{
    begin 80 24
    walk queue
    sees '1 of '
    keys n && sees ' 2 of '
    keys Right && sees ' 3 of '
    keys Enter && sees ' 4 of '
    keys b && sees ' 3 of '
    keys Left && sees ' 2 of '
    keys BSpace && sees ' 1 of '
    keys j && sees 'Producer-0 prints'
    keys j && sees 'Producer-1 prints'
    keys k && sees 'Producer-0 prints'
    keys t && sees '0.106 s'
    keys t && sees '0.222 s'
    keys T && sees '0.106 s'
    keys S-Right && sees '0.222 s'
    keys S-Left && sees '0.106 s'
    keys G && sees 'main ends'
    keys g && sees ' 1 of '
    keys End && sees 'main ends'
    keys Home && sees ' 1 of '
    keys '?' && sees 'answer by its number'
    keys q && sees ' 1 of '
    keys c && sees 'Two producers put items'
    keys x && sees ' 1 of '
    keys s && sees 'demos/production/queue.py'
    keys s && sees 'demos/production/queue.c'
    keys / && pane send-keys -l 'shutting' && keys Enter && sees 'Shutting down'
    keys w && sees 'which main put'
    keys g p && sees 'Which line comes next?'
    keys 1 && sees 'this line comes'
    keys Space + + + + + && sees 'plays 32x'
    sees 'main ends'
    keys x q
    ended_with 0
    sees 'You predicted'
}

frame_is_the_same_as_on_paper()
{
    begin 80 24
    walk condition --at=0.1
    sees ' 0.100 s'
    "$program" walk condition --at=0.1 </dev/null | sed '1d; s/^|//; s/|$//; s/ *$//; /^+/,$d' >"$folder/paper"
    same "$(screen)" "$(cat "$folder/paper")"
    keys q
    ended_with 0
}

walk_is_black_and_white_with_no_color()
{
    begin 80 24 NO_COLOR=1
    walk lock --at=0.01
    sees '0.010 s'
    same "$(pane capture-pane -e -p | grep "$(printf '\033')\[[0-9;]*3[0-8]m" || :)" ''
    keys q
    ended_with 0
    begin 80 24
    walk lock --at=0.01
    sees '0.010 s'
    contains "$(pane capture-pane -e -p)" "$(printf '\033')[33m"
    keys q
    ended_with 0
}

walk_is_ascii_where_it_must_be()
{
    begin 80 24
    for way in 'LC_ALL=C' ''; do
        types "clear; $way $program walk lock $([ "$way" ] || echo --symbols=ascii)"
        sees 'n next'
        same "$(screen | LC_ALL=C tr -d '\n\040-\176')" ''
        keys q
        sees 'shell>'
    done
}

# ---- Sizes ----

size_is_followed()
{
    begin 80 24
    walk queue
    sees '1 of '
    keys j j && sees 'Producer-1 prints'
    pane resize-window -x 120 -y 40 && sees 'Producer-0 and Producer-1'
    pane resize-window -x 140 -y 40 && sees 'demos/production/queue.py'
    sees 'demos/production/queue.c'
    sees 'Producer-1 prints'
    pane resize-window -x 50 -y 10 && sees 'a walk needs 60x20'
    pane resize-window -x 2 -y 1
    sleep 0.3
    pane resize-window -x 60 -y 20 && sees 'Producer-1 prints'
    pane resize-window -x 80 -y 24 && sees 'Producer-1 prints'
    keys q
    ended_with 0
}

small_terminal_says_what_it_needs()
{
    begin 40 10
    walk queue
    sees 'a walk needs'
    keys q
    ended_with 0
}

# ---- Exits ----

interrupt_restores_the_terminal()
{
    begin 80 24
    walk queue
    sees '1 of '
    keys C-c
    ended_with 130
}

signal_restores_the_terminal() # NAME CODE
{
    begin 80 24
    walk queue
    sees '1 of '
    kill -s "$1" "$(process)"
    ended_with "$2"
}

crash_restores_the_terminal()
{
    begin 80 24
    types 'ulimit -c 0'
    walk queue
    sees '1 of '
    kill -s SEGV "$(process)"
    ended_with 139
}

# No program handles SIGKILL, and the shell does not wait for the guard.
killed_walk_gives_the_terminal_back()
{
    begin 80 24
    walk queue
    sees '1 of '
    kill -s KILL "$(process)"
    for _ in $(seq 100); do
        types 'stty -g >after'
        [ "$(pane display-message -p '#{alternate_on} #{cursor_flag}')" = '0 1' ] &&
            [ "$(cat "$folder/after")" = "$(cat "$folder/before")" ] && break
        sleep 0.1
    done
    same "$(cat "$folder/code")" 137
    same "$(cat "$folder/after")" "$(cat "$folder/before")"
    same "$(pane display-message -p '#{alternate_on} #{cursor_flag}')" '0 1'
}

killed_walk_that_was_stopped_leaves_the_terminal_alone()
{
    begin 80 24
    walk queue
    sees '1 of '
    walker=$(process)
    keys C-z
    sees Stopped
    types 'stty -icanon; stty -g >stopped; echo is "stopped"'
    sees 'is stopped'
    kill -s KILL "$walker"
    for _ in $(seq 100); do
        kill -0 "$walker" 2>/dev/null || break
        types ''
        sleep 0.1
    done
    types 'stty -g >after; echo has "after"'
    sees 'has after'
    same "$(cat "$folder/after")" "$(cat "$folder/stopped")"
}

walk_stops_and_goes_on()
{
    begin 80 24
    walk queue
    sees '1 of '
    keys n n && sees ' 3 of '
    keys C-z
    sees Stopped
    same "$(pane display-message -p '#{alternate_on}')" 0
    types 'stty -g >stopped; echo is "stopped"'
    sees 'is stopped'
    same "$(cat "$folder/stopped")" "$(cat "$folder/before")"
    pane resize-window -x 100 -y 30
    types fg
    sees ' 3 of '
    keys n && sees ' 4 of '
    keys q
    sees 'shell>'
    types 'stty -g >after'
    for _ in $(seq 50); do
        [ -s "$folder/after" ] && break
        sleep 0.1
    done
    same "$(cat "$folder/after")" "$(cat "$folder/before")"
}

closed_terminal_ends_the_walk()
{
    begin 80 24
    walk queue
    sees '1 of '
    walker=$(process)
    pane kill-server
    for _ in $(seq 50); do
        kill -0 "$walker" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

# ---- Where it cannot be ----

unknown_terminal_is_refused()
{
    begin 80 24
    for type in nonsense dumb ''; do
        rm -f "$folder/after"
        types "clear; TERM=$type $program walk queue; echo \$? >code; stty -g >after; echo bye"
        ended_with 5
        sees "A terminal of the type \"$type\""
    done
}

walk_without_a_terminal_is_text()
{
    run walk queue --at=0.2
    same "$status" 0
    contains "$output" 'queue · Queue: producers and consumers'
    same "$(printf '%s\n' "$output" | grep -c '^+')" 2
    run walk queue
    [ "$(printf '%s\n' "$output" | grep -c '^+')" -gt 20 ]
}

wrong_arguments_are_refused()
{
    refuses 'A walk is through one demo, so name one.
Its options:  asyncdemo help walk' walk lock queue
    refuses '--at=nothing like it: no line of the log of lock contains this text.
The log:  asyncdemo lock' walk lock '--at=nothing like it'
    refuses '--at=nothing: no line of the log of lock.without contains this text.
The log:  asyncdemo lock --variant=without' walk lock --variant=without --at=nothing
    refuses '"without" is a variant of lock, which an option chooses.
Then:  asyncdemo walk lock --variant=without' walk lock without
    run walk
    same "$status" 2
    run walk lokc
    same "$status" 2
    run walk lock --clock=paced
    same "$status" 2
}

passes 'walk without a terminal is text' walk_without_a_terminal_is_text
passes 'wrong arguments are refused' wrong_arguments_are_refused
if ! command -v tmux >/dev/null; then
    skips 'the walk in a terminal' 'there is no tmux'
    done_testing
    exit
fi
passes 'every key does what the help says' every_key_does_what_the_help_says
passes 'frame is the same as on paper' frame_is_the_same_as_on_paper
passes 'walk is black and white with NO_COLOR' walk_is_black_and_white_with_no_color
passes 'walk is ASCII where it must be' walk_is_ascii_where_it_must_be
passes 'size is followed' size_is_followed
passes 'small terminal says what it needs' small_terminal_says_what_it_needs
passes 'Ctrl-C restores the terminal' interrupt_restores_the_terminal
passes 'SIGTERM restores the terminal' signal_restores_the_terminal TERM 130
passes 'SIGHUP restores the terminal' signal_restores_the_terminal HUP 129
passes 'SIGQUIT restores the terminal' signal_restores_the_terminal QUIT 131
passes 'crash restores the terminal' crash_restores_the_terminal
passes 'SIGKILL restores the terminal' killed_walk_gives_the_terminal_back
passes 'SIGKILL of a stopped walk changes nothing' killed_walk_that_was_stopped_leaves_the_terminal_alone
passes 'walk stops and goes on' walk_stops_and_goes_on
passes 'closed terminal ends the walk' closed_terminal_ends_the_walk
passes 'unknown terminal is refused' unknown_terminal_is_refused
done_testing

#!/bin/sh
# asyncdemo try while a file is edited. Usage: watch.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"
forms=$root/tests/exercises/lock-too-late
XDG_STATE_HOME=$folder/state TMPDIR=$folder/tmp
export XDG_STATE_HOME TMPDIR
mkdir "$folder/desk" "$folder/tmp"
cd "$folder/desk" || exit 1

# Wait until the output has the text so many times: until_said COUNT TEXT
until_said()
{
    tries=600
    while [ "$(grep -cF -- "$2" "$folder/said")" -lt "$1" ]; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || { cat "$folder/said"; return 1; }
        sleep 0.1
    done
}

begin()
{
    : >"$folder/said" # the background shell may take its time, and the last case wrote to it
    "$program" try lock-too-late >"$folder/said" 2>&1 </dev/null &
    session=$!
    # A case that fails leaves nothing for the next one.
    trap 'kill -TERM $session 2>/dev/null && wait $session || :' EXIT
    until_said 1 'Waiting until you save lock-too-late.c.'
}

end()
{
    kill -TERM $session
    status=0
    wait $session || status=$?
    trap - EXIT
    same "$status" 130
    same "$(ls -A "$folder/tmp")" ''
}

each_save_is_tried()
{
    begin
    until_said 1 'lock-too-late.c is not solved: it ended with exit code 1'
    # An editor that writes the file.
    cat "$forms/near-1.c" >lock-too-late.c
    until_said 1 'is not solved: MUST(balance == 100) does not hold if '
    # An editor that replaces the file.
    cp "$forms/solution.c" new
    mv new lock-too-late.c
    until_said 1 'lock-too-late.c is solved: it was run in '
    until_said 1 'Next: asyncdemo try forgotten-await'
    same "$(cat "$folder/state/asyncdemo/solved")" 'lock-too-late'
    end
}

file_that_is_gone_is_tried_when_it_is_back()
{
    begin
    rm lock-too-late.c
    until_said 1 'lock-too-late.c is gone. It is tried when it is there again.'
    cp "$forms/near-2.c" lock-too-late.c
    until_said 1 'is not solved: MUST(balance == 100) does not hold if '
    end
}

# While the file is built it is saved again: the last state is judged.
save_during_a_build_is_tried()
{
    begin
    for form in near-1 near-2 near-3 solution; do
        cp "$forms/$form.c" new
        mv new lock-too-late.c
        sleep 0.2
    done
    until_said 1 'lock-too-late.c is solved: it was run in '
    end
}

person_types()
{
    { sleep 3; printf 'h\n'; sleep 0.5; printf 'h\n'; sleep 0.5; printf 'q\n'; sleep 1; } |
        script -qec "'$program' try lock-too-late" /dev/null >"$folder/said" || :
    until_said 1 'Hint 1: '
    until_said 1 'Hint 2: '
    same "$(ls -A "$folder/tmp")" ''
}

passes 'each save is tried' each_save_is_tried
passes 'a file that is gone is tried when it is back' file_that_is_gone_is_tried_when_it_is_back
passes 'a save during a build is tried' save_during_a_build_is_tried
if command -v script >/dev/null && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    passes 'a person gets hints and ends it' person_types
else
    skips 'a person gets hints and ends it' 'there is no script(1)'
fi
done_testing

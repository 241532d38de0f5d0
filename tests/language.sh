#!/bin/sh
# Plain English: a sentence names the task, the caller or the program that it speaks of. Here is the
# part of the rules in CONTRIBUTING.md that a machine can check. Usage: language.sh ROOT
root=$1
. "$root/tests/tap.sh"
cd "$root" || exit 1

# No comment or message has one of these words, in upper or lower case.
banned='whoever|nobody|who'
# A test is called noun_does_when, in at most 60 characters, without these words.
bad_name="^[A-Z_]*TEST[A-Z_]*\\(([a-z0-9_]{61}|([a-z0-9_]+_)?($banned)(_[a-z0-9_]+)?\\))"
# Texts that the tutorials chose: the lines of log_time(), and the errors that their demos raise.
exempt='log_time\(|^demos/[^:]*:[0-9]+:.*co_raise\('
# The expressions themselves, and texts of asyncio.
left_out='tests/language.sh|tests/reference|tests/check/recorded'

# Folders and files that are still to be swept: PATH LINES. A number may only fall; a path without
# bad lines leaves the list.
unswept='
src/check 23
src/cli/command_worker.c 2
src/co 41
src/io 80
tests/check 20
tests/cli/listen.sh 1
tests/cli/worker.sh 4
tests/co 204
tests/conformance/test_servers.c 3
tests/io 89
'

# FILE:LINE:TEXT of each line below the paths that breaks a rule.
bad_lines()
{
    {
        grep -rnIiwHE "$banned" "$@" || :
        grep -rnIHE "$bad_name" "$@" || :
    } | grep -vE "$exempt" | sort -u
}

swept_files_are_plain()
{
    paths=$(printf '%s' "$unswept" | sed '/^$/d; s/ .*//' | tr '\n' '|')
    same "$(bad_lines README.md asyncdemo meson.build demos src tests tools |
        grep -vE "^($paths$left_out)[/:]")" ''
}

sweeping_goes_on() # PATH LINES
{
    found=$(bad_lines "$1")
    count=$(printf '%s' "$found" | grep -c '' || :)
    [ "$count" -le "$2" ] || {
        printf '%s lines break a rule; at most %s may:\n%s\n' "$count" "$2" "$found"
        return 1
    }
    [ "$count" -gt 0 ] || {
        echo "$1 has no bad line any more: take it off the list in tests/language.sh"
        return 1
    }
}

passes 'comments, messages and test names are plain' swept_files_are_plain
for entry in $(printf '%s' "$unswept" | sed -n 's/ /:/p'); do
    passes "still to be swept: ${entry%:*}" sweeping_goes_on "${entry%:*}" "${entry#*:}"
done
done_testing

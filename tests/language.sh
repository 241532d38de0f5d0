#!/bin/sh
# Plain English: a sentence names the task, the caller or the program that it speaks of. Here is the
# part of the rules in CONTRIBUTING.md that a machine can check. Usage: language.sh ROOT [count]
# With `count` it prints the list of unswept paths with the present numbers.
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
left_out='tests/language.sh|tests/reference|tests/check/recorded|tests/fuzz/corpus'

# Folders and files that are still to be swept: PATH LINES. A number may only fall; a path without
# bad lines leaves the list.
unswept='
src/work_queue 1
tests/cli/worker.sh 1
tests/work_queue 14
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

if [ "${2-}" = count ]; then
    printf '%s' "$unswept" | sed '/^$/d; s/ .*//' | while read -r path; do
        echo "$path $(bad_lines "$path" | grep -c '')"
    done
    exit
fi
passes 'comments, messages and test names are plain' swept_files_are_plain
for entry in $(printf '%s' "$unswept" | sed -n 's/ /:/p'); do
    passes "still to be swept: ${entry%:*}" sweeping_goes_on "${entry%:*}" "${entry#*:}"
done
done_testing

#!/bin/sh
# Plain English: a sentence names the task, the caller or the program that it speaks of. Here is the
# part of the rules in CONTRIBUTING.md that a machine can check. Usage: language.sh ROOT
root=$1
. "$root/tests/tap.sh"
cd "$root" || exit 1

# No comment or message has one of these words, in upper or lower case.
banned='whoever|nobody|who'
# A test is called noun_does_when, in at most 60 characters, without these words. "What" is no noun.
bad_name="^[A-Z_]*TEST[A-Z_]*\\(([a-z0-9_]{61}|([a-z0-9_]+_)?($banned)(_[a-z0-9_]+)?|what_[a-z0-9_]+)\\)"
# The contract in a header is a statement: "Returns whether ...". A question in quotes is a text.
question='^ *(/?\*|//) [^"]*[a-z)]\?( |$)'
# Texts that the tutorials chose: the lines of log_time(), and the errors that their demos raise.
exempt='log_time\(|^demos/[^:]*:[0-9]+:.*(co_raise|raise [A-Za-z]+)\('
# The expressions themselves, and texts of asyncio.
left_out='tests/language.sh|tests/reference|tests/check/recorded|tests/fuzz/corpus'

# FILE:LINE:TEXT of each line below the paths that breaks a rule.
bad_lines()
{
    {
        grep -rnIiwHE "$banned" "$@" || :
        grep -rnIHE "$bad_name" "$@" || :
    } | grep -vE "$exempt" | sort -u
}

all_files_are_plain()
{
    same "$(bad_lines README.md asyncdemo meson.build demos src tests tools |
        grep -vE "^($left_out)[/:]")" ''
}

contracts_are_statements()
{
    same "$(grep -rnE --include='*.h' "$question" src || :)" ''
}

questions_are_found()
{
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    printf '%s\n' '/* Has the task ended? */' '/* Has the' ' * task ended? Then stop. */' \
        '/* The "Did you mean lock?" of a reader. */' '/* "Did you mean --lock?" is a text. */' >"$folder/a.h"
    same "$(grep -cE "$question" "$folder/a.h")" 2
}

passes 'contracts are statements, and no questions' contracts_are_statements
passes 'a contract that asks is found' questions_are_found
passes 'comments, messages and test names are plain' all_files_are_plain
done_testing

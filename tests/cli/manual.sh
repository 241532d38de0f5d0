#!/bin/sh
# The manual page and the completions say what the help says. Usage: manual.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

commands='run list walk show book check explore accept compare worker help'

# COMMAND OPTION for each option that the help of a command shows.
options()
{
    for command in $commands; do
        "$program" help "$command" | sed -n "s/^  \(-., \|-. [A-Z]*, \|\)--\([a-z-]*\).*/$command \2/p"
    done
}

every_command_and_option_is_in_each()
{
    options >"$folder/options"
    [ "$(wc -l <"$folder/options")" -gt 30 ]
    for form in man bash zsh fish; do
        runs manual $form
        printf '%s\n' "$output" | sed 's/\\-/-/g' >"$folder/$form"
    done
    for command in $commands; do
        grep -q "^\.SS asyncdemo $command " "$folder/man"
        grep -q "^        '$command:" "$folder/zsh"
        grep -q "subcommand -a $command " "$folder/fish"
    done
    while read -r command option; do
        echo "$command --$option"
        sed -n "/^\.SS asyncdemo $command /,/^\.EX/p" "$folder/man" | grep -qe "--$option\\\\"
        sed -n "/^    $command)/,/;;/p" "$folder/bash" | grep -qe "--$option[= ']"
        sed -n "/^    $command)/,/;;/p" "$folder/zsh" | grep -qe "'--$option[=[]"
        if [ "$command" = run ]; then
            grep -qe "not __fish_seen_subcommand_from.* -l $option " "$folder/fish"
        else
            grep -qe "'__fish_seen_subcommand_from $command' -l $option " "$folder/fish"
        fi
    done <"$folder/options"
}

no_option_is_in_them_alone()
{
    runs manual bash
    printf '%s\n' "$output" | sed -n "s/^        options='--help//p" | tr ' ' '\n' | sed 's/[='\'']//g; /^$/d' |
        sort >"$folder/bash"
    options | sed 's/.* /--/' | sort >"$folder/help"
    same "$(cat "$folder/bash")" "$(cat "$folder/help")"
}

# What bash offers: offers WORDS... where the last one is being typed.
offers()
{
    "$program" manual bash >"$folder/completion"
    bash --norc -c '. "$1"; shift; compopt() { :; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _asyncdemo
        printf "%s\n" "${COMPREPLY[@]}"' bash "$folder/completion" asyncdemo "$@" | tr '\n' ' '
}

bash_completes()
{
    contains " $(offers lo)" ' lock '
    contains " $(offers wa)" ' walk '
    same "$(offers walk --cl)" '--clock= '
    same "$(offers walk --clock = '')" 'virtual real '
    same "$(offers walk --clock = v)" 'virtual '
    same "$(offers --clock =)" 'real virtual paced '
    same "$(offers list pro)" 'production '
    same "$(offers help comp)" 'compare '
    same "$(offers lock --as = tr)" 'trace '
    contains " $(offers show conditi)" ' condition '
    cd "$folder"
    echo >some.events
    same "$(offers lock -o some)" 'some.events '
    same "$(offers lock --events = some)" 'some.events '
}

shell_takes_it() # SHELL
{
    "$program" manual "$1" >"$folder/completion"
    "$1" -n "$folder/completion"
}

page_has_no_error()
{
    "$program" manual man >"$folder/page"
    same "$(LC_ALL=C.UTF-8 groff -man -Tutf8 -ww -z "$folder/page" 2>&1)" ''
    contains "$(groff -man -Tascii -P-c "$folder/page" | sed "s/.$(printf '\b')//g")" '--clock=real|virtual'
}

wrong_form_is_refused()
{
    for arguments in manual 'manual csh' 'manual man bash'; do
        # shellcheck disable=SC2086 # they are several
        refuses '"asyncdemo manual" takes one of man, bash, zsh, fish.
For example:  asyncdemo manual bash' $arguments
    done
    runs help
    ! contains "$output" ' manual '
}

passes 'every command and option of the help is in each' every_command_and_option_is_in_each
passes 'no option is in them alone' no_option_is_in_them_alone
for shell in bash zsh fish; do
    if command -v $shell >/dev/null; then
        passes "$shell takes its completion" shell_takes_it $shell
    else
        skips "$shell takes its completion" "there is no $shell"
    fi
done
if command -v bash >/dev/null; then
    passes 'bash completes commands, demos, options and values' bash_completes
else
    skips 'bash completes commands, demos, options and values' 'there is no bash'
fi
if command -v groff >/dev/null; then
    passes 'the manual page has no error' page_has_no_error
else
    skips 'the manual page has no error' 'there is no groff'
fi
passes 'a wrong form is refused' wrong_form_is_refused
done_testing

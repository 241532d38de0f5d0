#!/bin/sh
# The manual page and the completions say what the help says. Usage: manual.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"
trap '[ ! -e "$folder/tmux" ] || tmux -S "$folder/tmux" kill-server 2>/dev/null; rm -rf "$folder"' EXIT

commands='run list walk show book check explore accept compare try worker new help'

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
    same "$(offers rate-limit --variant = '')" 'default fixed rest '
    same "$(offers walk rate-limit --variant = f)" 'fixed '
    same "$(offers --variant = '')" ' '
    cd "$folder"
    echo >some.events
    same "$(offers lock -o some)" 'some.events '
    same "$(offers lock --events = some)" 'some.events '
    same "$(offers compare some)" 'some.events '
    mkdir -p some.folder
    same "$(offers book some)" 'some.folder '
}

# What fish offers for a line: its candidates, without their descriptions.
fish_offers()
{
    HOME=$folder fish --no-config -c 'source $argv[1]; complete -C "asyncdemo $argv[2]"' \
        "$folder/completion" "$1" | cut -f 1 | sort | tr '\n' ' '
}

fish_completes()
{
    "$program" manual fish >"$folder/completion"
    same "$(fish_offers sema)" 'semaphore '
    same "$(fish_offers wal)" 'walk '
    same "$(fish_offers 'walk --cl')" '--clock '
    same "$(fish_offers 'walk --clock=')" '--clock=real --clock=virtual '
    same "$(fish_offers '--clock=')" '--clock=paced --clock=real --clock=virtual '
    same "$(fish_offers 'list pro')" 'production '
    same "$(fish_offers 'help comp')" 'compare '
    same "$(fish_offers 'lock --as=tr')" '--as=trace '
    same "$(fish_offers 'show condition-')" 'condition-predicate '
    same "$(fish_offers 'rate-limit --variant=')" '--variant=default --variant=fixed --variant=rest '
    same "$(fish_offers 'walk rate-limit --variant f')" 'fixed '
    same "$(fish_offers 'walk --variant=')" ''
    cd "$folder"
    mkdir -p some.folder
    echo >some.events
    same "$(fish_offers 'lock -o some.e')" 'some.events '
    same "$(fish_offers 'compare some.e')" 'some.events '
    same "$(fish_offers 'book some')" 'some.folder/ '
}

# zsh makes the line TYPED to the line WANTED at a Tab: zsh_makes TYPED WANTED.
zsh_makes()
{
    # The line of before is gone when the new one is typed.
    pane send-keys C-u
    pane send-keys -l "asyncdemo $1"
    pane send-keys Tab
    for _ in $(seq 100); do
        line=$(pane capture-pane -p | sed -n 's/^ready \(.*[^ ]\) *$/\1/p' | tail -n 1)
        [ "$line" = "asyncdemo $2" ] && return
        sleep 0.1
    done
    same "$line" "asyncdemo $2"
}

pane()
{
    tmux -S "$folder/tmux" -f /dev/null "$@"
}

zsh_completes()
{
    "$program" manual zsh >"$folder/completion"
    {
        echo "PS1='ready '"
        echo 'autoload -U compinit; compinit -D -u'
        echo "source '$folder/completion'"
    } >"$folder/.zshrc"
    mkdir -p "$folder/zsh-here/some.folder"
    echo >"$folder/zsh-here/some.events"
    (cd "$folder/zsh-here" && env -u TMUX ZDOTDIR="$folder" TERM=screen tmux -S "$folder/tmux" \
        -f /dev/null new-session -d -x 100 -y 30 'exec zsh -i')
    for _ in $(seq 100); do
        case $(pane capture-pane -p) in
        ready*) break ;;
        esac
        sleep 0.1
    done
    zsh_makes sema semaphore
    zsh_makes 'walk --cl' 'walk --clock='
    zsh_makes 'walk --clock=v' 'walk --clock=virtual'
    zsh_makes '--clock=p' '--clock=paced'
    zsh_makes 'list pro' 'list production'
    zsh_makes 'help comp' 'help compare'
    zsh_makes 'lock --as=tr' 'lock --as=trace'
    zsh_makes 'show conditi' 'show condition'
    zsh_makes 'rate-limit --variant=r' 'rate-limit --variant=rest'
    zsh_makes 'walk rate-limit --variant=f' 'walk rate-limit --variant=fixed'
    zsh_makes 'lock -o some.e' 'lock -o some.events'
    zsh_makes 'compare some.e' 'compare some.events'
    zsh_makes 'book some' 'book some.folder/'
    pane kill-server
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
if command -v fish >/dev/null; then
    passes 'fish completes commands, demos, options and values' fish_completes
else
    skips 'fish completes commands, demos, options and values' 'there is no fish'
fi
if command -v zsh >/dev/null && command -v tmux >/dev/null; then
    passes 'zsh completes commands, demos, options and values' zsh_completes
else
    skips 'zsh completes commands, demos, options and values' 'there is no zsh, or no tmux'
fi
if command -v groff >/dev/null; then
    passes 'the manual page has no error' page_has_no_error
else
    skips 'the manual page has no error' 'there is no groff'
fi
passes 'a wrong form is refused' wrong_form_is_refused
done_testing

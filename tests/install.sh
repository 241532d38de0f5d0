#!/bin/sh
# An installed program works when its source tree is gone. Usage: install.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
installed=$folder/usr/bin/asyncdemo

installs()
{
    mkdir "$folder/source"
    cd "$folder/source"
    cp -R "$root/meson.build" "$root/meson_options.txt" "$root/src" "$root/demos" "$root/golden" \
        "$root/tests" .
    # Only the program counts here, so it is built in the quickest way.
    meson setup --buildtype=plain -Dlibrary=false --prefix="$folder/usr" "$folder/build" .
    cd "$folder/build"
    ninja src/cli/asyncdemo src/cli/asyncdemo.1 src/cli/asyncdemo.bash src/cli/_asyncdemo \
        src/cli/asyncdemo.fish
    meson install -C "$folder/build" --no-rebuild
    rm -rf "$folder/source" "$folder/build"
    mkdir "$folder/elsewhere"
}

runs()
{
    cd "$folder/elsewhere"
    same "$("$installed" lock --clock=virtual --stamp=elapsed)" "$(cat "$root/golden/production/lock.txt")"
}

shows_sources_and_transcripts()
{
    cd "$folder/elsewhere"
    shown=$("$installed" show lock)
    contains "$shown" "$(sed '1,/^ \*\//d' "$root/demos/production/lock.c")"
    contains "$shown" "$(cat "$root/golden/production/lock.txt")"
}

checks()
{
    cd "$folder/elsewhere"
    "$installed" check --clock=virtual
    same "$(ls -A)" ''
}

has_a_manual_page_and_completions()
{
    for file in man/man1/asyncdemo.1 bash-completion/completions/asyncdemo.bash \
        zsh/site-functions/_asyncdemo fish/vendor_completions.d/asyncdemo.fish; do
        echo "$file"
        [ -s "$folder/usr/share/$file" ]
    done
}

passes 'installs' installs
passes 'has a manual page and completions' has_a_manual_page_and_completions
passes 'runs' runs
passes 'shows sources and transcripts' shows_sources_and_transcripts
passes 'checks against its transcripts' checks
done_testing

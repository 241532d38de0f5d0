#!/bin/sh
# ./asyncdemo, run on a checkout that has a program of one line. Usage: launcher.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
chmod 755 "$folder"
# What the tests were started with shall not decide about the builds in here.
unset CC CFLAGS DESTDIR NINJA_STATUS
checkout=$folder/checkout

# A checkout that was never built. The program compares itself with its source as ours does, prints its
# process and its arguments, and exits with 7.
fresh_checkout()
{
    # A case may have made it read-only.
    [ ! -d "$checkout" ] || chmod -R u+w "$checkout"
    rm -rf "$checkout"
    mkdir -p "$checkout/src/cli" "$checkout/demos" "$checkout/golden"
    echo "option('tests', type: 'boolean', value: true)
option('library', type: 'boolean', value: true)" >"$checkout/meson_options.txt"
    cp -R "$root/asyncdemo" "$root/tools" "$checkout"
    cat >"$checkout/meson.build" <<'END'
project('launched', 'c')
subdir('src/cli')
END
    cp "$root/src/cli/checkout.c" "$root/src/cli/checkout.h" "$checkout/src/cli"
    echo "executable('asyncdemo', 'main.c', 'checkout.c', c_args: '-D_GNU_SOURCE',
        include_directories: include_directories('..'))" >"$checkout/src/cli/meson.build"
    cat >"$checkout/src/cli/main.c" <<'END'
#include "cli/checkout.h"
#include <stdio.h>
#include <unistd.h>
int main(int count, char **arguments)
{
    checkout_compare(arguments);
    for (int i = 1; i < count; i++)
        printf("<%s>\n", arguments[i]);
    printf("process %d\n", (int)getpid());
    return 7;
}
END
}

# Run a command; set status, and output and errors to what it says on stdout and stderr.
run()
{
    status=0
    "$@" >"$folder/output" 2>"$folder/errors" </dev/null || status=$?
    output=$(grep -v '^process ' "$folder/output" || :)
    errors=$(cat "$folder/errors")
}

builds_and_runs()
{
    fresh_checkout
    run "$checkout/asyncdemo" lock 'two words' ''
    same "$output" '<lock>
<two words>
<>'
    same "$status" 7
    contains "$errors" 'This is done once.'
}

is_quick_the_second_time()
{
    # With no ninja to ask.
    mkdir "$folder/no-ninja"
    echo 'false' >"$folder/no-ninja/ninja"
    chmod +x "$folder/no-ninja/ninja"
    run env PATH="$folder/no-ninja:$PATH" "$checkout/asyncdemo" again
    same "$output" '<again>'
    same "$errors" ''
}

builds_what_has_changed()
{
    sed 's/<%s>/(%s)/' "$checkout/src/cli/main.c" >"$folder/changed"
    cp "$folder/changed" "$checkout/src/cli/main.c"
    run "$checkout/asyncdemo" changed
    same "$output" '(changed)'
    same "$errors" ''
    mkdir "$checkout/golden/chapter"
    for changed in src demos golden golden/chapter meson.build; do
        echo "$changed"
        until [ "$checkout/$changed" -nt "$checkout/build/built-from" ]; do
            touch "$checkout/$changed"
        done
        run "$checkout/asyncdemo" 'it is' built
        same "$output" '(it is)
(built)'
        ! [ "$checkout/$changed" -nt "$checkout/build/built-from" ]
    done
    fresh_checkout
    "$checkout/asyncdemo" 2>&- || same $? 7
}

# What the launcher tells the program is not told to what the program starts.
leaves_the_environment_alone()
{
    fresh_checkout
    sed 's/return 7/return execlp("env", "env", (char *)NULL)/' "$checkout/src/cli/main.c" >"$folder/changed"
    cp "$folder/changed" "$checkout/src/cli/main.c"
    for time in first second; do
        run "$checkout/asyncdemo" "$time"
        same "$(grep -c ^ASYNCDEMO_ "$folder/output")" 0
    done
}

is_the_program()
{
    "$checkout/asyncdemo" >"$folder/output" &
    launched=$!
    wait $launched || same $? 7
    same "$(cat "$folder/output")" "process $launched"
}

# The build itself looks at the list of processes.
hides_a_password_while_it_builds()
{
    fresh_checkout
    echo "run_command('sh', '-c', 'cat /proc/[0-9]*/cmdline >$folder/list 2>&1', check: false)" \
        >>"$checkout/meson.build"
    run "$checkout/asyncdemo" "it's" '--broker=redis://ann:s3cret@localhost' '' 'two
lines
'
    same "$output" "<it's>
<--broker=redis://ann:s3cret@localhost>
<>
<two
lines
>"
    contains "$(tr '\0' '\n' <"$folder/list")" asyncdemo
    same "$(tr '\0' '\n' <"$folder/list" | grep s3cret)" ''
}

works_from_elsewhere()
{
    cd "$folder"
    run checkout/asyncdemo relative
    same "$output$errors" '<relative>'
    ln -s checkout/asyncdemo link
    ln -s link link-to-link
    run ./link-to-link linked
    same "$output$errors" '<linked>'
    PATH=$checkout:$PATH
    run asyncdemo found
    same "$output$errors" '<found>'
    cd "$checkout"
    run sh asyncdemo named
    same "$output$errors" '<named>'
    CDPATH=$folder
    export CDPATH
    run ./asyncdemo searched
    same "$output$errors" '<searched>'
}

needs_no_environment()
{
    fresh_checkout
    run env -i PATH="$PATH" "$checkout/asyncdemo" bare
    same "$output" '<bare>'
}

works_in_a_folder_with_a_strange_name()
{
    fresh_checkout
    mv "$checkout" "$folder/two words, \$HOME & \"more\""
    run "$folder/two words, \$HOME & \"more\"/asyncdemo" strange
    same "$output" '<strange>'
}

six_at_once_build_once()
{
    fresh_checkout
    for i in 1 2 3 4 5 6; do
        "$checkout/asyncdemo" $i >"$folder/output.$i" 2>"$folder/errors.$i" </dev/null &
    done
    wait
    same "$(cat "$folder"/output.? | grep -v process | sort | tr -d '\n')" '<1><2><3><4><5><6>'
    same "$(cat "$folder"/errors.? | grep -c 'This is done once.')" 1
}

mends() # WHAT_IS_BROKEN COMMAND...
{
    echo "$1"
    shift
    cd "$checkout"
    "$@"
    run ./asyncdemo mended
    same "$output" '<mended>'
    run ./asyncdemo again
    same "$output$errors" '<again>'
}

mends_a_broken_build_folder()
{
    fresh_checkout
    "$checkout/asyncdemo" 2>&- || same $? 7
    (mends 'a build.ninja of nonsense' sh -c 'rm build/built-from; echo nonsense >build/build.ninja')
    (mends 'one that was never written' rm build/built-from build/build.ninja)
    (mends 'a lost record of the configuration' sh -c 'rm build/meson-private/*; touch meson.build')
    (mends 'a lost program' rm build/src/cli/asyncdemo)
    (mends 'a build that was never finished' rm build/built-from)
    (mends 'an empty folder' sh -c 'rm -rf build; mkdir build')
}

leaves_other_folders_alone()
{
    fresh_checkout
    mkdir "$checkout/build"
    echo mine >"$checkout/build/letter"
    run "$checkout/asyncdemo"
    same "$status" 5
    contains "$errors" 'is in the way'
    same "$(cat "$checkout/build/letter")" mine
}

shows_why_it_cannot_build()
{
    fresh_checkout
    echo 'int main(void) { return unheard_of; }' >"$checkout/src/cli/main.c"
    run "$checkout/asyncdemo"
    same "$status" 5
    same "$output" ''
    contains "$errors" unheard_of
    contains "$errors" 'The program could not be built.'

    echo 'unheard_of()' >>"$checkout/meson.build"
    run "$checkout/asyncdemo"
    same "$status" 5
    same "$output" ''
    contains "$errors" unheard_of
    contains "$errors" 'The build could not be configured.'
}

# As a user that may not write to the checkout.
as_nobody()
{
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else
        "$@"
    fi
}

builds_elsewhere_if_it_must()
{
    fresh_checkout
    chmod -R a-w "$checkout"
    mkdir "$folder/home"
    chmod 777 "$folder/home"
    run as_nobody env -u XDG_CACHE_HOME HOME="$folder/home" "$checkout/asyncdemo" elsewhere
    same "$output" '<elsewhere>'
    [ -d "$folder/home/.cache/asyncdemo" ]
    [ ! -e "$checkout/build" ]
    run as_nobody env -u XDG_CACHE_HOME HOME="$folder/home" "$checkout/asyncdemo" again
    same "$output$errors" '<again>'
    run as_nobody env -u XDG_CACHE_HOME -u HOME "$checkout/asyncdemo"
    same "$status" 5
    contains "$errors" XDG_CACHE_HOME
}

# A machine with the named commands that has no compiler, meson or ninja, and a package manager and a
# sudo that only print their arguments; the caller is the user with this number.
bare_machine() # USER PACKAGE_MANAGER SUDO_WORKS
{
    fresh_checkout
    rm -rf "$folder/commands"
    mkdir "$folder/commands"
    for command in sh cat dirname find readlink mkdir rm ls grep tail touch tr flock env; do
        ln -s "$(command -v $command)" "$folder/commands/"
    done
    printf '#!/bin/sh\necho %s\n' "$1" >"$folder/commands/id"
    printf '#!/bin/sh\necho "%s $*" >>"%s"\n' "$2" "$folder/asked" >"$folder/commands/$2"
    [ "$3" = absent ] ||
        printf '#!/bin/sh\n[ "$1" != -n ] || shift\n%s && "$@"\n' "$3" >"$folder/commands/sudo"
    # The others are links to the system's.
    chmod +x "$folder/commands/id" "$folder/commands/$2"
    [ "$3" = absent ] || chmod +x "$folder/commands/sudo"
    rm -f "$folder/asked"
}

installs_what_is_missing()
{
    bare_machine 0 apt-get absent
    run env PATH="$folder/commands" "$checkout/asyncdemo"
    same "$(cat "$folder/asked")" "apt-get update
apt-get install -y --no-install-recommends gcc libc6-dev meson ninja-build libev-dev \
libcurl4-openssl-dev libwslay-dev libhiredis-dev libjansson-dev libssl-dev libncurses-dev"
    contains "$errors" 'Installing with apt-get'
    contains "$errors" 'Still missing after'
    same "$status" 5

    bare_machine 1000 dnf true
    run env PATH="$folder/commands" "$checkout/asyncdemo"
    same "$(cat "$folder/asked")" "dnf install -y gcc meson ninja-build libev-devel \
libcurl-devel wslay-devel hiredis-devel jansson-devel openssl-devel ncurses-devel"

    bare_machine 1000 pacman true
    run env PATH="$folder/commands" "$checkout/asyncdemo"
    same "$(cat "$folder/asked")" "pacman -S --needed --noconfirm gcc meson ninja libev curl \
libwslay hiredis jansson openssl ncurses"
}

# A package manager that does not have all the libraries that only some demos need.
installs_the_rest_if_a_package_is_unknown()
{
    bare_machine 0 dnf absent
    printf '#!/bin/sh\necho "dnf $*" >>"%s"\ncase $* in *wslay*) exit 1 ;; esac\n' "$folder/asked" \
        >"$folder/commands/dnf"
    run env PATH="$folder/commands" "$checkout/asyncdemo"
    same "$(tail -n 1 "$folder/asked")" 'dnf install -y gcc meson ninja-build libev-devel'
    same "$(grep -c . "$folder/asked")" 2
}

# A header that cannot be read, and a package manager that cannot help.
builds_without_a_library()
{
    fresh_checkout
    cat >"$checkout/meson.build" <<'END'
project('launched', 'c')
wslay = meson.get_compiler('c').compiles('#include <wslay/wslay.h>')
add_project_arguments(wslay ? '-DWITH="with"' : '-DWITH="without"', language: 'c')
subdir('src/cli')
END
    sed 's/"<%s>\\n", arguments\[i\]/WITH "\\n"/' "$checkout/src/cli/main.c" >"$folder/changed"
    cp "$folder/changed" "$checkout/src/cli/main.c"
    mkdir -p "$folder/hiding/wslay" "$folder/helpless"
    echo '#error hidden' >"$folder/hiding/wslay/wslay.h"
    printf '#!/bin/sh\nexit 1\n' >"$folder/helpless/apt-get"
    chmod +x "$folder/helpless/apt-get"
    PATH=$folder/helpless:$PATH CPATH=$folder/hiding
    export PATH CPATH
    run "$checkout/asyncdemo" lock
    same "$output" without
    contains "$errors" 'Without libwslay: demos that need it are skipped.'
}

# The folder that tells of the system's libraries is one of this test's.
takes_in_a_library_that_comes()
{
    builds_without_a_library
    rm -r "$folder/hiding" "$checkout/build/libraries"
    mkdir "$folder/libraries"
    ln -s "$folder/libraries" "$checkout/build/libraries"
    until [ "$folder/libraries" -nt "$checkout/build/built-from" ] &&
        [ "$folder/libraries" -nt "$checkout/build/without" ]; do
        touch "$folder/libraries"
    done
    run "$checkout/asyncdemo" now
    same "$output" with
}

says_what_to_type_if_it_may_not_install()
{
    bare_machine 1000 apt-get false
    run env PATH="$folder/commands" "$checkout/asyncdemo"
    same "$status" 5
    same "$output" ''
    same "$errors" "Missing: compiler meson ninja libev
This installs it:
  sudo apt-get update && sudo apt-get install -y --no-install-recommends gcc libc6-dev meson \
ninja-build libev-dev"
    [ ! -e "$folder/asked" ]

    bare_machine 1000 pacman absent
    run env PATH="$folder/commands" "$checkout/asyncdemo"
    same "$status" 5
    contains "$errors" "su -c 'pacman -S"
    [ ! -e "$folder/asked" ]
}

passes 'builds and runs, with the arguments and the exit code of the program' builds_and_runs
passes 'is quick and silent the second time' is_quick_the_second_time
passes 'builds what has changed, silently' builds_what_has_changed
passes 'becomes the program, so that signals reach it' is_the_program
passes 'leaves the environment of the program alone' leaves_the_environment_alone
if [ -r /proc/self/cmdline ]; then
    passes 'hides a password while it builds' hides_a_password_while_it_builds
else
    skips 'hides a password while it builds' 'there is no /proc'
fi
passes 'works from other folders and through links' works_from_elsewhere
passes 'needs no environment' needs_no_environment
passes 'works in a folder with a strange name' works_in_a_folder_with_a_strange_name
if command -v flock >/dev/null; then
    passes 'six at once build once' six_at_once_build_once
else
    skips 'six at once build once' 'there is no flock'
fi
passes 'mends a broken build folder' mends_a_broken_build_folder
passes 'leaves a folder alone that is not its own' leaves_other_folders_alone
passes 'shows why it cannot build' shows_why_it_cannot_build
if [ "$(id -u)" != 0 ] || command -v setpriv >/dev/null; then
    passes 'builds in the cache if the checkout cannot be written to' builds_elsewhere_if_it_must
else
    skips 'builds in the cache if the checkout cannot be written to' 'root can write everywhere'
fi
passes 'installs what is missing' installs_what_is_missing
passes 'installs the rest if a package is unknown' installs_the_rest_if_a_package_is_unknown
if echo '#include <wslay/wslay.h>' | "${CC:-cc}" -E - >/dev/null 2>&1; then
    passes 'builds without a library that only some demos need' builds_without_a_library
    passes 'takes in a library that comes' takes_in_a_library_that_comes
else
    skips 'builds without a library that only some demos need' 'there is no wslay to hide'
    skips 'takes in a library that comes' 'there is no wslay to hide'
fi
passes 'says what to type if it may not install' says_what_to_type_if_it_may_not_install
done_testing

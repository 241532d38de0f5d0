#!/bin/sh
# Do the commands of the README work by themselves on a clone, on a Debian 12 with git and nothing else?
# Needs root, debootstrap and a network, so it is no part of tests/run. Usage:
#
#   tests/fresh-debian.sh FOLDER [--quick | COMMAND...]
#
# FOLDER gets the system ("base", kept for the next time) and a copy of it ("machine"), which has a clone
# of the last commit in a folder with blanks and umlauts. Without a COMMAND: every command of the README
# as root, which may install what is missing; then all of them and tests/run --quick as another user; and
# .ci/run on a system that is fresh again, which --quick leaves out. With COMMANDs: each as root, on a
# fresh system.
# MIRROR in the environment is the package archive to use, if not debootstrap's own choice.
set -eu
root=$(cd -P "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || {
    echo 'Usage: tests/fresh-debian.sh FOLDER [--quick | COMMAND...]' >&2
    exit 2
}
mkdir -p "$1"
folder=$(cd -P "$1" && pwd)
machine=$folder/machine
shift
failures=0

make_base()
{
    [ ! -e "$folder/base.done" ] || return 0
    rm -rf "$folder/base"
    # shellcheck disable=SC2086 # no argument if there is no mirror
    debootstrap --variant=minbase --include=git,ca-certificates bookworm "$folder/base" \
        ${MIRROR:-} >"$folder/base.log"
    # What Debian's installer would have written.
    printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n' >"$folder/base/etc/hosts"
    touch "$folder/base.done"
}

fresh_machine()
{
    make_base
    rm -rf "$machine"
    cp -a "$folder/base" "$machine"
    chroot "$machine" useradd --create-home student
    clone_for root /root
    clone_for student /home/student
}

# clone_for USER HOME
clone_for()
{
    git clone --quiet "$root" "$machine$2/Bücher und Kurse/asyncdemo"
    chroot "$machine" chown -R "$1:" "$2"
}

# Run a command in the clone of a user; what is mounted for it is gone with it: try USER HOME COMMAND
try()
{
    echo "==== $1: $3"
    began=$(date +%s)
    status=0
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$2" unshare --mount --pid --fork sh -c '
        mount -t proc proc "$1/proc"
        mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
        exec chroot --userspec="$2:" "$1" sh -c "cd \"\$HOME/Bücher und Kurse/asyncdemo\" && $3"' \
        sh "$machine" "$1" "$3" </dev/null || status=$?
    echo "==== exit code $status after $(($(date +%s) - began)) s"
    [ $status = 0 ] || failures=1
}

as_root()
{
    try root /root "$1"
}

as_student()
{
    try student /home/student "$1"
}

# The commands of the README, each as its test runs it, but by the launcher.
all_of_readme='sh tests/cli/readme.sh "$PWD" "$PWD/asyncdemo" >"$HOME/tap" || { cat "$HOME/tap"; exit 1; }'

if [ $# -gt 0 ] && [ "$1" != --quick ]; then
    for command in "$@"; do
        fresh_machine
        as_root "$command"
    done
else
    fresh_machine
    as_root './asyncdemo lock'
    # For the demo that takes a broker.
    as_root 'apt-get install -qq -y --no-install-recommends redis-server >/dev/null'
    as_root "$all_of_readme"
    as_student './asyncdemo lock'
    as_student "$all_of_readme"
    as_student 'tests/run --quick'
    if [ $# = 0 ]; then
        fresh_machine
        as_root '.ci/run'
    fi
fi
exit $failures

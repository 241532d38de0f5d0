#!/bin/sh
# Do the two commands work by themselves on a clone, on a Debian 12 with git and nothing else?
# Needs root, debootstrap and a network, so it is no part of tests/run. Usage:
#
#   tests/fresh-debian.sh FOLDER [COMMAND...]
#
# FOLDER gets the system ("base", kept for the next time) and a copy of it for each COMMAND, which
# runs in a clone of the last commit; without one: './asyncdemo lock' and '.ci/run'.
# MIRROR in the environment is the package archive to use, if not debootstrap's own choice.
set -eu
root=$(cd -P "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || {
    echo 'Usage: tests/fresh-debian.sh FOLDER [COMMAND...]' >&2
    exit 2
}
mkdir -p "$1"
folder=$(cd -P "$1" && pwd)
shift
[ $# -gt 0 ] || set -- './asyncdemo lock' '.ci/run'

if [ ! -e "$folder/base.done" ]; then
    rm -rf "$folder/base"
    # shellcheck disable=SC2086 # no argument if there is no mirror
    debootstrap --variant=minbase --include=git,ca-certificates bookworm "$folder/base" \
        ${MIRROR:-} >"$folder/base.log"
    touch "$folder/base.done"
fi

failures=0
for command in "$@"; do
    machine=$folder/machine
    rm -rf "$machine"
    cp -a "$folder/base" "$machine"
    git clone --quiet "$root" "$machine/asyncdemo"

    echo "==== $command"
    # What is mounted for it is gone with it.
    began=$(date +%s)
    status=0
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin unshare --mount --pid --fork sh -c '
        mount -t proc proc "$1/proc"
        mount -t tmpfs tmpfs "$1/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
        exec chroot "$1" sh -c "cd /asyncdemo && $2"' sh "$machine" "$command" </dev/null || status=$?
    echo "==== exit code $status after $(($(date +%s) - began)) s"
    [ $status = 0 ] || failures=1
done
exit $failures

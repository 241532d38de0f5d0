#!/bin/sh
# The Debian packages are built, and their users' programs, too. Usage: package.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

for tool in dpkg-buildpackage dh lintian debootstrap doxygen; do
    command -v $tool >/dev/null || {
        skips 'packages are built and used' "there is no $tool"
        done_testing
    }
done
[ "$(id -u)" = 0 ] || {
    skips 'packages are built and used' 'it is not root that asks for it'
    done_testing
}
git -C "$root" rev-parse --quiet --verify HEAD >/dev/null || {
    skips 'packages are built and used' 'this is no clone'
    done_testing
}

passes 'packages are built and used' sh "$root/tools/package.sh" "$folder" --install
done_testing

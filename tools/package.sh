#!/bin/sh
# Builds the Debian packages of the last commit, and looks at them with lintian. With --install, also
# installs them in a fresh system, where it builds and runs the examples of the library; this needs root,
# debootstrap and a network. Usage:
#
#   tools/package.sh FOLDER [--install]
#
# FOLDER gets the packages and what they are made of. MIRROR in the environment is the package archive to
# use, if not debootstrap's own choice.
set -eu
CDPATH=
root=$(cd -P "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || {
    echo 'Usage: tools/package.sh FOLDER [--install]' >&2
    exit 2
}
mkdir -p "$1"
folder=$(cd -P "$1" && pwd)
version=$(sed -n "s/^ *version: '\(.*\)',/\1/p" "$root/meson.build")
tree=$folder/asyncdemo-$version

# Run a command, and show the end of what it says if it fails: logs NAME COMMAND...
logs()
{
    log=$folder/$1.log
    shift
    "$@" >"$log" 2>&1 || {
        tail -n 30 "$log"
        exit 1
    }
}

# The sources as they are published.
make_source()
{
    rm -rf "$folder/dist" "$tree"
    logs dist meson setup -Dtests=false "$folder/dist" "$root"
    logs dist meson dist -C "$folder/dist" --no-tests --allow-dirty
    cp "$folder/dist/meson-dist/asyncdemo-$version.tar.xz" "$folder/asyncdemo_$version.orig.tar.xz"
    tar -C "$folder" -xf "$folder/asyncdemo_$version.orig.tar.xz"
    cp -R "$tree/tools/debian" "$tree/debian"
}

build_packages()
{
    (cd "$tree" && logs build dpkg-buildpackage --unsigned-source --unsigned-changes)
    # As root, lintian wants to be told that this is meant. The package is not Debian's own, so no bug of
    # Debian's asks for it.
    lintian --allow-root --suppress-tags initial-upload-closes-no-bugs --fail-on error,warning \
        "$folder"/asyncdemo_*.changes
}

# A system with a compiler and the packages.
make_machine()
{
    rm -rf "$folder/machine"
    # shellcheck disable=SC2086 # no argument if there is no mirror
    logs machine debootstrap --variant=minbase bookworm "$folder/machine" ${MIRROR:-}
    mkdir "$folder/machine/packages"
    cp "$folder"/*.deb "$folder/machine/packages"
    logs amalgamation ninja -C "$folder/dist" amalgamation
    mkdir "$folder/machine/drop"
    cp "$folder"/dist/src/co/amalgamation/co.[ch] "$folder"/dist/src/io/amalgamation/io.[ch] "$folder/machine/drop"
    # Nothing starts in a chroot.
    printf '#!/bin/sh\nexit 101\n' >"$folder/machine/usr/sbin/policy-rc.d"
    chmod +x "$folder/machine/usr/sbin/policy-rc.d"
    logs install inside 'apt-get install -y --no-install-recommends gcc g++ libc6-dev pkg-config man-db \
        diffutils libcurl4-openssl-dev libwslay-dev libssl-dev libjansson-dev /packages/*.deb'
}

# Run a command there, with /proc.
inside()
{
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        unshare --mount --pid --fork sh -c 'mount -t proc proc "$1/proc" && exec chroot "$1" sh -ec "$2"' sh \
        "$folder/machine" "$1"
}

use_packages()
{
    inside 'test "$(asyncdemo lock --clock=virtual --stamp=none | grep -c Worker)" = 6'
    logs golden inside 'cd /tmp && asyncdemo accept --yes day.golden -- date +%A && asyncdemo check day.golden'
    echo 'asyncdemo: runs a demo, makes a golden and checks it'
    # Documentation may be left out of a small system, but not by this debootstrap.
    for library in co io; do
        inside "test -s /usr/share/doc/libasyncdemo-doc/$library/html/index.html"
        inside "test \"\$(nm -D --defined-only /usr/lib/*/libasyncdemo-$library.so.0 | grep -vc ' ${library}_')\" = 0"
        echo "libasyncdemo-$library: has a manual, and exports ${library}_* alone"
    done
    inside 'test -s /usr/share/man/man3/co_lock.3.gz && test -s /usr/share/man/man3/io_stream.3.gz'
    cp "$root"/tools/build-examples.sh "$folder/machine/tmp"
    inside 'cd /tmp && sh build-examples.sh /usr/share/doc/libasyncdemo-dev/examples /drop'
}

make_source
build_packages
[ "${2:-}" != --install ] || {
    make_machine
    use_packages
}
echo "The packages are in $folder."

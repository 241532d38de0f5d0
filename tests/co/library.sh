# Shared by the tests of the library: an installed copy in a folder of its own, which needs ROOT and the
# build folder as $root and $build. Source it behind tap.sh.

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

PKG_CONFIG_SYSROOT_DIR=$folder/system
PKG_CONFIG_LIBDIR=$folder/pkgconfig
export PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR

# Ends the test unless this build has the library, and the machine what its users need.
need_library()
{
    reason=
    [ -f "$build/src/co/libasyncdemo-co.a" ] || reason='this build has no library'
    command -v pkg-config >/dev/null || reason='there is no pkg-config'
    command -v nm >/dev/null || reason='there is no nm'
    [ -z "$reason" ] || {
        skips 'the library is installed' "$reason"
        done_testing
    }
}

installs()
{
    meson install -C "$build" --no-rebuild --tags devel,runtime --destdir "$folder/system"
    mkdir "$folder/pkgconfig"
    find "$folder/system" -name '*.pc' -exec cp {} "$folder/pkgconfig" \;
}

# The path of the shared library: shared NAME
shared()
{
    find "$folder/system" -name "lib$1.so"
}

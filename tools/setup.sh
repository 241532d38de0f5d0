# What ./asyncdemo and tests/run share: install what is missing, configure, build. To be sourced by
# a POSIX shell that has set `root` to the absolute path of the checkout. Speaks on stderr only.
# shellcheck shell=sh disable=SC2086,SC2046 # lists of words are meant to be split

say()
{
    printf '%s\n' "$*" >&2
}

# The tool itself failed: exit code 5.
fail()
{
    say "$@"
    exit 5
}

# The same after the end of what a command printed: fail_showing OUTPUT SENTENCE
fail_showing()
{
    printf '%s\n' "$1" | grep -v '^\[[0-9]*/[0-9]*\] ' | tail -n 30 >&2
    fail "$2"
}

one_line()
{
    echo "$*"
}

have()
{
    command -v "$1" >/dev/null 2>&1
}

# ---- Installing ----------------------------------------------------------------------------------

# The compiler that meson will find, if there is one.
compiler()
{
    if [ -n "${CC:-}" ]; then
        echo "$CC"
        return
    fi
    for name in cc gcc clang; do
        if have $name; then
            echo $name
            return
        fi
    done
    return 1
}

# Whether the compiler finds this header.
have_header()
{
    # CC may bring options along.
    compiler=$(compiler) && echo "#include <$1>" | $compiler -x c -E - >/dev/null 2>&1
}

# Whether this need is met.
meets()
{
    case $1 in
    compiler) have_header stdio.h ;;
    libev) have_header ev.h ;;
    libcurl) have_header curl/curl.h ;;
    libwslay) have_header wslay/wslay.h ;;
    libhiredis) have_header hiredis/hiredis.h ;;
    libjansson) have_header jansson.h ;;
    libcrypto) have_header openssl/sha.h ;;
    libncurses) have_header ncurses.h ;;
    # Packages are for the system's own Python, which need not be the first in PATH.
    python3-*) command -p python3 -c "import ${1#python3-}" >/dev/null 2>&1 ;;
    *) have "$1" ;;
    esac
}

# Which of the named needs are not met?
missing()
{
    for need in "$@"; do
        meets "$need" || echo "$need"
    done
}

package_manager()
{
    for manager in apt-get dnf pacman brew; do
        if have "$manager"; then
            echo "$manager"
            return
        fi
    done
    return 1
}

# What does this package manager call the named needs?
packages()
{
    manager=$1
    shift
    for need in "$@"; do
        case $manager:$need in
        apt-get:compiler) echo gcc libc6-dev ;;
        brew:compiler) ;; # comes with brew itself
        *:compiler) echo gcc ;;
        apt-get:ninja | dnf:ninja) echo ninja-build ;;
        apt-get:libcurl) echo libcurl4-openssl-dev ;;
        apt-get:libcrypto) echo libssl-dev ;;
        apt-get:lib*) echo "$need-dev" ;;
        dnf:libev | dnf:libcurl) echo "$need-devel" ;;
        dnf:libcrypto) echo openssl-devel ;;
        dnf:libncurses) echo ncurses-devel ;;
        dnf:lib*) echo "${need#lib}-devel" ;;
        pacman:libwslay) echo libwslay ;;
        *:libcrypto) echo openssl ;;
        *:libcurl | *:libwslay | *:libhiredis | *:libjansson | *:libncurses) echo "${need#lib}" ;;
        apt-get:redis-server) echo redis-server ;;
        *:redis-server) echo redis ;;
        pacman:python3-*) echo "python-${need#python3-}" ;;
        *) echo "$need" ;;
        esac
    done
}

# The command that installs: install_command MANAGER SUDO PACKAGE...
install_command()
{
    manager=$1 sudo=$2
    shift 2
    case $manager in
    apt-get) echo "${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends $*" ;;
    dnf) echo "${sudo}dnf install -y $*" ;;
    pacman) echo "${sudo}pacman -S --needed --noconfirm $*" ;;
    brew) echo "brew install $*" ;;
    esac
}

# How this user installs: prints "", "sudo " or "sudo -n "; fails if he may not. Somebody is asked
# for a password only if somebody is there.
sudo_prefix()
{
    if [ "$1" = brew ] || [ "$(id -u)" = 0 ]; then
        :
    elif have sudo && sudo -n true 2>/dev/null; then
        echo 'sudo -n '
    elif have sudo && [ -t 0 ]; then
        echo 'sudo '
    else
        return 1
    fi
}

# Homebrew's headers and libraries lie where no compiler looks by itself.
look_into_homebrew()
{
    if have brew; then
        prefix=$(brew --prefix)
        export CPATH="$prefix/include${CPATH:+:$CPATH}"
        export LIBRARY_PATH="$prefix/lib${LIBRARY_PATH:+:$LIBRARY_PATH}"
    fi
}

# Install packages; set output to what was said: install MANAGER SUDO PACKAGE...
install()
{
    say "Installing with $1, which takes a minute or two: $(shift 2 && one_line "$@")"
    output=$(
        export DEBIAN_FRONTEND=noninteractive
        eval "$(install_command "$@")" 2>&1 </dev/null
    )
}

# What is used where it is there: the libraries that some demos and "asyncdemo walk" need.
libraries='libcurl libwslay libhiredis libjansson libcrypto libncurses'
# Of these, what is to be installed with the next needs.
wishes=$libraries

# Install what is missing of the named needs, if that is possible without asking anybody.
offer()
{
    wanted=$(one_line $(missing "$@"))
    [ -n "$wanted" ] || return 0
    manager=$(package_manager) && sudo=$(sudo_prefix "$manager" </dev/null) || return 0
    install "$manager" "$sudo" $(packages "$manager" $wanted) || :
}

# Install what is missing of the named needs, and the wishes with it where the package manager has
# them; or say what to type and end.
provide()
{
    look_into_homebrew
    needs=$(one_line $(missing "$@"))
    [ -n "$needs" ] || return 0

    manager=$(package_manager) ||
        fail "Missing: $needs. None of apt-get, dnf, pacman, brew is here to install it with."
    packages=$(one_line $(packages "$manager" $needs))
    [ -n "$packages" ] || fail 'The compiler is missing. This installs it: xcode-select --install'

    if ! sudo=$(sudo_prefix "$manager"); then
        say "Missing: $needs"
        say 'This installs it:'
        if have sudo; then
            fail "  $(install_command "$manager" 'sudo ' $packages)"
        else
            fail "  su -c '$(install_command "$manager" '' $packages)'"
        fi
    fi

    wanted=$(one_line $(packages "$manager" $(missing $wishes)))
    wishes=
    { [ -n "$wanted" ] && install "$manager" "$sudo" $packages $wanted; } ||
        install "$manager" "$sudo" $packages ||
        fail_showing "$output" "$manager could not install it."
    needs=$(one_line $(missing "$@"))
    [ -z "$needs" ] || fail "Still missing after $manager has installed that: $needs"
}

# ---- The build folder ----------------------------------------------------------------------------

# Set build_folder to a place for building that can be written to.
choose_build_folder()
{
    build_folder=$root/build
    if [ ! -w "$root" ] || { [ -d "$build_folder" ] && [ ! -w "$build_folder" ]; }; then
        cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
        [ -n "$cache" ] ||
            fail "$root cannot be written to. Set XDG_CACHE_HOME to a folder for the build."
        build_folder=$cache/asyncdemo/$(printf '%s' "$root" | tr -c 'A-Za-z0-9\n' -)
        mkdir -p "$build_folder" || fail "A folder for the build cannot be made."
    fi
}

# One build at a time in a folder. The lock file is as old as the build that goes on. (Without flock,
# as on macOS, two at a time are on their own.)
lock()
{
    exec 9>>"$1" || fail "$1 cannot be written."
    if have flock && ! flock -n 9; then
        say "Another build is going on here; waiting for it."
        flock 9
    fi
    touch "$1"
}

unlock()
{
    exec 9>&-
}

# Note in a build folder which libraries it does without, and where the system keeps libraries: that
# folder changes when one comes or goes.
note_libraries()
{
    one_line $(missing $libraries) >"$1/without"
    rm -f "$1/libraries"
    if have brew; then
        ln -s "$(brew --prefix)/lib" "$1/libraries"
    elif c_library=$($(compiler) -print-file-name=libc.so) && [ -e "$c_library" ]; then
        ln -s "$(dirname "$c_library")" "$1/libraries"
    fi
}

# Whether no library has come or gone since the folder was configured. What meson has not found once,
# it does not look for again.
has_same_libraries()
{
    # Not configured by this script.
    [ -f "$1/without" ] || note_libraries "$1"
    [ "$1/libraries" -nt "$1/without" ] || return 0
    look_into_homebrew
    before=$(cat "$1/without")
    note_libraries "$1"
    [ "$before" = "$(cat "$1/without")" ]
}

# Make the folder anew: configure FOLDER OPTIONS
configure()
{
    if [ -n "$(ls -A "$1" 2>/dev/null)" ] && [ ! -d "$1/meson-private" ]; then
        fail "$1 is in the way: it is no build folder of meson. Move it elsewhere."
    fi
    rm -rf "$1"
    provide compiler meson ninja libev
    offer $wishes
    wishes=
    without=$(one_line $(missing $libraries))
    [ -z "$without" ] || say "Without $without: demos that need it are skipped."
    say "Building in $1. This is done once."
    if ! output=$(meson setup $2 "$1" "$root" 2>&1 </dev/null); then
        rm -f "$1/build.ninja"
        fail_showing "$output" "The build could not be configured."
    fi
    note_libraries "$1"
}

# What runs ninja, and prints what ninja says: compile FOLDER TARGET...
compile()
{
    if [ -t 2 ]; then
        { ninja -C "$@" 2>&1 && echo 'ninja: done'; } | show_steps
    else
        ninja -C "$@" 2>&1
    fi
}

# At a terminal a line shows how far ninja is, and goes away at the end. All other lines pass.
show_steps()
{
    ended=1
    while IFS= read -r step; do
        case $step in
        'ninja: done') ended=0 ;;
        '['[0-9]*/[0-9]*']'*) printf '\rBuilding: %s ' "${step%%]*}]" >&2 ;;
        *) printf '%s\n' "$step" ;;
        esac
    done
    printf '\r\033[K' >&2
    return $ended
}

# Build what is out of date; make the folder, or mend it, if need be: build FOLDER TARGETS OPTIONS
build()
{
    if [ ! -f "$1/build.ninja" ] || ! have ninja || ! has_same_libraries "$1"; then
        configure "$1" "${3:-}"
    fi
    output=$(compile "$1" $2) && return
    case $output in
    *meson.build:*ERROR:*) fail_showing "$output" "The build could not be configured." ;;
    *'ninja: error:'*)
        say "The build folder is broken; making it anew."
        configure "$1" "${3:-}"
        output=$(compile "$1" $2) && return
        ;;
    esac
    fail_showing "$output" "The program could not be built."
}

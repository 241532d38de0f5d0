# What the tests of the command line share. To be sourced, with the arguments ROOT PROGRAM.
# shellcheck shell=sh disable=SC2034 # status, output and errors are for scripts that source this

root=$1 program=$2
case $program in
/*) ;;
*) program=$PWD/$program ;;
esac
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
# What the tests were started with shall not decide about what is printed.
unset NO_COLOR LC_CTYPE LANG
LC_ALL=C.UTF-8 TERM=xterm PAGER=cat
export LC_ALL TERM PAGER

# Run the program; set status, and output and errors to what it says on stdout and stderr.
run()
{
    status=0
    "$program" "$@" >"$folder/output" 2>"$folder/errors" </dev/null || status=$?
    output=$(cat "$folder/output")
    errors=$(cat "$folder/errors")
}

# All is well, and it says nothing on stderr.
runs()
{
    run "$@"
    same "$errors" ''
    same "$status" 0
}

# A usage error: refuses WHAT_IT_SAYS ARGUMENT...
refuses()
{
    expected=$1
    shift
    run "$@"
    same "$errors" "$expected"
    same "$output" ''
    same "$status" 2
}

golden()
{
    cat "$root/golden/production/$1.txt"
}

# For tests written in shell, which source this. A case is a command, mostly a function. It runs in a
# subshell of its own, so it may change folders and variables, and fails with the first command in
# it that fails:
#
#     passes 'a name is printed' prints_a_name
#     passes 'links work' links_work
#     done_testing

tap_cases=0
tap_failures=0

passes()
{
    tap_name=$1
    shift
    tap_cases=$((tap_cases + 1))
    # Not as a condition: in one, the shell would not stop at a command that fails.
    tap_output=$(
        set -e
        "$@" 2>&1
    )
    # shellcheck disable=SC2181
    if [ $? = 0 ]; then
        echo "ok $tap_cases - $tap_name"
    else
        tap_failures=$((tap_failures + 1))
        echo "not ok $tap_cases - $tap_name"
        printf '%s\n' "$tap_output" | sed 's/^/#   /'
    fi
}

skips()
{
    tap_cases=$((tap_cases + 1))
    echo "ok $tap_cases - $1 # SKIP $2"
}

done_testing()
{
    echo "1..$tap_cases"
    [ $tap_failures = 0 ]
    exit
}

# For use in a case: say what was expected, unless the two texts are the same.
same()
{
    [ "$1" = "$2" ] || {
        printf 'got:\n%s\nexpected:\n%s\n' "$1" "$2"
        return 1
    }
}

# The text contains this.
contains()
{
    case $1 in
    *"$2"*) ;;
    *)
        printf 'got:\n%s\nexpected somewhere in it:\n%s\n' "$1" "$2"
        return 1
        ;;
    esac
}

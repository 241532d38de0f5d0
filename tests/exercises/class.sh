#!/bin/sh
# The files of a class, each built and judged by one command: a solution of each exercise passes, and
# its near-solutions are refused with their sentences. Usage: class.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"
forms='solution near-1 near-2 near-3'
exercises=$(cd "$root/demos/exercises" && printf '%s\n' *.c)

# A student has a folder, and a file has the name of its exercise.
hand_in()
{
    for form in $forms; do
        mkdir "$folder/$form"
        for exercise in $exercises; do
            cp "$root/tests/exercises/${exercise%.c}/$form.c" "$folder/$form/$exercise"
        done
    done
}

# The verdict on a file and the message below it.
verdict_on()
{
    printf '%s\n' "$report" | grep -A 2 -e " - $folder/$1\$" || :
}

each_file_is_judged()
{
    for exercise in $exercises; do
        contains "$(verdict_on "solution/$exercise" | head -n 1)" 'ok '
        ! verdict_on "solution/$exercise" | grep '^not ok'
        for near in near-1 near-2 near-3; do
            words=$(sed -n '1s|^/\* Refused: \(.*\) \*/$|\1|p' "$folder/$near/$exercise")
            contains "$(verdict_on "$near/$exercise")" 'not ok '
            contains "$(verdict_on "$near/$exercise")" "message: \"$words"
        done
    done
}

hand_in
run check "$folder"/*/*.c --format=tap
report=$output$errors
passes 'each file of a class is judged by its own orders' each_file_is_judged
done_testing

#!/bin/sh
# The files of src/co use each other in no circle: what each needs of the others is read from the
# object files. Usage: cycles.sh ROOT PROGRAM
root=$1
library=$(dirname "$2")/../co/libco_inside.a
. "$root/tests/tap.sh"

# One line a circle: the number of its files, and their names.
circles()
{
    awk -f "$root/tests/cycles.awk"
}

# c reaches a, and a reaches c by way of b; d is outside.
circle_is_found()
{
    found=$(circles <<'END'
lib.a:a.c.o:0000000000000000 T first
lib.a:a.c.o:                 U second
lib.a:b.c.o:0000000000000000 T second
lib.a:b.c.o:                 U third
lib.a:b.c.o:                 U printf
lib.a:c.c.o:0000000000000000 D third
lib.a:c.c.o:                 U first
lib.a:d.c.o:0000000000000000 T fourth
lib.a:d.c.o:                 U first
END
    )
    same "${found%% *}" 3
}

all_files_are_looked_at()
{
    same "$(nm -A "$library" | sed 's/\.c\.o:.*//' | sort -u | wc -l)" \
        "$(find "$root/src/co" -name examples -prune -o -name '*.c' -print | wc -l)"
}

files_form_no_circle()
{
    same "$(nm -A "$library" | circles)" ''
}

passes 'a circle of three files is found' circle_is_found
passes 'every file of src/co is looked at' all_files_are_looked_at
passes 'the files of src/co form no circle' files_form_no_circle
done_testing

#!/bin/sh
# Usage: embed.sh ROOT OUTPUT DEPENDENCIES CHAPTER/NAME...
#
# Write assembly that puts the headers of the demos, each demo's sources and all of its goldens into
# the binary (src/cli/embedded.h), and a makefile of what it depends on. The folders are among that,
# so that a file that is new or gone is noticed like one that has changed.
set -eu
LC_ALL=C
export LC_ALL

root=$1 output=$2 dependencies=$3
shift 3

# Relative to the root, and without blanks, as the names in demos/CATALOG have none.
files=$(
    {
        for path in "$root"/demos/*.h; do
            printf '%s\n' "${path#"$root"/}"
        done
        for demo in "$@"; do
            printf '%s\n' "demos/$demo.c" "golden/$demo.txt"
            for path in "$root/demos/$demo.py" "$root/golden/$demo".*.txt \
                "$root/golden/$demo".events "$root/golden/$demo".*.events; do
                [ ! -e "$path" ] || printf '%s\n' "${path#"$root"/}"
            done
        done
    } | sort
)
folders=$(
    for demo in "$@"; do
        printf '%s\n' demos "demos/${demo%/*}" "golden/${demo%/*}"
    done | sort -u
)

makefile_root=$(printf '%s' "$root" | sed 's/[ #\\]/\\&/g; s/\$/$$/g')
assembler_root=$(printf '%s' "$root" | sed 's/["\\]/\\&/g')

{
    printf '%s:' "$output"
    for path in $files $folders; do
        printf ' \\\n %s/%s' "$makefile_root" "$path"
    done
    printf '\n'
} >"$dependencies"

{
    cat <<'END'
#ifdef __APPLE__
#define SYMBOL(name) _##name
#define CONTENT .section __TEXT, __const
#else
#define SYMBOL(name) name
#define CONTENT .section .rodata
.section .note.GNU-stack, "", %progbits
#endif
END
    echo 'CONTENT'
    count=0
    for path in $files; do
        cat <<END
embedded_path_$count:
    .asciz "$path"
embedded_begin_$count:
    .incbin "$assembler_root/$path"
embedded_end_$count:
END
        count=$((count + 1))
    done

    # Distances in place of addresses: the loader would have to mend each address at each start.
    cat <<'END'

.balign 4
.globl SYMBOL(embedded_rows_count)
SYMBOL(embedded_rows_count):
END
    echo "    .long $count"
    echo '.globl SYMBOL(embedded_rows)'
    echo 'SYMBOL(embedded_rows):'
    row=0
    while [ "$row" -lt "$count" ]; do
        for part in path begin end; do
            echo "    .long embedded_${part}_$row - SYMBOL(embedded_rows)"
        done
        row=$((row + 1))
    done
} >"$output"

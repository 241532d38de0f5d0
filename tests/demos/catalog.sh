#!/bin/sh
# demos/CATALOG against the folders, and against the build. Usage: catalog.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# CHAPTER/NAME of each demo.
listed=$(sed 's/#.*//' "$root/demos/CATALOG" | awk '
    $1 == "chapter" { chapter = $2; next }
    NF { print chapter "/" $1 }')

every_source_is_listed()
{
    cd "$root/demos"
    for path in */*.c; do
        echo "$path"
        printf '%s\n' "$listed" | grep -qx "${path%.c}"
    done
}

every_transcript_is_listed()
{
    cd "$root/golden"
    for path in */*; do
        echo "$path"
        printf '%s\n' "$listed" | grep -qx "${path%%.*}"
        case $path in
        *.txt | *.events) ;;
        *) return 1 ;;
        esac
    done
}

# A copy of the tree, in which a case may damage something.
copy()
{
    rm -rf "$folder/copy"
    mkdir "$folder/copy"
    cd "$folder/copy"
    cp -R "$root/meson.build" "$root/meson_options.txt" "$root/src" "$root/demos" "$root/golden" \
        "$root/tests" .
}

# Configuring the copy fails with this sentence.
refuses()
{
    if output=$(meson setup "$folder/build" "$folder/copy" 2>&1); then
        echo "this was configured: $1"
        return 1
    fi
    # Meson does not wrap lines.
    contains "$output" "$1"
}

a_demo_without_source_is_refused()
{
    copy
    rm demos/production/lock.c
    refuses 'demos/CATALOG lists lock, but there is no demos/production/lock.c.'
}

a_demo_without_transcript_is_refused()
{
    copy
    rm golden/production/lock.txt
    refuses 'demos/CATALOG lists lock, but there is no golden/production/lock.txt.'
}

nonsense_is_refused()
{
    copy
    echo 'chapter' >>demos/CATALOG
    refuses 'the name of a demo: chapter'
    copy
    echo '    lock twice' >>demos/CATALOG
    refuses 'the name of a demo: lock twice'
    copy
    awk '1; $1 == "lock"' "$root/demos/CATALOG" >demos/CATALOG
    refuses 'demos/CATALOG lists production/lock twice.'
    copy
    echo 'chapter empty  Nothing yet' >>demos/CATALOG
    refuses 'demos/CATALOG has a chapter without demos, empty.'
}

# The clock of a file system ticks slowly: make sure that the file is newer than the last build.
changed()
{
    until [ "$1" -nt "$folder/build/demos/embedded.S" ]; do
        touch "$1"
    done
}

# The paths that the next build embeds in the program.
embedded_paths()
{
    ninja -C "$folder/build" demos/embedded.S >"$folder/ninja" || cat "$folder/ninja"
    sed -n 's/.*\.asciz "\(.*\)"/\1/p' "$folder/build/demos/embedded.S"
}

the_build_follows_the_transcripts()
{
    copy
    rm -rf "$folder/build"
    meson setup "$folder/build" "$folder/copy" >/dev/null
    before=$(embedded_paths)
    contains "$before" golden/production/lock.txt
    contains "$before" demos/production/lock.c

    echo new >golden/production/lock.unheard-of.txt
    changed golden/production
    contains "$(embedded_paths)" golden/production/lock.unheard-of.txt
    rm golden/production/lock.unheard-of.txt
    changed golden/production
    same "$(embedded_paths)" "$before"

    # A changed transcript is embedded again; after that, the build has nothing to do.
    echo changed >>golden/production/lock.txt
    changed golden/production/lock.txt
    contains "$(ninja -n -C "$folder/build" demos/embedded.S)" embedded
    embedded_paths >/dev/null
    contains "$(ninja -n -C "$folder/build" demos/embedded.S)" 'no work to do'
}

passes 'every source is listed' every_source_is_listed
passes 'every transcript is listed' every_transcript_is_listed
passes 'a demo without a source is refused' a_demo_without_source_is_refused
passes 'a demo without a transcript is refused' a_demo_without_transcript_is_refused
passes 'nonsense in the catalogue is refused' nonsense_is_refused
passes 'the build follows the transcripts' the_build_follows_the_transcripts
done_testing

# Files that use each other in a circle. Input: lines of `nm -A ARCHIVE`. Output: one line a circle,
# the number of its files and their names; the largest first.

# The object's name in what stands before the symbol.
function file_of(text)
{
    sub(/\.c\.o:.*/, "", text)
    sub(/.*[:\/]/, "", text)
    return text
}

{
    file = file_of($0)
    kind = $(NF - 1)
    files[file] = 1
    if (kind == "U")
        used[file, $NF] = 1
    else if (kind ~ /^[A-Z]$/)
        home[$NF] = file
}

END {
    for (pair in used) {
        split(pair, parts, SUBSEP)
        if (parts[2] in home && home[parts[2]] != parts[1])
            reaches[parts[1], home[parts[2]]] = 1
    }
    for (middle in files)
        for (from in files)
            if ((from, middle) in reaches)
                for (to in files)
                    if ((middle, to) in reaches)
                        reaches[from, to] = 1
    for (file in files) {
        if (!((file, file) in reaches) || file in seen)
            continue
        count = 0
        circle = ""
        for (other in files)
            if ((file, other) in reaches && (other, file) in reaches) {
                seen[other] = 1
                circle = circle " " other
                count++
            }
        print count circle | "sort -rn"
    }
}

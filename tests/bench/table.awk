# The table of tests/bench/run: reads "FIGURE[-bare|-before|-instructions|-asyncio] VALUE" lines, and prints those of
# `rows` for which there are figures. `before` and `counted`: with these columns.
{ count[$1]++; value[$1, count[$1]] = $2 }

# Sorts the values of a figure; the same list may be asked for twice.
function sort(figure,    i, j, moved) {
    for (i = 2; i <= count[figure]; i++) {
        moved = value[figure, i]
        for (j = i - 1; j > 0 && value[figure, j] > moved; j--)
            value[figure, j + 1] = value[figure, j]
        value[figure, j + 1] = moved
    }
}
# The value that `percent` of all are not above.
function percentile(figure, percent,    i) {
    sort(figure)
    i = int(count[figure] * percent / 100 + 0.5)
    return value[figure, i < 1 ? 1 : i]
}
function short(number) {
    return sprintf(number >= 100 ? "%.0f" : number >= 10 ? "%.1f" : "%.2f", number)
}
function known(figure, percent) {
    return figure in count ? short(percentile(figure, percent)) : "-"
}
function reached(target, ours, bare) {
    if (target == "")
        return ""
    if (target ~ /^x/)
        return ours <= substr(target, 2) * bare ? "reached" : "missed"
    if (target ~ /^\+/)
        return ours <= bare + target ? "reached" : "missed"
    if (target ~ /^=/)
        return ours == substr(target, 2) + 0 ? "reached" : "missed"
    return ours <= target + 0 ? "reached" : "missed"
}
function shown(target) {
    sub(/^x/, "bare x ", target)
    sub(/^\+/, "bare + ", target)
    sub(/^=/, "", target)
    return target
}

END {
    format = "%-32s %-6s" (before ? " %8s" : "%s") " %8s %17s %7s" (counted ? " %7s" : "%s") " %8s %7s  %-11s %s\n"
    printf format, "workload", "unit", before ? "before" : "", "ours", "min - max", "bare",
        counted ? "instr." : "", "asyncio", "ratio", "target", ""
    lines = split(rows, line, "\n")
    for (i = 1; i <= lines; i++) {
        split(line[i], row, "|")
        figure = row[1]
        if (!(figure in count))
            continue
        percent = row[5] == "" ? 50 : row[5]
        ours = percentile(figure, percent)
        bare = figure "-bare" in count ? percentile(figure "-bare", percent) : 0
        theirs = figure "-asyncio" in count ? percentile(figure "-asyncio", percent) : 0
        ratio = theirs && ours ? short(theirs / ours) : "-"
        printf format, row[2], row[3], before ? known(figure "-before", percent) : "", short(ours),
            short(value[figure, 1]) " - " short(value[figure, count[figure]]),
            known(figure "-bare", percent), counted ? known(figure "-instructions", 50) : "",
            known(figure "-asyncio", percent),
            ratio, shown(row[4]), reached(row[4], ours, bare)
    }
    if (peers)
        print_peers()
}

# How many times as long as ours a peer takes.
function times(figure, ours) {
    return figure in count ? short(percentile(figure, 50) / ours) " x" : "-"
}

function print_peers(    i, row, ours) {
    printf "\n%-32s %-6s %8s %12s %16s %10s\n", "beside peers", "unit", "ours", "Go", "State Threads", "uvloop"
    for (i = 1; i <= lines; i++) {
        split(line[i], row, "|")
        if (!(row[1] "-go" in count || row[1] "-st" in count || row[1] "-uvloop" in count))
            continue
        ours = percentile(row[1], 50)
        printf "%-32s %-6s %8s %12s %16s %10s\n", row[2], row[3], short(ours), times(row[1] "-go", ours),
            times(row[1] "-st", ours), times(row[1] "-uvloop", ours)
    }
}

# Reads meson's testlog.txt, whose tests all speak TAP. Prints "PASSED FAILED SKIPPED", counting
# single cases, on stdout; what the failed tests said, on stderr.

/^=+ [0-9]+\/[0-9]+ =+$/ { begin_test(); next }
/^=+$/ { end_test(); next }
!in_test { next }

/^test: / { name = $0; sub(/^test: */, "", name) }
/^result: / { result = $0; sub(/^result: */, "", result) }
/^-+ stdout -+$/ { in_stdout = 1; next }
/^-+ stderr -+$/ { in_stdout = 0; text = text "stderr:\n"; next }
in_stdout && /^1\.\.[0-9]+/ { has_plan = 1; planned = substr($1, 4) + 0 }
in_stdout && /^1\.\.0/ { skips++; print_skip($0) }
in_stdout && /^ok/ { if (/# *[Ss][Kk][Ii][Pp]/) { skips++; print_skip($0) } else oks++ }
in_stdout && /^not ok/ { bads++ }
in_stdout && /^Bail out!/ { broken = 1 }
!/^(test|start time|duration|result|command): / { text = text $0 "\n" }

function begin_test()
{
    in_test = 1
    in_stdout = oks = bads = skips = planned = has_plan = broken = 0
    name = result = text = ""
}

function end_test(missing)
{
    if (!in_test)
        return
    in_test = 0
    # A test that ended early has failed with all the cases it did not come to.
    missing = planned - oks - bads - skips
    if (missing > 0)
        bads += missing
    else if (bads == 0 && (!has_plan || broken || result != "exit status 0"))
        bads = 1
    passed += oks
    failed += bads
    skipped += skips
    if (bads > 0)
        printf "\n---- %s: %d failed (%s)\n%s\n", name, bads, result, text > "/dev/stderr"
}

function print_skip(line)
{
    printf "  skipped: %s: %s\n", name, line > "/dev/stderr"
}

END { print passed + 0, failed + 0, skipped + 0 }

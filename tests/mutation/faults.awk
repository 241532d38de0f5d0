# Reads the list of faults. To be run in the folder of the program, with `out` for a folder where
# each fault gets one of its own, OUT/NAME:
#
#   mistake, demos, told, unseen   what the list says of it
#   changed/, kept/                the files that it changes, with the fault and as they were
#   wrong                          why it cannot be put in, if the list does not fit the program
#
# Prints the names.

/^#/ || NF == 0 { next }
{ word = $1; $0 = trim($0) }
word == "fault" && NF == 2 { end_fault(); begin_fault($2); next }
mistake == "" { mistake = $0; next }
/^shown by / { demos = after("shown by "); next }
/^told as / { told = after("told as "); next }
/^unseen on (real|virtual): / { unseen = after("unseen on "); next }
/^in / { path = $2; new_block = 1; next }
word == "-" { old_line(trim(substr($0, 2))); next }
word == "+" && blocks { new_line(trim(substr($0, 2))); next }
{ object("This is not understood: " $0) }
END { end_fault() }

function trim(line)
{
    gsub(/^[ \t]+|[ \t]+$/, "", line)
    return line
}

function after(words)
{
    return substr($0, length(words) + 1)
}

function object(sentence)
{
    wrong = wrong sentence "\n"
}

function begin_fault(its_name)
{
    name = its_name
    wrong = name in known ? "There are two faults of this name.\n" : ""
    known[name]
    mistake = demos = told = unseen = path = ""
    blocks = 0
}

# A block begins with its first - after another file or a +.
function old_line(line)
{
    if (new_block) {
        file_of[++blocks] = path
        old_count[blocks] = new_count[blocks] = 0
        new_block = 0
    } else if (new_count[blocks]) {
        new_block = 1
        old_line(line)
        return
    }
    old[blocks, ++old_count[blocks]] = line
}

function new_line(line)
{
    new[blocks, ++new_count[blocks]] = line
}

# Read the file into `text`; returns the number of lines.
function read_file(path, line, count)
{
    count = 0
    while ((getline line < path) > 0)
        text[++count] = line
    close(path)
    return count
}

function stands_at(block, at, i)
{
    for (i = 1; i <= old_count[block]; i++)
        if (trim(text[at + i - 1]) != old[block, i])
            return 0
    return 1
}

# Where in the text the block is; 0 if it is not there once.
function find_block(block, count, at, times, found, lines)
{
    times = 0
    for (at = 1; at + old_count[block] <= count + 1; at++)
        if (stands_at(block, at)) {
            found = at
            times++
        }
    if (times == 1)
        return found
    for (at = 1; at <= old_count[block]; at++)
        lines = lines "\n    " old[block, at]
    object(file_of[block] " has this " times " times, not once:" lines)
    return 0
}

function write_file(folder, path, count, at, i)
{
    path = folder "/" path
    for (at = 1; at <= count; at++)
        if (folder ~ /changed$/ && block_at[at]) {
            for (i = 1; i <= new_count[block_at[at]]; i++)
                print new[block_at[at], i] > path
            at += old_count[block_at[at]] - 1
        } else {
            print text[at] > path
        }
    close(path)
}

function change_file(path, count, block, at)
{
    count = read_file(path)
    for (at = 1; at <= count; at++)
        block_at[at] = 0
    for (block = 1; block <= blocks; block++)
        if (file_of[block] == path && (at = find_block(block, count)))
            block_at[at] = block
    write_file(out "/" name "/changed", path, count)
    write_file(out "/" name "/kept", path, count)
}

function make_folder(of_file)
{
    sub(/[^\/]*$/, "", of_file)
    system("mkdir -p '" out "/" name "/changed/" of_file "' '" out "/" name "/kept/" of_file "'")
}

function note(what, value)
{
    print value > (out "/" name "/" what)
    close(out "/" name "/" what)
}

function end_fault(block)
{
    if (name == "")
        return
    if (demos == "" || !blocks)
        object("It is not said which demo shows it, or what it changes.")
    for (block = 1; block <= blocks; block++)
        if (block == 1 || file_of[block] != file_of[block - 1]) {
            make_folder(file_of[block])
            change_file(file_of[block])
        }
    make_folder("")
    note("mistake", mistake)
    note("demos", demos)
    note("told", told)
    note("unseen", unseen)
    if (wrong != "")
        note("wrong", wrong)
    print name
}

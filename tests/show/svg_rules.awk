# Rules for a picture of --as=svg: it is well-formed XML, it runs nothing and asks for nothing, nothing
# in it lies outside of it, and each arrow has two ends. Prints what breaks a rule, and at the end
# "lines N", the number of log lines that have a mark.

function broken(what)
{
    print what ": <" $0
}

function check_text(text)
{
    gsub(/&(amp|lt|gt|quot);/, "", text)
    if (text ~ /[&>]/ || text ~ /[\001-\010\013\014\016-\037]/)
        broken("a character that is not escaped")
}

function check_place(place)
{
    if (place !~ /^-?[0-9.]+$/ || place + 0 < 0 || place + 0 > width)
        broken("outside of the picture")
}

function check_attribute(name, value)
{
    check_text(value)
    if (name ~ /^on/ || name ~ /href$/ || name == "style")
        broken("more than a picture")
    if (name == "width" && width == "")
        width = value + 0
    if (name == "x")
        check_place(value)
    if (name == "d" && match(value, /^M-?[0-9.]+/))
        check_place(substr(value, 2, RLENGTH - 1))
    if (name == "data-lines")
        lines += value
    if (name == "class")
        classes[value]++
}

# The attributes of a tag, and what is left behind them.
function check_attributes(rest,    part, equals)
{
    while (match(rest, /^[ \n]+[a-zA-Z-]+="[^"]*"/)) {
        part = substr(rest, 1, RLENGTH)
        rest = substr(rest, RLENGTH + 1)
        sub(/^[ \n]+/, "", part)
        equals = index(part, "=")
        check_attribute(substr(part, 1, equals - 1), substr(part, equals + 2, length(part) - equals - 2))
    }
    if (rest != "" && rest != "/")
        broken("no attribute")
}

function check_tag(tag,    name)
{
    if (substr(tag, 1, 1) == "/") {
        if (!depth || open[depth] != substr(tag, 2))
            broken("closes what is not open")
        depth--
        return
    }
    if (!match(tag, /^[a-z]+/)) {
        broken("no tag")
        return
    }
    name = substr(tag, 1, RLENGTH)
    if (name == "script" || name == "image" || name == "a" || name ~ /^(foreign|animate)/)
        broken("more than a picture")
    if (!depth && roots++)
        broken("a second root")
    check_attributes(substr(tag, RLENGTH + 1))
    if (tag !~ /\/$/)
        open[++depth] = name
}

BEGIN { RS = "<" }

NR == 1 {
    if ($0 != "")
        broken("text before the picture")
    next
}

{
    end = index($0, ">")
    if (!end) {
        broken("a tag without an end")
        next
    }
    check_tag(substr($0, 1, end - 1))
    check_text(substr($0, end + 1))
}

END {
    if (depth || !roots)
        print "an element without an end"
    # An arrow is a stem, a line and a head. The legend's has no stem.
    if (classes["head"] && classes["baton"] != 2 * classes["head"] - 1)
        print "an arrow without two ends: " classes["head"] " heads, " classes["baton"] " lines"
    print "lines " lines + 0
}

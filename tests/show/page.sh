#!/bin/sh
# --as=html: the pages of all demos and variants, and some of them in a browser.
# Usage: page.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# The name of a transcript as arguments: lock, race --variant=fixed.
arguments_of()
{
    case $1 in
    *.*) echo "${1%%.*} --variant=${1#*.}" ;;
    *) echo "$1" ;;
    esac
}

# Draw the page of a transcript's run to $folder/NAME.html; 77: the demo needs a library.
draw()
{
    # shellcheck disable=SC2046 # arguments
    run $(arguments_of "$1") --clock=virtual --as=html -o "$folder/$1.html"
}

# The log as the page has it, with the stamps of the transcript.
log_of_page()
{
    sed -n 's|^<li><button.*<span class="t">\([^<]*\)</span> <span class="x">\(.*\)</span></button>.*|\1 \2|p' "$1" |
        sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' |
        while IFS= read -r line; do
            printf '[%7s] %s\n' "${line%% *}" "${line#* }"
        done
}

# A page needs no other file: all its links are within it.
needs_nothing()
{
    same "$(grep -oE '<[^>]* (src|href|action|data)="[^"]*"' "$1" | grep -vE ' href="(#|data:,")' || :)" ''
    same "$(sed -n '/<style>/,/<.style>/p' "$1" | grep -E 'url|@import' || :)" ''
}

pages_of_a_chapter_keep_the_rules()
{
    for transcript in "$root/golden/$1"/*.txt; do
        name=$(basename "$transcript" .txt)
        case $name in
        *.err) continue ;;
        esac
        draw "$name"
        [ "$status" != 77 ] || continue
        echo "$name"
        page=$folder/$name.html
        # The golden of an exercise is what its solution prints.
        [ "$1" = exercises ] || same "$(log_of_page "$page")" "$(cat "$transcript")"
        needs_nothing "$page"
        [ "$(wc -c <"$page")" -le 100000 ]
        same "$(grep 'no room for the Python' "$page" || :)" ''
    done
}

pages_have_75_kB_on_average()
{
    average=$(cat "$folder"/*.html | wc -c)
    average=$((average / $(ls "$folder"/*.html | wc -l)))
    echo "$average"
    [ "$average" -le 75000 ]
}

page_goes_to_stdout()
{
    runs lock --clock=virtual --as=html
    contains "$output" '<!doctype html>'
}

page_of_a_variant_says_so()
{
    runs race --variant=fixed --clock=virtual --as=html
    contains "$output" '<title>race.fixed: '
    contains "$output" '--variant=fixed --clock=virtual</code>'
}

page_is_for_one_demo()
{
    run lock queue --as=html
    same "$status" 2
    contains "$errors" 'it makes one file, so name one demo.'
}

book_is_made()
{
    runs book "$folder/book"
}

in_a_browser()
{
    NODE_PATH=$packages/node_modules node "$root/tests/show/page_browser.js" "$browser" "$folder" "$root" "$1"
}

passes 'a page goes to stdout' page_goes_to_stdout
passes 'the page of a variant says so' page_of_a_variant_says_so
passes 'a page is for one demo' page_is_for_one_demo
for chapter in "$root"/golden/*/; do
    chapter=$(basename "$chapter")
    passes "the pages of $chapter keep the rules" pages_of_a_chapter_keep_the_rules "$chapter"
done
passes 'pages have 75 kB on average' pages_have_75_kB_on_average
passes 'a book is made' book_is_made

# The packages are no part of the source. They are fetched into the build folder, once.
packages=$(dirname "$program")/../../tests/page_browser
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || :)
cases='steps plays predicts links python speaks prints reads-without-script fits is-accessible front-page'
missing=
if [ -z "$browser" ]; then
    missing='there is no chromium'
elif ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    missing='there is no node with npm'
elif [ ! -d "$packages/node_modules/axe-core" ]; then
    mkdir -p "$packages"
    timeout 120 npm install --prefix "$packages" --no-audit --no-fund --no-save \
        puppeteer-core@25 axe-core@4 >"$folder/npm" 2>&1 || missing='npm cannot fetch its packages'
fi
for case in $cases; do
    if [ "$missing" ]; then
        skips "a page in a browser: $case" "$missing"
    else
        passes "a page in a browser: $case" in_a_browser "$case"
    fi
done
done_testing

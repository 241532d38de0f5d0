#!/bin/sh
# asyncdemo book. Usage: book.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

book_has_a_page_for_each_transcript()
{
    runs book "$folder/book"
    same "$output" "$folder/book/index.html"
    for transcript in "$root"/golden/*/*.txt; do
        name=$(basename "$transcript" .txt)
        case $name in
        *.err) continue ;;
        esac
        [ -s "$folder/book/$name.html" ] || {
            "$program" list | grep -A3 " ${name%%.*} " | grep -q unavailable
        }
    done
}

pages_of_the_book_are_small()
{
    large=$(find "$folder/book" -name '*.html' -size +100000c)
    same "$large" ''
}

# Each link leads to a file of the book, or to an element of the page.
links_lead_somewhere()
{
    cd "$folder/book"
    for page in *.html; do
        grep -oE '(href|src)="[^"]*"' "$page" | sed 's/^[a-z]*="//; s/"$//' | sort -u |
            while IFS= read -r link; do
                case $link in
                data:,) ;;
                '#'*) grep -q "id=\"${link#?}\"" "$page" || echo "$page: $link" ;;
                *) [ -f "$link" ] || echo "$page: $link" ;;
                esac
            done
    done >"$folder/broken"
    same "$(cat "$folder/broken")" ''
}

# From the front page by "Next" to the last demo, every demo comes.
next_leads_through_all_demos()
{
    cd "$folder/book"
    page=$(grep -oE '<h3>1.1 <a href="[^"]*"' index.html | sed 's/.*href="//; s/"//')
    pages=0
    while [ "$page" ]; do
        pages=$((pages + 1))
        page=$(sed -n 's/^<a href="\([^"]*\)">Next.*/\1/p' "$page")
    done
    same "$pages" "$(grep -c '^<h3>' index.html)"
}

pages_of_variants_have_each()
{
    contains "$(cat "$folder/book/race.variants.html")" 'src="race.fixed.svg"'
    contains "$(cat "$folder/book/race.variants.html")" 'src="race.svg"'
    contains "$(cat "$folder/book/index.html")" 'Of the tutorial “Asyncio Advanced”'
    contains "$(cat "$folder/book/race.html")" ' of the tutorial “Async Concurrency Patterns”'
    contains "$(cat "$folder/book/race.html")" '<a href="race.variants.html">All variants</a>'
}

book_overwrites_nothing_unless_forced()
{
    mkdir "$folder/full"
    echo mine >"$folder/full/index.html"
    run book "$folder/full"
    same "$status" 5
    contains "$errors" 'is not empty. Name another folder, or add --force'
    same "$(cat "$folder/full/index.html")" mine
    same "$(ls "$folder/full")" index.html
    runs book --force "$folder/full"
    contains "$(cat "$folder/full/index.html")" '<h1>asyncio in C'
}

book_needs_a_folder()
{
    run book
    same "$status" 2
    contains "$errors" 'Name one folder for the book.'
    run book "$folder/no/where"
    same "$status" 5
    contains "$errors" 'cannot become the folder of a book: No such file or directory.'
    echo >"$folder/file"
    run book "$folder/file"
    same "$status" 5
    contains "$errors" 'Not a directory.'
}

passes 'a book has a page for each transcript' book_has_a_page_for_each_transcript
passes 'each page of a book has 100 kB at most' pages_of_the_book_are_small
passes 'all links of a book lead somewhere' links_lead_somewhere
passes 'Next leads through all demos' next_leads_through_all_demos
passes 'the pages of variants have each of them' pages_of_variants_have_each
passes 'a book overwrites nothing unless it is forced to' book_overwrites_nothing_unless_forced
passes 'a book needs a folder' book_needs_a_folder
done_testing

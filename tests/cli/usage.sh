#!/bin/sh
# Help, and what is said about arguments that are wrong. Usage: usage.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

nothing_at_all()
{
    run
    same "$status" 2
    same "$output" ''
    contains "$errors" 'asyncdemo lock '
    contains "$errors" 'asyncdemo list'
    [ "$(printf '%s\n' "$errors" | wc -l)" -le 10 ]
}

help()
{
    runs --help
    all=$output
    contains "$all" '  asyncdemo lock '
    contains "$all" 'Exit codes'
    for code in 0 1 2 3 4 5 77 129 130; do
        printf '%s\n' "$all" | grep -q "^ *$code  [a-z]"
    done
    for arguments in -h help 'lock --help' 'nonsense -h' '--nonsense --help'; do
        echo "$arguments"
        # shellcheck disable=SC2086 # they are several
        runs $arguments
        same "$output" "$all"
    done
}

help_for_a_command()
{
    for command in run list walk show check accept compare worker help; do
        runs help $command
        contains "$output" "asyncdemo $command"
        same "$output" "$("$program" $command --help)"
    done
    runs help list show
    same "$output" "$("$program" help list)

$("$program" help show)"
}

help_for_events()
{
    runs help events
    contains "$output" 'asyncdemo help events'
    contains "$output" 'src/run/events.schema.json'
    [ "$(printf '%s\n' "$output" | wc -L)" -le 80 ]
    # Each line of the example is one that a golden could have.
    runs lock --clock=virtual --events="$folder/lock.events"
    for line in 'events 1' '0 Worker-1 is made by main 0.1' '0 Worker-1 takes lock-1' \
        '0 Worker-2 waits for lock-1' '0.01 Worker-2 is woken by Worker-1 1.1'; do
        grep -qxF "$line" "$folder/lock.events"
    done
}

version()
{
    runs --version
    same "$output" "asyncdemo $(sed -n "s/.* version: '\(.*\)',/\1/p" "$root/meson.build")"
}

no_colour_in_a_pipe()
{
    for arguments in --help 'help run' list 'show lock'; do
        # shellcheck disable=SC2086
        runs $arguments
        ! printf '%s' "$output" | grep -q "$(printf '\033')"
    done
}

unknown_names()
{
    refuses 'There is no demo, chapter or command "lokc". Did you mean lock?
All demos:  asyncdemo list    All commands:  asyncdemo help' lokc
    refuses 'There is no demo, chapter or command "chekc". Did you mean check?
All demos:  asyncdemo list    All commands:  asyncdemo help' chekc
    refuses 'There is no demo, chapter or command "quicksort".
All demos:  asyncdemo list    All commands:  asyncdemo help' quicksort
    refuses 'There is no demo, chapter or command "".
All demos:  asyncdemo list    All commands:  asyncdemo help' ''
    refuses 'There is no demo "1.99": chapter 1 ends with 1.12.
All demos:  asyncdemo list' 1.99
    refuses 'There is no demo, chapter or command "9.9".
All demos:  asyncdemo list    All commands:  asyncdemo help' 9.9
    refuses 'There is no demo or chapter "semaphor". Did you mean semaphore?
All demos:  asyncdemo list' run lock semaphor
    refuses 'There is no demo, chapter or command "prodution". Did you mean production?
All demos:  asyncdemo list    All commands:  asyncdemo help' prodution
    refuses 'There is no demo, chapter or command "./demos/production/lokc.c". Did you mean lock?
All demos:  asyncdemo list    All commands:  asyncdemo help' ./demos/production/lokc.c
    refuses 'There is no demo "demos/prodution/lock.c". Did you mean lock?
All demos:  asyncdemo list' show demos/prodution/lock.c
    refuses 'There is no demo "nosuch".
The exercises:  asyncdemo try    All demos:  asyncdemo list' try nosuch
    refuses "$root/README.md is a file, but not one to check: the name of a golden file ends in .golden, and that of a C file in .c.
About them:  asyncdemo help golden" check "$root/README.md"
    refuses 'There is no demo "generator". Did you mean generator-expression?
All demos:  asyncdemo list' show generator
    refuses 'There is no demo or chapter "prodution". Did you mean production?
All demos:  asyncdemo list' check prodution
    refuses 'There is no demo or chapter "rate-lim". Did you mean rate-limit?
All demos:  asyncdemo list' accept rate-lim --yes
    refuses 'There is no command "lsit". Did you mean list?
All commands:  asyncdemo help' help lsit
    refuses '"lock" is a demo, not a command.
About the demo:  asyncdemo show lock' help lock
    refuses '"production" is a chapter, but "asyncdemo show" takes demos.
Its demos:  asyncdemo list' show production
}

missing_names()
{
    refuses '"asyncdemo run" needs the name of a demo.
For instance:  asyncdemo run lock    All demos:  asyncdemo list' run
    refuses '"asyncdemo run" needs the name of a demo.
For instance:  asyncdemo run lock    All demos:  asyncdemo list' --clock=virtual
    refuses '"asyncdemo show" needs the name of a demo.
For instance:  asyncdemo show lock    All demos:  asyncdemo list' show
    refuses '"asyncdemo accept" needs the name of a demo.
For instance:  asyncdemo accept lock    All demos:  asyncdemo list' accept --yes
    refuses '"asyncdemo compare" needs two files: a golden transcript, and the one to judge.
For instance:  asyncdemo compare golden/production/lock.txt TRANSCRIPT' compare file
    refuses '"lock" is a demo, but "asyncdemo list" takes chapters.
All demos:  asyncdemo list    About one:  asyncdemo show lock' list lock
}

unknown_options()
{
    refuses '"asyncdemo run" has no option --clok. Did you mean --clock?
Its options:  asyncdemo help run' lock --clok=virtual
    refuses '"asyncdemo run" has no option -x.
Its options:  asyncdemo help run' -x lock
    refuses '"asyncdemo list" has no option --seed.
Its options:  asyncdemo help list' list --seed=1
    refuses '"asyncdemo check" has no option --clok. Did you mean --clock?
Its options:  asyncdemo help check' check --clok=real
    # An abbreviation that means one option today may mean two tomorrow.
    refuses '"asyncdemo run" has no option --sym. Did you mean --symbols?
Its options:  asyncdemo help run' lock --sym=ascii
}

bad_values()
{
    refuses '--clock=vitrual: --clock takes one of real, virtual, paced. Did you mean virtual?
Its options:  asyncdemo help run' lock --clock=vitrual
    refuses '--clock=both: --clock takes one of real, virtual, paced.
Its options:  asyncdemo help run' lock --clock=both
    for factor in '' 0 -1 1e3 2x nan NaN inf infinity 1001 0.0001; do
        refuses "--clock=paced:$factor: the factor is a number from 0.001 to 1000.
Its options:  asyncdemo help run" lock "--clock=paced:$factor"
    done
    for seed in -1 12x 1.5 0x1 ' 1' 18446744073709551616; do
        refuses "--seed=$seed: --seed takes a whole number from 0 to 18446744073709551615.
Its options:  asyncdemo help run" lock --seed="$seed"
    done
    for turns in 0 -1 x 1e6 1.5 4294967296; do
        refuses "--turns=$turns: --turns takes a whole number from 1 to 4294967295.
Its options:  asyncdemo help run" lock --clock=virtual "--turns=$turns"
        refuses "--turns=$turns: --turns takes a whole number from 1 to 4294967295.
Its options:  asyncdemo help check" check lock "--turns=$turns"
        refuses "--turns=$turns: --turns takes a whole number from 1 to 4294967295.
Its options:  asyncdemo help accept" accept lock "--turns=$turns"
    done
    refuses '--turns=1000: --turns is for --clock=virtual and --clock=paced; on the real clock time moves by itself, so turns are not counted.
Its options:  asyncdemo help run' lock --turns=1000
    refuses '--stamp=clok: --stamp takes one of clock, elapsed, delta, none. Did you mean clock?
Its options:  asyncdemo help run' lock --stamp=clok
    refuses '--symbols=emojis: --symbols takes one of auto, emoji, text, ascii. Did you mean emoji?
Its options:  asyncdemo help run' lock --symbols=emojis
    refuses '--variant=fixd: the variants of rate-limit: fixed, rest. Did you mean fixed?
Its options:  asyncdemo help run' rate-limit --variant=fixd
    refuses '--variant=fixed: cancel has no variants.
Its options:  asyncdemo help run' rate-limit cancel --variant=fixed
    refuses '--variant=fixed,fixed: fixed is named twice.
Its options:  asyncdemo help run' rate-limit --variant=fixed,fixed
    refuses '--variant=fixd: no demo of the chapter production has it.
Its options:  asyncdemo help run' production --variant=fixd
    refuses '--output=file: one file is for one demo, so name one demo.
Its options:  asyncdemo help run' lock event -o file
    for port in -1 65536 http; do
        refuses "--listen=$port: --listen takes a whole number from 0 to 65535.
Its options:  asyncdemo help run" lock --listen=$port
    done
    refuses '--listen=8080: --listen is for one demo, because a server does not end by itself.
Its options:  asyncdemo help run' lock event --listen=8080
    refuses '--origin=http://a: --origin is for a server, which needs --listen.
Its options:  asyncdemo help run' websocket --origin=http://a
    for origin in localhost:3000 http://localhost:3000/ http://a,b 'http://a?b'; do
        refuses "--origin=$origin: an origin is like http://localhost:3000, without a path.
Its options:  asyncdemo help run" websocket --listen=0 --origin="$origin"
    done
    refuses '--events=-: stdout is for the log alone; name a file.
Its options:  asyncdemo help run' lock --events=-
    refuses '--clock=paced: --clock takes one of virtual, real, both.
Its options:  asyncdemo help check' check --clock=paced
    refuses '--format=tape: --format takes one of human, tap, junit, json, github. Did you mean tap?
Its options:  asyncdemo help check' check --format=tape
    for jobs in 0 -1 two 1001; do
        refuses "--jobs=$jobs: --jobs takes a whole number from 1 to 1000.
Its options:  asyncdemo help check" check -j "$jobs"
    done
    refuses '--variant=unheard-of: no demo here has this variant.
Its options:  asyncdemo help check' check --variant=unheard-of
    refuses '--late=soon: --late takes a number of seconds from 0 to 3600.
Its options:  asyncdemo help compare' compare --late=soon one other
}

missing_and_superfluous_values()
{
    refuses '--seed needs a value: --seed=N
Its options:  asyncdemo help run' lock --seed
    refuses '--seed needs a value: --seed=N
Its options:  asyncdemo help run' lock --seed=
    refuses '--jobs needs a value: --jobs=N
Its options:  asyncdemo help check' check -j
    refuses '--json=yes: --json takes no value.
Its options:  asyncdemo help list' list --json=yes
}

# Whatever is wrong, and however late it is found.
nothing_is_run()
{
    refuses 'There is no demo, chapter or command "lokc". Did you mean lock?
All demos:  asyncdemo list    All commands:  asyncdemo help' \
        lock lokc --clock=virtual --events="$folder/events"
    [ ! -e "$folder/events" ]
    run lock --clock=virtual --stamp=nonsense --events="$folder/events"
    same "$status" 2
    [ ! -e "$folder/events" ]
}

passes 'without arguments: a few lines on stderr' nothing_at_all
passes '--help, from wherever it is asked for' help
passes 'help for each command' help_for_a_command
passes 'help explains the events' help_for_events
passes '--version' version
passes 'no colour in a pipe' no_colour_in_a_pipe
passes 'unknown names' unknown_names
passes 'missing names' missing_names
passes 'unknown options' unknown_options
passes 'bad values' bad_values
passes 'missing and superfluous values' missing_and_superfluous_values
passes 'with a usage error nothing is run' nothing_is_run
done_testing

#!/bin/sh
# The demos in other orders, each for a second: what exploration finds there, and what it does not.
# Usage: demos.sh ROOT PROGRAM
. "$1/tests/cli/program.sh"

# Nothing is bad in any order that is tried: stays_well DEMO [VARIANT]
stays_well()
{
    run explore "$1" ${2:+--variant="$2"} --seconds=1
    [ "$status" != 77 ] || return 0 # a library is missing
    echo "$output$errors"
    same "$status" 0
    contains "$output" 'none is bad.'
}

# A bad order is found, and the file that it is written to shows it again: finds WORDS DEMO [VARIANT]
finds()
{
    words=$1
    shift
    run explore "$1" ${2:+--variant="$2"} --seconds=1 -o "$folder/order"
    contains "$output" "BAD: $words"
    same "$status" 1
    run explore "$1" --order="$folder/order"
    contains "$output" "BAD: $words"
    same "$status" 1
}

# In processor time. A plain run is a process, too.
an_explored_run_is_cheap()
{
    python3 - "$program" <<'END'
import resource
import subprocess
import sys

RUNS = 200


def processor_time(*arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.argv[1], *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


plain = sum(processor_time("safe-counter", "--clock=virtual") for _ in range(RUNS))
explored = processor_time("explore", "safe-counter", f"--orders={RUNS}", "--seconds=60")
print(f"{RUNS} plain runs: {plain:.3f} s, {RUNS} explored ones: {explored:.3f} s")
sys.exit(explored > 1.5 * plain)
END
}

for demo in lock counter safe-counter semaphore queue worker-pool; do
    passes "$demo stays well" stays_well $demo
done
for path in "$root"/golden/*/*.fixed.txt; do
    name=${path##*/}
    passes "${name%.txt} stays well" stays_well "${name%.fixed.txt}" fixed
done
# finds_by_itself WORDS DEMO [VARIANT]: in the demo's own order.
finds_by_itself()
{
    run explore "$2" ${3:+--variant="$3"} --seconds=1
    contains "$output" "BAD: $1"
    contains "$output" " in the demo's own order."
    same "$status" 1
}

passes 'the deadlock of notify is found' finds_by_itself 'the run ends in a deadlock' condition flaw
for demo in lock counter safe-counter; do
    passes "the lost update of $demo is found" finds_by_itself 'MUST(' $demo without
done
passes 'the lost update of race is found' finds_by_itself 'SHOULD(counter == N) does not hold' race
passes 'the lost update of mistake-shared-state is found' \
    finds_by_itself 'SHOULD(balance == 20) does not hold' mistake-shared-state
for variant in '' without; do
    passes "the lost token of token-bucket ${variant:-itself} is found" \
        finds_by_itself 'SHOULD(self->tokens >= 0) does not hold' token-bucket $variant
done
passes 'an explored run is cheap' an_explored_run_is_cheap
passes 'the deadlock of queue-timeout is found' finds 'the run ends in a deadlock if ' queue-timeout
done_testing

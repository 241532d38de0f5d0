#!/bin/sh
# The library as `meson install` puts it in place. Usage: installed.sh ROOT PROGRAM
root=$1
build=${2%/src/cli/*}
. "$root/tests/tap.sh"

. "$root/tests/co/library.sh"
need_library

finds_pkg_config()
{
    same "$(cd "$folder/pkgconfig" && echo *)" 'asyncdemo-co.pc asyncdemo-io.pc'
    contains "$(pkg-config --cflags --libs asyncdemo-io)" -lasyncdemo-co
    version=$(sed -n "s/^ *version: '\(.*\)',/\1/p" "$root/meson.build")
    same "$(pkg-config --modversion asyncdemo-co)" "$version"
    contains "$(cat "$root/src/co/version.h")" "#define CO_VERSION \"$version\""
    same "$(awk '/define CO_VERSION_/ && $3 ~ /^[0-9]+$/ { printf "%s%s", point, $3; point = "." }' "$root/src/co/version.h")" "$version"
}

# What a library exports that does not begin with this: exports_alone PREFIX LIBRARY OPTION
exports_alone()
{
    nm "$3" --defined-only "$2" | awk -v prefix="$1" '
        NF == 3 { count++ }
        NF == 3 && index($3, prefix) != 1 { print; other = 1 }
        END { exit other || count < 100 }'
}

exports_its_prefix_alone()
{
    exports_alone co_ "$(shared asyncdemo-co)" -D
    exports_alone io_ "$(shared asyncdemo-io)" -D
    exports_alone co_ "$(dirname "$(shared asyncdemo-co)")/libasyncdemo-co.a" -g
    exports_alone io_ "$(dirname "$(shared asyncdemo-io)")/libasyncdemo-io.a" -g
    contains "$(readelf -d "$(shared asyncdemo-co)")" 'soname: [libasyncdemo-co.so.0]'
}

# What the headers declare is what the library has.
exports_what_is_declared()
{
    printf '#include <co/co.h>\n#include <co/outside.h>\n' >"$folder/all.c"
    # shellcheck disable=SC2046 # words
    ${CC:-cc} -std=gnu17 -E -P $(pkg-config --cflags asyncdemo-co) "$folder/all.c" | tr -s ' \n' ' ' | tr ';{}' '\n\n\n' |
        sed -n '/static inline/d; /typedef/d; s/.*[a-z] \**\(co_[a-z0-9_]*\)(.*/\1/p' | sort -u >"$folder/declared"
    nm -D --defined-only "$(shared asyncdemo-co)" | awk 'NF == 3 { print $3 }' | sort >"$folder/exported"
    wc -l "$folder/declared"
    [ "$(wc -l <"$folder/declared")" -gt 100 ]
    same "$(comm -23 "$folder/declared" "$folder/exported")" ''
}

# A call of each kind that has a macro, and the structs that are initialized by one.
cat >"$folder/program.c" <<'EOC'
#include <co/co.h>
#include <stdio.h>
#include <string.h>

static struct co_lock lock;
static struct co_queue queue;

static int producer(void *arguments)
{
    int rc = co_lock_acquire(&lock);

    (void)arguments;
    if (rc < 0)
        return rc;
    rc = co_queue_put(&queue, &lock);
    return rc < 0 ? rc : co_lock_release(&lock);
}

static int program(void *arguments)
{
    struct co_coro coro = { producer, NULL, 0, "producer", 0, NULL };
    struct co_semaphore semaphore = CO_SEMAPHORE(2), bounded = CO_BOUNDED_SEMAPHORE(1);
    struct co_condition condition = CO_CONDITION(&lock);
    struct co_barrier barrier = CO_BARRIER(1);
    struct co_queue last = CO_LIFO_QUEUE(3), ranked = CO_PRIORITY_QUEUE(3, NULL);
    struct co_executor executor = CO_EXECUTOR(1);
    struct co_context_var variable = CO_CONTEXT_VAR("variable", 7);
    struct co_task *task = co_create_task(coro), *done;
    struct co_as_completed next = CO_AS_COMPLETED(&task, 1);
    void *item = NULL;

    (void)arguments;
    queue = CO_QUEUE(5);
    if (co_as_completed(&next, &done) < 0 || CO_AWAIT(done) < 0 || co_queue_get(&queue, &item) < 0 ||
        co_barrier_wait(&barrier) < 0 || co_semaphore_acquire(&semaphore) < 0)
        return -EINVAL;
    printf("%s %d %d %d %d %d %d %d\n", co_version(), item == &lock, (int)semaphore.value,
           (int)bounded.bound, condition.lock == &lock, last.order == ranked.order,
           (int)executor.max_workers, (int)co_context_var_get(&variable));
    return 0;
}

int main(void)
{
    struct co_coro coro = { program, NULL, 0, "program", 0, NULL };

    return co_run(coro, NULL) < 0 || strcmp(CO_VERSION, co_version()) != 0;
}
EOC
cp "$folder/program.c" "$folder/program.cpp"

# compiles_and_runs COMPILER STANDARD
compiles_and_runs()
{
    source=program.c
    case $1 in *++) source=program.cpp ;; esac
    # shellcheck disable=SC2046 # words
    "$1" "-std=$2" -pedantic -Wall -Wextra -Wshadow -Werror -o "$folder/program" "$folder/$source" \
        $(pkg-config --cflags --libs asyncdemo-co)
    same "$(LD_LIBRARY_PATH=$(dirname "$(shared asyncdemo-co)") "$folder/program")" \
        "$(pkg-config --modversion asyncdemo-co) 1 1 1 1 0 1 7"
}

passes 'the library is installed' installs
passes 'pkg-config knows its parts and its version' finds_pkg_config
passes 'the libraries export their prefix alone' exports_its_prefix_alone
passes 'what the headers declare is exported' exports_what_is_declared
for pair in gcc:c11 gcc:c17 gcc:gnu17 clang:c11 clang:c17 g++:c++11 g++:c++17 g++:c++20 clang++:c++11 clang++:c++20; do
    if command -v "${pair%%:*}" >/dev/null; then
        passes "co.h is ${pair#*:} for ${pair%%:*}" compiles_and_runs "${pair%%:*}" "${pair#*:}"
    else
        skips "co.h is ${pair#*:} for ${pair%%:*}" "there is no ${pair%%:*}"
    fi
done
done_testing

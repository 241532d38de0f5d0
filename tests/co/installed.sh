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

# What the headers declare is what a library has: exports_what_is_declared PREFIX HEADER...
exports_what_is_declared()
{
    prefix=$1
    shift
    printf '#include <%s>\n' "$@" >"$folder/all.c"
    # shellcheck disable=SC2046 # words
    ${CC:-cc} -std=gnu17 -E -P $(pkg-config --cflags "asyncdemo-$prefix") "$folder/all.c" | tr -s ' \n' ' ' | tr ';{}' '\n\n\n' |
        sed -n "/static inline/d; /typedef/d; s/.*[a-z] \**\(${prefix}_[a-z0-9_]*\)(.*/\1/p" | sort -u >"$folder/declared"
    nm -D --defined-only "$(shared "asyncdemo-$prefix")" | awk 'NF == 3 { print $3 }' | sort >"$folder/exported"
    wc -l "$folder/declared"
    [ "$(wc -l <"$folder/declared")" -gt 100 ]
    same "$(comm -23 "$folder/declared" "$folder/exported")" ''
    # Of co these are also the variables and the names for C++.
    [ "$prefix" = co ] || same "$(comm -13 "$folder/declared" "$folder/exported")" ''
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
cat >"$folder/network.c" <<'EOC'
#include <io/io.h>
#include <stdio.h>

/* Answers with the line that comes. */
static int answer(struct io_stream *stream, void *argument)
{
    const char *line = NULL;
    int rc = io_stream_readline(stream, &line);

    (void)argument;
    if (rc > 0)
        rc = io_stream_printf(stream, "you said %s", line);
    return rc < 0 ? rc : io_stream_drain(stream);
}

static int speaks(int port)
{
    struct io_stream *stream = NULL;
    const char *line = NULL;
    int rc = io_open_connection(&stream, "127.0.0.1", port);

    if (rc < 0)
        return rc;
    rc = io_stream_write(stream, "hello\n", 6);
    if (rc == 0)
        rc = io_stream_readline(stream, &line);
    if (rc > 0)
        fputs(line, stdout);
    io_stream_release(stream);
    return rc < 0 ? rc : 0;
}

static int child(void)
{
    const char *arguments[] = { "true", NULL };
    struct io_process_options options = { IO_DEVNULL, IO_INHERIT, IO_INHERIT, NULL, NULL, 0, 0 };
    struct io_process *process = NULL;
    int status = -1, rc = io_create_subprocess_exec(&process, arguments, &options);

    if (rc == 0)
        rc = io_process_wait(process, &status);
    io_process_release(process);
    return rc < 0 ? rc : status;
}

static int program(void *arguments)
{
    struct io_http_options options = { "PUT", NULL, NULL, 0, 0, 0 };
    struct io_websocket_options websocket = { 0, 0, NULL, NULL };
    struct io_redis_address address;
    char reason[IO_REDIS_REASON_MAX];
    struct io_bytes words[] = { IO_STRING("PING"), IO_STRING("pong") };
    struct io_server *server = NULL;
    int rc = io_start_server(&server, answer, NULL, 0);

    (void)arguments;
    if (rc == 0)
        rc = speaks(io_server_port(server));
    io_server_release(server);
    if (rc == 0)
        rc = child();
    if (rc == 0)
        rc = io_redis_address_parse(&address, "redis://localhost/3", reason);
    printf("%s %d %d %s %s\n", words[1].data, (int)words[1].size, rc == 0 ? address.database : rc,
           websocket.origins ? "" : options.method, io_http_phrase(404));
    return rc;
}

int main(void)
{
    struct co_coro coro = { program, NULL, 0, "program", 0, NULL };

    return co_run(coro, NULL) < 0;
}
EOC

# compiles_and_runs COMPILER STANDARD SOURCE LIBRARY
compiles_and_runs()
{
    compiler=$1 standard=$2 source=$3.c
    case $1 in *++) source=$3.cpp && cp "$folder/$3.c" "$folder/$source" ;; esac
    # shellcheck disable=SC2046 # words
    "$compiler" "-std=$standard" -pedantic -Wall -Wextra -Wshadow -Werror -o "$folder/program" "$folder/$source" \
        $(pkg-config --cflags --libs "$4")
    LD_LIBRARY_PATH=$(dirname "$(shared asyncdemo-co)"):$(dirname "$(shared asyncdemo-io)") "$folder/program" \
        >"$folder/said"
}

co_compiles_and_runs()
{
    compiles_and_runs "$1" "$2" program asyncdemo-co
    same "$(cat "$folder/said")" "$(pkg-config --modversion asyncdemo-co) 1 1 1 1 0 1 7"
}

io_compiles_and_runs()
{
    compiles_and_runs "$1" "$2" network asyncdemo-io
    same "$(cat "$folder/said")" 'you said hello
pong 4 3 PUT Not Found'
}

# A header that is installed needs no other before it. COMPILER STANDARD
each_header_stands_alone()
{
    language=c
    case $1 in *++) language=c++ ;; esac
    for path in $(cd "$folder/system" && find . -path '*/asyncdemo-*/io/*.h'); do
        echo "${path#*/asyncdemo-io/}"
        # shellcheck disable=SC2046 # words
        echo "#include <${path#*/asyncdemo-io/}>" |
            "$1" "-std=$2" -x "$language" -pedantic -Wall -Wextra -Wshadow -Werror -fsyntax-only \
                $(pkg-config --cflags asyncdemo-io) -
    done | tee "$folder/headers"
    [ "$(wc -l <"$folder/headers")" = 13 ]
}

# Of one compiler and standard.
headers_are()
{
    passes "co.h is $2 for $1" co_compiles_and_runs "$1" "$2"
    passes "io.h is $2 for $1" io_compiles_and_runs "$1" "$2"
}

passes 'the library is installed' installs
passes 'pkg-config knows its parts and its version' finds_pkg_config
passes 'the libraries export their prefix alone' exports_its_prefix_alone
passes 'what the headers of co declare is exported' exports_what_is_declared co co/co.h co/outside.h
passes 'what the headers of io declare is exported, and no more' exports_what_is_declared io io/io.h
for pair in gcc:c11 gcc:c17 gcc:gnu17 clang:c11 clang:c17 g++:c++11 g++:c++17 g++:c++20 clang++:c++11 clang++:c++20; do
    if command -v "${pair%%:*}" >/dev/null; then
        headers_are "${pair%%:*}" "${pair#*:}"
    else
        skips "the headers are ${pair#*:} for ${pair%%:*}" "there is no ${pair%%:*}"
    fi
done
for pair in gcc:c11 g++:c++11; do
    if command -v "${pair%%:*}" >/dev/null; then
        passes "each header of io stands alone for ${pair%%:*}" each_header_stands_alone "${pair%%:*}" "${pair#*:}"
    else
        skips "each header of io stands alone for ${pair%%:*}" "there is no ${pair%%:*}"
    fi
done
done_testing

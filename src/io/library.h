/*
 * Libraries that a program can do without. They are not linked. A library is loaded when it is
 * first needed, so that other runs do not pay for its start-up. If the header of a library was
 * missing when the program was built, the library stays missing. Then HAVE_CURL, for example, is
 * not defined, and code that uses the library must be left out:
 *
 *     #include "io/http/curl.h"
 *
 *     CO_ASYNC int io_http_get(...)
 *     {
 *         int rc = io_library_load(&curl_library);
 *
 *         if (rc < 0)
 *             return rc;
 *     #ifdef HAVE_CURL
 *         handle = curl.easy_init();
 *         ...
 *     #endif
 *     }
 */
#ifndef IO_LIBRARY_H
#define IO_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* Each library: name, NAME, its title in messages, and Debian's package with the header, which also
 * brings the library. */
#define IO_LIBRARIES(X)                                                                            \
    X(curl, CURL, "libcurl", "libcurl4-openssl-dev")                                               \
    X(wslay, WSLAY, "wslay", "libwslay-dev")                                                       \
    X(hiredis, HIREDIS, "hiredis", "libhiredis-dev")                                               \
    X(jansson, JANSSON, "jansson", "libjansson-dev")                                               \
    X(crypto, CRYPTO, "libcrypto", "libssl-dev")                                                   \
    X(curses, CURSES, "ncursesw", "libncurses-dev")

enum { IO_REASON_MAX = 128 };

struct io_library {
    const char *title, *package;
    const char *soname;         /* the loader's name for it; NULL: it was missing at build time */
    const char *const *symbols; /* the functions that we use, up to NULL */
    void *functions;            /* the table that gets a pointer to each */
    void *handle;               /* NULL: it is not loaded */
    /* Why it could not be loaded: half a sentence. */
    char reason[IO_REASON_MAX];
};

/* Load the library, and fill its table of functions. A loaded library stays as it is. -ENOSYS, with
 * a text and library->reason: the library is missing or too old; the next call tries again. Pool
 * threads must not call this. Python: ImportError. */
int io_library_load(struct io_library *library);

/* curl_library, ... */
#define X(name, NAME, title, package) extern struct io_library name##_library;
IO_LIBRARIES(X)
#undef X

/* Sets of libraries, for code that names its needs in advance: IO_CURL | IO_JANSSON. */
enum io_library_bit {
#define X(name, NAME, title, package) IO_##NAME##_BIT,
    IO_LIBRARIES(X)
#undef X
        IO_LIBRARY_COUNT
};
enum io_library_set {
#define X(name, NAME, title, package) IO_##NAME = 1 << IO_##NAME##_BIT,
    IO_LIBRARIES(X)
#undef X
};

/* Load these libraries. `reasons` says which libraries are missing, and which packages have these:
 * "libcurl is missing (Debian: libcurl4-openssl-dev)". "; " stands between two of them. */
enum { IO_REASONS_MAX = IO_LIBRARY_COUNT * (IO_REASON_MAX + 2) };
bool io_libraries_missing(unsigned set, char reasons[IO_REASONS_MAX]);

/* For the headers of the libraries: a row of FUNCTIONS(X), X(field, function), as the member of a
 * table. */
#define IO_FUNCTION_MEMBER(field, function) __typeof__(function) *field;

#endif

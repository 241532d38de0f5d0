#include "io/library.h"

#include "co/co.h"
#include "io/curses.h"
#include "io/http/curl.h"
#include "io/http/jansson.h"
#include "io/redis/hiredis.h"
#include "io/websocket/crypto.h"
#include "io/websocket/wslay.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- The libraries and their tables ---- */

#define SYMBOL(field, function) #function,

#define X(name, NAME, its_title, its_package)                                                      \
    struct name##_functions name;                                                                  \
    static const char *const name##_symbols[] = { NAME##_FUNCTIONS(SYMBOL) NULL };                 \
    struct io_library name##_library = { .title = its_title,                                       \
                                         .package = its_package,                                   \
                                         .soname = IO_##NAME##_SONAME,                             \
                                         .symbols = name##_symbols,                                \
                                         .functions = &name };
IO_LIBRARIES(X)
#undef X

static struct io_library *const libraries[] = {
#define X(name, NAME, title, package) &name##_library,
    IO_LIBRARIES(X)
#undef X
};

/* ---- Loading ---- */

/* Returns the first function that the library lacks; NULL: the table is complete. */
static const char *fill_table(const struct io_library *library, void *handle)
{
    char *member = library->functions;

    for (const char *const *symbol = library->symbols; *symbol; symbol++) {
        void *function = dlsym(handle, *symbol);

        if (!function)
            return *symbol;
        /* Each member has a pointer type of its own. */
        memcpy(member, &function, sizeof function);
        member += sizeof function;
    }
    return NULL;
}

CO_PRINTF(2, 3) static int refuse(struct io_library *library, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    co_format_arguments(library->reason, sizeof library->reason, format, arguments);
    va_end(arguments);
    return co_raise(-ENOSYS, "%s", library->reason);
}

int io_library_load(struct io_library *library)
{
    const char *lacks;
    void *handle;

    if (library->handle)
        return 0;
    if (!library->soname)
        return refuse(library, "%s is missing (Debian: %s)", library->title, library->package);
    handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return refuse(library, "%s cannot be loaded (Debian: %s): %s", library->title,
                      library->package, dlerror());
    lacks = fill_table(library, handle);
    if (lacks) {
        dlclose(handle);
        return refuse(library, "%s is too old: it has no %s", library->title, lacks);
    }
    library->handle = handle;
    return 0;
}

bool io_libraries_missing(unsigned set, char reasons[IO_REASONS_MAX])
{
    size_t length = 0;

    reasons[0] = '\0';
    for (size_t i = 0; i < IO_LIBRARY_COUNT; i++) {
        if (set & 1U << i && io_library_load(libraries[i]) < 0)
            length += (size_t)co_format(reasons + length, IO_REASONS_MAX - length, "%s%s",
                                        length ? "; " : "", libraries[i]->reason);
    }
    return length > 0;
}

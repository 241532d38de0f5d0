#include "cli/origins.h"

#include <string.h>

/* A browser sends "https://example.com:8443", or "null" for a page without an origin. */
static bool is_origin(const char *text)
{
    const char *host = strstr(text, "://");

    if (strcmp(text, "*") == 0 || strcmp(text, "null") == 0)
        return true;
    return host && host > text && !strpbrk(host + 3, "/?#@ ");
}

int read_origins(const struct arguments *arguments, struct run_options *run)
{
    static const char *origins[ORIGINS_MAX + 1];
    static char copy[4096];
    const char *value = arguments_value(arguments, "origin");
    size_t count = 0;
    char *rest;

    if (!value)
        return 0;
    if (!run->listen)
        return value_error(arguments, "origin", "--origin is for a server, which needs --listen.");
    if (strlen(value) >= sizeof copy)
        return value_error(arguments, "origin", "the list is too long.");
    strcpy(copy, value);
    for (char *word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        if (!is_origin(word))
            return value_error(arguments, "origin",
                               "an origin is like http://localhost:3000, without a path.");
        if (count == ORIGINS_MAX)
            return value_error(arguments, "origin", "there may be up to %d.", ORIGINS_MAX);
        origins[count++] = word;
    }
    run->origins = origins;
    return 0;
}

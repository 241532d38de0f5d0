#include "io/internal.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

enum { HOST_NAME_SIZE = 256 };

socklen_t io_address_length(const union io_address *address)
{
    switch (address->any.sa_family) {
    case AF_INET:
        return sizeof address->ipv4;
    case AF_INET6:
        return sizeof address->ipv6;
    default:
        return sizeof address->local;
    }
}

void io_address_name(const union io_address *address, socklen_t length, char *name)
{
    char host[INET6_ADDRSTRLEN] = "";
    size_t path = offsetof(struct sockaddr_un, sun_path);

    *name = '\0';
    switch (address->any.sa_family) {
    case AF_INET:
        inet_ntop(AF_INET, &address->ipv4.sin_addr, host, sizeof host);
        snprintf(name, IO_ADDRESS_NAME_MAX, "%s:%d", host, ntohs(address->ipv4.sin_port));
        break;
    case AF_INET6:
        inet_ntop(AF_INET6, &address->ipv6.sin6_addr, host, sizeof host);
        snprintf(name, IO_ADDRESS_NAME_MAX, "[%s]:%d", host, ntohs(address->ipv6.sin6_port));
        break;
    case AF_UNIX:
        if (length > path)
            snprintf(name, IO_ADDRESS_NAME_MAX, "%.*s", (int)(length - path),
                     address->local.sun_path);
        break;
    }
}

bool io_address_parse(union io_address *address, const char *text, int port)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST }, *found;

    if (getaddrinfo(text, NULL, &hints, &found) != 0)
        return false;
    memcpy(address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    address->ipv4.sin_port = htons((uint16_t)port); /* which lies there in both kinds */
    return true;
}

int io_address_of_path(union io_address *address, const char *path)
{
    *address = (union io_address){ .local = { .sun_family = AF_UNIX } };
    if (!*path)
        return co_raise(-EINVAL, "the path of a Unix socket is missing");
    if (strlen(path) >= sizeof address->local.sun_path)
        return co_raise(-EINVAL, "the path of a Unix socket is longer than %zu bytes",
                        sizeof address->local.sun_path - 1);
    strcpy(address->local.sun_path, path);
    return 0;
}

int io_check_port(int port)
{
    return port >= 0 && port <= 65535 ? 0 : co_raise(-EINVAL, "%d is no port (0 to 65535)", port);
}

/* ---- Names ---- */

struct lookup {
    char host[HOST_NAME_SIZE];
};

static int lookup_error(int code, const char *host)
{
    if (code == EAI_MEMORY)
        return co_raise(-ENOMEM, "there is no memory to look up a name");
    return co_raise(-ENXIO, "there is no host %.*s: %s", (int)co_cut(host, 60), host,
                    gai_strerror(code));
}

/* Runs in a thread. The result is a text, numeric addresses with blanks between them. The thread
 * cannot write into the task's memory: the task may be gone when the answer comes. */
static int look_up_in_thread(void *arguments)
{
    const struct lookup *lookup = arguments;
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
    char text[CO_TEXT_MAX] = "", numeric[INET6_ADDRSTRLEN + IF_NAMESIZE];
    size_t used = 0;
    int rc = getaddrinfo(lookup->host, NULL, &hints, &found);

    if (rc != 0)
        return lookup_error(rc, lookup->host);
    for (const struct addrinfo *info = found; info; info = info->ai_next) {
        if (getnameinfo(info->ai_addr, info->ai_addrlen, numeric, sizeof numeric, NULL, 0,
                        NI_NUMERICHOST) != 0 ||
            strlen(numeric) + 1 >= sizeof text - used)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s ", numeric);
    }
    freeaddrinfo(found);
    return co_return_text("%s", text);
}

int io_look_up(struct io_addresses *found, const char *host, int port)
{
    struct lookup lookup;
    char numeric[CO_TEXT_MAX], *next = numeric, *one;
    int rc = io_check_port(port);

    found->count = 0;
    if (rc < 0)
        return rc;
    if (io_address_parse(&found->all[0], host, port)) {
        found->count = 1;
        return 0;
    }
    if (strlen(host) >= sizeof lookup.host)
        return lookup_error(EAI_NONAME, host);
    strcpy(lookup.host, host);
    rc = co_to_thread((struct co_coro){ .run = look_up_in_thread,
                                        .arguments = &lookup,
                                        .size = sizeof lookup,
                                        .name = "getaddrinfo" });
    if (rc < 0)
        return rc;
    strcpy(numeric, co_text());
    while (found->count < IO_ADDRESSES_MAX && (one = strsep(&next, " ")) && *one)
        if (io_address_parse(&found->all[found->count], one, port))
            found->count++;
    return found->count ? 0 : lookup_error(EAI_NONAME, host);
}

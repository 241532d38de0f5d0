/* Addresses of sockets, names of hosts, and both as text. */
#ifndef IO_ADDRESS_H
#define IO_ADDRESS_H

#include "co/co.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

union io_address {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
    struct sockaddr_un local;
};
enum {
    IO_ADDRESS_NAME_MAX = sizeof(((struct sockaddr_un *)0)->sun_path) + 1,
    IO_ADDRESSES_MAX = 4,
};

/* The addresses of a name, in the order of preference. */
struct io_addresses {
    union io_address all[IO_ADDRESSES_MAX];
    size_t count;
};

socklen_t io_address_length(const union io_address *address);
/* Write the address as text: "127.0.0.1:4711", "[::1]:4711", a path, or "". `name` has room for
 * IO_ADDRESS_NAME_MAX. */
void io_address_name(const union io_address *address, socklen_t length, char *name);
/* Parse a numeric address. False: the text is not a numeric address. */
bool io_address_parse(union io_address *address, const char *text, int port);
/* Make the address of a path. -EINVAL: the path is empty or too long. */
int io_address_of_path(union io_address *address, const char *path);
/* Check a port. -EINVAL, with a text: the port is not from 0 to 65535. */
int io_check_port(int port);
/* Find the addresses of a host. A thread looks up a name; a numeric address needs no thread.
 * -ENXIO: there is no such name. -ENOMEM. asyncio: loop.getaddrinfo(). */
CO_ASYNC int io_look_up(struct io_addresses *found, const char *host, int port);

#endif

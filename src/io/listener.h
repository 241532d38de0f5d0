/* Sockets that listen, and their files. */
#ifndef IO_LISTENER_H
#define IO_LISTENER_H

#include "io/address.h"

#include <sys/stat.h>

enum { LISTENER_BACKLOG = 100 };

/* Raise the error, with a text that says why no server can listen there. */
int listener_raise(int error, const union io_address *address);
/* A descriptor. The port, if that was 0, is in the address then; `file` is that of a Unix socket.
 * -EADDRINUSE, -EACCES, or what the system says. */
int listener_open(union io_address *address, struct stat *file);
/* The path is not taken; what is left there of a socket is removed, if it shall be. -EADDRINUSE: it
 * is taken, or no socket. */
int listener_make_way(const union io_address *address, bool removes);
/* Remove the file, unless another one has taken its place. All-zero: there is none. */
void listener_remove_file(const union io_address *address, const struct stat *file);

#endif

/* Sockets that listen, and their files. */
#ifndef IO_LISTENER_H
#define IO_LISTENER_H

#include "io/address.h"

#include <sys/stat.h>

enum { LISTENER_BACKLOG = 100 };

/* Raise the error with a text that says why no server can listen at the address. */
int listener_raise(int error, const union io_address *address);
/* Open a socket that listens, and return its descriptor. A port of 0 is replaced in the address by
 * the port that the system has chosen. `file` gets the file of a Unix socket. -EADDRINUSE, -EACCES,
 * or another error of the system. */
int listener_open(union io_address *address, struct stat *file);
/* Check that the path is free. If `removes`, remove a socket whose server has ended. -EADDRINUSE: a
 * server listens there, or the file is not a socket. */
int listener_make_way(const union io_address *address, bool removes);
/* Remove the file, unless another file has taken its place. An all-zero `file`: there is none. */
void listener_remove_file(const union io_address *address, const struct stat *file);

#endif

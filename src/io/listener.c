#include "io/internal.h"

#include "io/listener.h"

#include <string.h>
#include <unistd.h>

int listener_raise(int error, const union io_address *address)
{
    char name[IO_ADDRESS_NAME_MAX];

    io_address_name(address, io_address_length(address), name);
    if (error == -EADDRINUSE)
        return co_raise(error, "%s is taken: end the program that listens there, or choose another",
                        name);
    return co_raise(error, "cannot listen on %s: %s", name, strerror(-error));
}

static int bind_and_listen(int descriptor, union io_address *address, struct stat *file)
{
    bool is_local = address->any.sa_family == AF_UNIX;
    socklen_t length = io_address_length(address);
    int on = 1;

    if (!is_local)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(descriptor, &address->any, length) < 0)
        return -errno;
    if (is_local && stat(address->local.sun_path, file) < 0)
        return -errno;
    if (listen(descriptor, LISTENER_BACKLOG) < 0 ||
        (!is_local && getsockname(descriptor, &address->any, &length) < 0))
        return -errno;
    return 0;
}

int listener_open(union io_address *address, struct stat *file)
{
    int descriptor = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int rc;

    if (descriptor < 0)
        return listener_raise(-errno, address);
    rc = bind_and_listen(descriptor, address, file);
    if (rc < 0) {
        close(descriptor);
        listener_remove_file(address, file);
        return listener_raise(rc, address);
    }
    return descriptor;
}

/* Returns whether the file is a socket whose server has ended. */
static bool is_stale(const union io_address *address)
{
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool refused = descriptor >= 0 &&
                   connect(descriptor, &address->any, io_address_length(address)) < 0 &&
                   errno == ECONNREFUSED;

    if (descriptor >= 0)
        close(descriptor);
    return refused;
}

int listener_make_way(const union io_address *address, bool removes)
{
    struct stat file;
    const char *path = address->local.sun_path;

    if (lstat(path, &file) < 0)
        return 0;
    if (!S_ISSOCK(file.st_mode) || !is_stale(address))
        return listener_raise(-EADDRINUSE, address);
    return !removes || unlink(path) == 0 ? 0 : listener_raise(-errno, address);
}

void listener_remove_file(const union io_address *address, const struct stat *file)
{
    const char *path = address->local.sun_path;
    struct stat now;

    if (file->st_ino && lstat(path, &now) == 0 && now.st_ino == file->st_ino &&
        now.st_dev == file->st_dev)
        unlink(path);
}

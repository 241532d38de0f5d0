/* Connections to servers. */
#include "io/internal.h"

#include "io/inside.h"
#include "io/server.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct io_listener *find_inside(const char *host, int port)
{
    if (!co_time_is_virtual() || (strcmp(host, "127.0.0.1") != 0 && strcmp(host, "localhost") != 0))
        return NULL;
    return port > 0 ? inside_find(co_loop_here(), port, NULL) : NULL;
}

static int raise_refused(int error, const union io_address *address)
{
    char name[IO_ADDRESS_NAME_MAX];

    io_address_name(address, io_address_length(address), name);
    if (error == -ECONNREFUSED)
        return co_raise(error, "no server listens on %s", name);
    if (error == -ENOENT)
        return co_raise(error, "there is no socket %s", name);
    return co_raise(error, "cannot connect to %s: %s", name, strerror(-error));
}

/* Returns a descriptor, or an error. If *pending is set, the descriptor is not connected yet. */
static int begin_to_connect(const union io_address *address, bool *pending)
{
    int descriptor = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int rc;

    *pending = false;
    if (descriptor < 0)
        return raise_refused(-errno, address);
    rc = connect(descriptor, &address->any, io_address_length(address));
    *pending = rc < 0 && errno == EINPROGRESS;
    if (rc == 0 || *pending)
        return descriptor;
    rc = -errno;
    close(descriptor);
    /* A Unix socket whose queue is full gives this error. */
    return rc == -EAGAIN ? rc : raise_refused(rc, address);
}

static int finish_to_connect(int descriptor, const union io_address *address)
{
    struct co_resource resource = { .kind = "connection" };
    socklen_t length = sizeof(int);
    int error = 0;
    int rc = co_wait_descriptor(descriptor, CO_WRITING, 0, &resource);

    if (rc < 0)
        return rc;
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    return error ? raise_refused(-error, address) : 0;
}

static int open_connection(struct io_stream **stream, const union io_address *address)
{
    bool pending;
    int descriptor = begin_to_connect(address, &pending), rc = 0;

    if (descriptor < 0)
        return descriptor;
    if (pending)
        rc = finish_to_connect(descriptor, address);
    if (rc == 0)
        rc = stream_adopt(stream, descriptor, 0, NULL);
    if (rc < 0) {
        co_descriptor_close(descriptor);
        return rc;
    }
    io_address_name(address, io_address_length(address), (*stream)->peer_name);
    return 0;
}

/* Returns whether no other address is to be tried. */
static bool is_final(int rc)
{
    return rc == 0 || rc == -ECANCELED || rc == -EPERM || rc == -ENOMEM || rc == -EMFILE;
}

/* Connect to the first address that answers. */
static int open_one_of(struct io_stream **stream, const struct io_addresses *found)
{
    char texts[CO_TEXT_MAX] = "";
    size_t used = 0;
    int rc = -ENXIO;

    for (size_t i = 0; i < found->count; i++) {
        rc = open_connection(stream, &found->all[i]);
        if (is_final(rc))
            return rc;
        used += (size_t)co_format(texts + used, sizeof texts - used, "%s%s", used ? ", " : "",
                                  co_text());
        used = used < sizeof texts ? used : sizeof texts - 1;
    }
    return found->count > 1 ? co_raise(rc, "Multiple exceptions: %s", texts) : rc;
}

int io_open_connection(struct io_stream **stream, const char *host, int port)
{
    struct io_listener *listener = find_inside(host, port);
    struct io_addresses found;
    int rc;

    if (listener) {
        rc = inside_open(listener, stream);
        if (rc == 0)
            snprintf((*stream)->peer_name, sizeof(*stream)->peer_name, "127.0.0.1:%d", port);
        return rc;
    }
    rc = io_look_up(&found, host, port);
    return rc < 0 ? rc : open_one_of(stream, &found);
}

int io_open_unix_connection(struct io_stream **stream, const char *path)
{
    struct io_listener *listener =
        co_time_is_virtual() ? inside_find(co_loop_here(), 0, path) : NULL;
    union io_address address;
    int rc;

    if (listener) {
        rc = inside_open(listener, stream);
        if (rc == 0)
            snprintf((*stream)->peer_name, sizeof(*stream)->peer_name, "%s", path);
        return rc;
    }
    rc = io_address_of_path(&address, path);
    if (rc < 0)
        return rc;
    while ((rc = open_connection(stream, &address)) == -EAGAIN) {
        rc = co_sleep(0.001);
        if (rc < 0)
            return rc;
    }
    return rc;
}

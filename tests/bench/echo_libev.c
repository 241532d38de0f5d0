/* What the machine needs for echo.c: the same messages with plain callbacks of libev. */
#include "bench.h"

#include <arpa/inet.h>
#include <ev.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SIZE = 64, CONNECTIONS = 100, CHUNK = 4096 };

struct connection {
    struct ev_io io;
    long messages; /* that a client has still to send */
};

static int open_clients;

static void hang_up(struct ev_loop *loop, struct ev_io *io)
{
    ev_io_stop(loop, io);
    close(io->fd);
}

static void answer(struct ev_loop *loop, struct ev_io *io, int events)
{
    char data[CHUNK];
    ssize_t size = recv(io->fd, data, sizeof data, 0);

    (void)events;
    if (size > 0)
        size = send(io->fd, data, (size_t)size, MSG_NOSIGNAL);
    if (size <= 0)
        hang_up(loop, io);
}

static void talk(struct ev_loop *loop, struct ev_io *io, int events)
{
    struct connection *client = (struct connection *)io;
    char data[CHUNK] = { 0 };

    if (events & EV_READ && recv(io->fd, data, sizeof data, 0) != SIZE)
        exit(5);
    if (client->messages-- > 0 && send(io->fd, data, SIZE, MSG_NOSIGNAL) == SIZE)
        return;
    hang_up(loop, io);
    if (--open_clients == 0)
        ev_break(loop, EVBREAK_ALL);
}

static int make_socket(struct sockaddr_in *address, bool listens)
{
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    socklen_t length = sizeof *address;

    if (listens &&
        (bind(descriptor, (void *)address, length) < 0 || listen(descriptor, CONNECTIONS) < 0 ||
         getsockname(descriptor, (void *)address, &length) < 0))
        exit(5);
    if (!listens && connect(descriptor, (void *)address, length) < 0)
        exit(5);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

static void begin(struct ev_loop *loop, struct connection *connection, int descriptor,
                  void (*call)(struct ev_loop *, struct ev_io *, int))
{
    int on = 1;

    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ev_io_init(&connection->io, call, descriptor, EV_READ);
    ev_io_start(loop, &connection->io);
}

static void echo(const char *name, int connections, long messages)
{
    static struct connection clients[CONNECTIONS], servers[CONNECTIONS];
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    int listener = make_socket(&address, true);

    double began = process_time();
    for (int i = 0; i < connections; i++) {
        begin(loop, &clients[i], make_socket(&address, false), talk);
        begin(loop, &servers[i], accept4(listener, NULL, NULL, SOCK_CLOEXEC), answer);
        clients[i].messages = messages / connections;
    }
    open_clients = connections;
    for (int i = 0; i < connections; i++)
        talk(loop, &clients[i].io, 0);
    ev_run(loop, 0);
    figure(name, (process_time() - began) / (double)messages * 1e6);
    for (int i = 0; i < connections; i++)
        hang_up(loop, &servers[i].io);
    close(listener);
    ev_loop_destroy(loop);
}

int main(int argc, char **argv)
{
    long messages = argc > 1 ? atol(argv[1]) : 0;

    if (messages <= 0) {
        fprintf(stderr, "How often? It is run as: %s COUNT\n", argv[0]);
        return 2;
    }
    echo("echo-bare", 1, messages);
    echo("echo-many-bare", CONNECTIONS, messages);
    return 0;
}

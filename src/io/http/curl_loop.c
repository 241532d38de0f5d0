#include "io/internal.h"

#include "io/http/curl_loop.h"
#include "io/inside.h"

#ifdef HAVE_CURL
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const long connections_kept = 100; /* as many as aiohttp's */

struct curl_socket {
    struct curl_loop *loop;
    int descriptor, flags;
    bool is_ours; /* opened here, and not by a resolver */
    /* Of a connection within this process, until it is accepted. */
    struct sockaddr_un address;
    int listening, port;
    struct co_timer_handle *accepting;
    struct co_link link; /* in the loop's `sockets` */
};

/* ---- What libcurl does when something has happened ---- */

static void collect(struct curl_loop *loop)
{
    CURLMsg *message;
    int left;

    while ((message = curl.multi_info_read(loop->multi, &left)))
        if (message->msg == CURLMSG_DONE)
            loop->done(loop, message->easy_handle, message->data.result);
    if (loop->has_failed) {
        loop->has_failed = false;
        loop->failed(loop);
    }
}

static int act(struct curl_loop *loop, int descriptor, int events)
{
    int running;

    curl.multi_socket_action(loop->multi, descriptor, events, &running);
    collect(loop);
    return 0;
}

/* ---- Time ---- */

static int on_time(void *argument)
{
    struct curl_loop *loop = argument;

    loop->timer = NULL;
    return act(loop, CURL_SOCKET_TIMEOUT, 0);
}

static int set_timer(CURLM *multi, long milliseconds, void *argument)
{
    static const long now = 2;
    struct curl_loop *loop = argument;
    double seconds = (double)milliseconds / 1000;

    (void)multi;
    co_timer_handle_cancel(loop->timer);
    loop->timer = NULL;
    if (milliseconds < 0 || (co_time_is_virtual() && milliseconds > now))
        return 0;
    loop->timer = co_call_later(co_time_is_virtual() ? 0 : seconds, on_time, loop);
    if (!loop->timer)
        loop->has_failed = true;
    return 0;
}

/* ---- Sockets ---- */

static struct curl_socket *first_socket(const struct curl_loop *loop)
{
    return list_first(&loop->sockets, struct curl_socket, link);
}

static struct curl_socket *find_socket(const struct curl_loop *loop, int descriptor)
{
    struct curl_socket *socket = first_socket(loop);

    while (socket && socket->descriptor != descriptor)
        socket = list_next(socket, link);
    return socket;
}

static struct curl_socket *add_socket(struct curl_loop *loop, int descriptor, int flags,
                                      bool is_ours)
{
    struct curl_socket *made = co_memory_resize(NULL, sizeof *made);

    if (!made) {
        loop->has_failed = true;
        return NULL;
    }
    *made = (struct curl_socket){
        .loop = loop, .descriptor = descriptor, .flags = flags, .is_ours = is_ours, .listening = -1
    };
    list_prepend(&loop->sockets, &made->link);
    return made;
}

/* Make a folder that only this user may look into; then the address is its path. */
static bool make_folder(struct sockaddr_un *address)
{
    /* In memory, if there is such a folder: on a disk, a folder with a socket may take 200 us. */
    const char *const parents[] = { getenv("TMPDIR"), "/dev/shm", "/tmp" };
    size_t size = sizeof address->sun_path - strlen("/s");

    for (size_t i = 0; i < sizeof parents / sizeof *parents; i++) {
        if (!parents[i] || !*parents[i])
            continue;
        int length = snprintf(address->sun_path, size, "%s/asyncdemo-XXXXXX", parents[i]);
        if ((size_t)length < size && mkdtemp(address->sun_path))
            return true;
    }
    address->sun_path[0] = '\0';
    return false;
}

/* Some versions of libcurl connect a socket even when it is connected. So libcurl gets the address
 * of a Unix socket that listens for this one connection. The socket has a name in a file system,
 * since otherwise libcurl would not use the connection again. */
static bool listen_for_one(struct curl_socket *inside)
{
    struct sockaddr_un *address = &inside->address;

    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (!make_folder(address))
        return false;
    strcat(address->sun_path, "/s");
    inside->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return inside->listening >= 0 &&
           bind(inside->listening, (struct sockaddr *)address, sizeof *address) == 0 &&
           listen(inside->listening, 1) == 0;
}

static void end_listening(struct curl_socket *inside)
{
    char *path = inside->address.sun_path;

    if (!*path)
        return;
    if (inside->listening >= 0)
        close(inside->listening);
    unlink(path);
    path[strlen(path) - 2] = '\0';
    rmdir(path);
    *path = '\0';
}

static void remove_socket(struct curl_socket *removed)
{
    list_remove(&removed->loop->sockets, &removed->link);
    co_timer_handle_cancel(removed->accepting);
    end_listening(removed);
    co_memory_resize(removed, 0);
}

static int on_readable(void *argument)
{
    const struct curl_socket *socket = argument;

    return act(socket->loop, socket->descriptor, CURL_CSELECT_IN);
}

static int on_writable(void *argument)
{
    const struct curl_socket *socket = argument;

    return act(socket->loop, socket->descriptor, CURL_CSELECT_OUT);
}

static void stop_watching(int descriptor)
{
    co_remove_reader(descriptor);
    co_remove_writer(descriptor);
}

static int watch(struct curl_socket *socket, bool reading, bool writing)
{
    int rc = 0;

    if (reading)
        rc =
            co_watch_descriptor(socket->descriptor, CO_READING, socket->flags, on_readable, socket);
    else
        co_remove_reader(socket->descriptor);
    if (writing && rc == 0)
        rc =
            co_watch_descriptor(socket->descriptor, CO_WRITING, socket->flags, on_writable, socket);
    else
        co_remove_writer(socket->descriptor);
    return rc;
}

/* libcurl says what it wants to know of a socket. */
static int watch_socket(CURL *easy, curl_socket_t descriptor, int what, void *argument,
                        void *assigned)
{
    struct curl_loop *loop = argument;
    struct curl_socket *socket = find_socket(loop, descriptor);

    (void)easy, (void)assigned;
    if (what == CURL_POLL_REMOVE) {
        stop_watching(descriptor);
        if (socket && !socket->is_ours)
            remove_socket(socket);
        return 0;
    }
    if (!socket)
        socket = add_socket(loop, descriptor, 0, false);
    if (!socket || watch(socket, what & CURL_POLL_IN, what & CURL_POLL_OUT) < 0)
        loop->has_failed = true;
    return 0;
}

/* ---- Connections within this process, on a virtual clock ---- */

/* Hand the other end to the server. If this fails, libcurl reads the end of the connection. */
static int accept_one(void *argument)
{
    struct curl_socket *inside = argument;
    struct io_listener *listener = inside_find(co_loop_here(), inside->port, NULL);
    struct io_stream *stream;
    int descriptor = accept4(inside->listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    inside->accepting = NULL;
    end_listening(inside);
    if (descriptor < 0)
        return 0;
    if (!listener || stream_adopt(&stream, descriptor, CO_INSIDE, NULL) < 0)
        close(descriptor);
    else if (listener->connect(listener, stream) < 0)
        io_stream_release(stream);
    return 0;
}

/* The port of an address on which this process listens; 0: no server of ours has it. */
static int port_inside(const struct curl_sockaddr *address)
{
    struct sockaddr_in ipv4;
    int port;

    if (!co_time_is_virtual() || address->family != AF_INET)
        return 0;
    memcpy(&ipv4, &address->addr, sizeof ipv4);
    port = ntohs(ipv4.sin_port);
    if (ntohl(ipv4.sin_addr.s_addr) != INADDR_LOOPBACK)
        return 0;
    return inside_find(co_loop_here(), port, NULL) ? port : 0;
}

static bool lead_inside(struct curl_socket *inside, int port, struct curl_sockaddr *address)
{
    if (!listen_for_one(inside))
        return false;
    inside->port = port;
    inside->accepting = co_call_later(0, accept_one, inside);
    memcpy(&address->addr, &inside->address, sizeof inside->address); /* there is room for any */
    address->addrlen = sizeof inside->address;
    return inside->accepting;
}

static curl_socket_t open_socket(void *argument, curlsocktype purpose,
                                 struct curl_sockaddr *address)
{
    int port = port_inside(address);
    int family = port ? AF_UNIX : address->family, protocol = port ? 0 : address->protocol;
    int descriptor = socket(family, address->socktype | SOCK_CLOEXEC, protocol);
    struct curl_socket *made;

    (void)purpose;
    if (descriptor < 0)
        return CURL_SOCKET_BAD;
    made = add_socket(argument, descriptor, port ? CO_INSIDE : 0, true);
    if (made && (!port || lead_inside(made, port, address)))
        return descriptor;
    if (made)
        remove_socket(made);
    close(descriptor);
    return CURL_SOCKET_BAD;
}

static int close_socket(void *argument, curl_socket_t descriptor)
{
    struct curl_socket *socket = find_socket(argument, descriptor);

    stop_watching(descriptor);
    if (socket)
        remove_socket(socket);
    co_descriptor_close(descriptor);
    return 0;
}

/* libcurl's own timers follow the real clock. On a slow machine one of them would expire while an
 * answer is there, and libcurl would read that answer before the answers that came first. */
static CURLcode forget_real_time(CURL *easy)
{
    static const long day = 24L * 60 * 60 * 1000;

    return curl.easy_setopt(easy, CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, day) |
           curl.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, day);
}

CURLcode curl_loop_use_sockets(struct curl_loop *loop, CURL *easy)
{
    CURLcode rc = curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);

    if (co_time_is_virtual())
        rc |= forget_real_time(easy);
    rc |= curl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, loop);
    rc |= curl.easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    rc |= curl.easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, loop);
    return rc;
}

/* ---- The loop ---- */

int curl_loop_open(struct curl_loop *loop)
{
    int rc = 0;

    loop->multi = curl.multi_init();
    if (!loop->multi)
        return co_raise(-ENOMEM, "there is no memory for libcurl");
    rc |= curl.multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    rc |= curl.multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
    rc |= curl.multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    rc |= curl.multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
    /* By default libcurl keeps fewer connections. Its own clock, which is real, says which one it
     * closes. */
    rc |= curl.multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, connections_kept);
    if (rc == CURLM_OK)
        return 0;
    curl.multi_cleanup(loop->multi);
    return co_raise(-ENOSYS, "libcurl cannot wait in a loop");
}

int curl_loop_add(struct curl_loop *loop, CURL *easy)
{
    CURLMcode rc = curl.multi_add_handle(loop->multi, easy);

    if (rc == CURLM_OK && !loop->has_failed)
        return 0;
    curl_loop_remove(loop, easy);
    return co_raise(-ENOMEM, "there is no memory for a request");
}

void curl_loop_remove(struct curl_loop *loop, CURL *easy)
{
    curl.multi_remove_handle(loop->multi, easy);
    collect(loop);
}

void curl_loop_close(struct curl_loop *loop)
{
    struct curl_socket *socket;

    curl.multi_cleanup(loop->multi);
    co_timer_handle_cancel(loop->timer);
    while ((socket = first_socket(loop))) {
        stop_watching(socket->descriptor);
        remove_socket(socket);
    }
}
#endif

/* src/io/http/http_client.c while a name is looked up, which libcurl has a thread of its own do. */
#include "io/http/http_client.h"

#include "co/scenario.h"
#include "io/http/curl.h"

#include <fcntl.h>
#include <netdb.h>
#include <semaphore.h>
#include <stdatomic.h>

static atomic_bool has_begun;
static sem_t may_end;

/* In place of the system's: the answer does not come before the test lets it. */
__attribute__((visibility("default"))) int getaddrinfo(const char *node, const char *service,
                                                       const struct addrinfo *hints,
                                                       struct addrinfo **found)
{
    (void)node, (void)service, (void)hints, (void)found;
    has_begun = true;
    sem_wait(&may_end);
    return EAI_NONAME;
}

ASYNC(look_up, struct io_http_session *session;)
{
    static struct io_http_response response;

    return io_http_get(my->session, "http://host.test/", &response);
}

static int open_descriptors(void)
{
    int count = 0;

    for (int descriptor = 0; descriptor < 100; descriptor++)
        count += fcntl(descriptor, F_GETFD) >= 0;
    return count;
}

ASYNC(cancel_while_it_looks_up)
{
    struct io_http_session *session;
    int before = open_descriptors();

    await(io_http_session_open(&session));
    struct co_task *task = co_create_task(CORO(look_up, session));
    while (!has_begun && !co_task_done(task))
        await(co_sleep(0.001));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    io_http_session_close(session);
    sem_post(&may_end);
    while (open_descriptors() > before) /* the thread closes its own */
        await(co_sleep(0.001));
    return 0;
}

TEST(cancelled_task_does_not_wait_for_the_name)
{
#if defined HAVE_CURL && LIBCURL_VERSION_NUM >= 0x075700
    if (io_library_load(&curl_library) < 0)
        test_skip(curl_library.reason);
    ASSERT_EQ(sem_init(&may_end, 0, 0), 0);
    ASSERT_EQ(co_run(CORO(cancel_while_it_looks_up), NULL), 0);
#else
    test_skip("libcurl is older than 7.87, and waits");
#endif
}

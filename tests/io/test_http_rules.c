/* The table of http_rules.h, on both clocks. */
#include "http_rules.h"
#include "http_scenario.h"

/* ---- A server ---- */

static int shout(struct io_http_request *request, struct io_http_response *response)
{
    struct io_stream *stream;
    const char *line;

    await(io_http_upgrade(request, response, "shout", &stream));
    return io_stream_readline(stream, &line);
}

static int obey(struct io_http_request *request, struct io_http_response *response, void *nothing)
{
    int status;

    (void)nothing;
    if (strcmp(request->path, "/echo") == 0)
        return io_http_respond(response, 200, "text/plain", request->body, request->body_size);
    if (strcmp(request->path, "/host") == 0)
        return io_http_respond_text(response, 200, "%s", request->host);
    if (strcmp(request->path, "/shout") == 0)
        return shout(request, response);
    if (strcmp(request->path, "/slow") == 0)
        await(co_sleep(0.01));
    if (strcmp(request->path, "/dated") == 0)
        await(io_http_response_add_header(response, "Date", "Sun, 06 Nov 1994 08:49:37 GMT"));
    if (strlen(request->path) == 4 && sscanf(request->path, "/%3d", &status) == 1)
        return io_http_respond_text(response, status, "content");
    return io_http_respond_text(response, 200, "%s %s", request->method, request->target);
}

/* ---- A client ---- */

static struct io_stream *stream;
static char head[4096], bodies[4096];

static const char *field(const char *name)
{
    const char *at = strstr(head, name);

    return at ? at + strlen(name) : NULL;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT\r\n" */
static bool is_date(const char *text)
{
    static const char shape[] = "Aaa, 00 Aaa 0000 00:00:00 AAA\r\n";

    for (size_t i = 0; shape[i]; i++) {
        bool is_right = shape[i] == 'A'   ? text[i] >= 'A' && text[i] <= 'Z'
                        : shape[i] == 'a' ? text[i] >= 'a' && text[i] <= 'z'
                        : shape[i] == '0' ? text[i] >= '0' && text[i] <= '9'
                                          : text[i] == shape[i];
        if (!is_right)
            return false;
    }
    return true;
}

/* The rules for all answers. */
static void check_head(int status)
{
    const char *date = field("\r\nDate: ");

    ASSERT_TRUE(head[12] == ' ');
    if (status >= 200 && status < 500)
        ASSERT_TRUE(date != NULL);
    if (date) {
        ASSERT_TRUE(is_date(date));
        ASSERT_TRUE(!strstr(date, "\r\nDate: "));
    }
    ASSERT_TRUE(!field("\r\nTransfer-Encoding:"));
    if (status < 200 || status == 204)
        ASSERT_TRUE(!field("\r\nContent-Length:"));
    for (const char *at = head; (at = strpbrk(at, "\r\n")); at += 2)
        ASSERT_TRUE(at[0] == '\r' && at[1] == '\n');
}

/* The status of the next answer; 0: the connection has ended. */
static int read_answer(bool to_head)
{
    const char *data, *length;
    int status, rc = io_stream_readuntil(stream, "\r\n\r\n", 4, &data);

    if (rc == -ENOMSG) {
        ASSERT_STR_EQ(data, "");
        return 0;
    }
    await(rc);
    snprintf(head, sizeof head, "%s", data);
    ASSERT_TRUE(strncmp(head, "HTTP/1.1 ", 9) == 0);
    status = atoi(head + 9);
    if (status != 100)
        check_head(status);
    length = field("\r\nContent-Length: ");
    if (length && atoi(length) > 0 && !to_head) {
        await(io_stream_readexactly(stream, (size_t)atoi(length), &data));
        strncat(bodies, data, sizeof bodies - strlen(bodies) - 1);
    }
    return status;
}

/* A '?' stands before a status that may be missing: the body may have come before the server could
 * ask for it. */
static int read_answers(const struct rule *rule)
{
    bool to_head = strncmp(rule->request, "HEAD", 4) == 0;
    int status = *rule->statuses ? await(read_answer(to_head)) : 0;

    for (const char *expected = rule->statuses; *expected; expected += *expected == ' ') {
        bool may_be_missing = *expected == '?';
        int number = atoi(expected + may_be_missing);

        expected += strcspn(expected, " ");
        if (may_be_missing && status != number)
            continue;
        ASSERT_EQ(status, number);
        if (*expected)
            status = await(read_answer(to_head));
    }
    return 0;
}

/* A kept connection answers another request. A closed connection sends no more bytes. */
static int check_fate(enum fate fate)
{
    if (fate == KEPT)
        await(io_stream_printf(stream, "GET /kept HTTP/1.1\r\nHost: a\r\n\r\n"));
    ASSERT_EQ(await(read_answer(false)), fate == KEPT ? 200 : 0);
    return 0;
}

static int try(const struct rule *rule)
{
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    bodies[0] = '\0';
    await(io_stream_printf(stream, "%s", rule->request));
    if (rule->ends)
        await(io_stream_write_eof(stream));
    await(read_answers(rule));
    if (rule->has && !strstr(head, rule->has))
        ASSERT_STR_EQ(head, rule->has);
    if (rule->bodies)
        ASSERT_STR_EQ(bodies, rule->bodies);
    await(check_fate(rule->fate));
    io_stream_release(stream);
    return 0;
}

TEST_ON_BOTH_CLOCKS(server_meets_each_rule_of_the_rfcs)
{
    await(io_start_http_server(&server, obey, NULL, 0));
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        test_note("RFC %s: %s\n%s", rules[i].section, rules[i].demand, rules[i].request);
        await(try(&rules[i]));
    }
    return stop();
}

/* ---- Demands that need more than a row ---- */

static int status_of_line(const char *before, size_t size, const char *after)
{
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    await(io_stream_printf(stream, "%s%0*d%s", before, (int)size, 0, after));
    int status = await(read_answer(false));
    io_stream_release(stream);
    return status;
}

/* RFC 9112, 3; RFC 9110, 5.4 and 15.5.15. */
TEST_ON_BOTH_CLOCKS(lines_that_are_too_long_have_their_status)
{
    await(io_start_http_server(&server, obey, NULL, 0));
    ASSERT_EQ(await(status_of_line("GET /", 7900, " HTTP/1.1\r\nHost: a\r\n\r\n")), 200);
    ASSERT_EQ(await(status_of_line("GET /", 9000, " HTTP/1.1\r\nHost: a\r\n\r\n")), 414);
    ASSERT_EQ(await(status_of_line(GET "X: ", 7900, "\r\n\r\n")), 200);
    ASSERT_EQ(await(status_of_line(GET "X: ", 9000, "\r\n\r\n")), 431);
    return stop();
}

/* RFC 9110, 5.5: a NUL is refused wherever it stands. */
TEST_ON_BOTH_CLOCKS(nul_in_the_head_is_refused)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n";

    await(io_start_http_server(&server, obey, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    await(io_stream_write(stream, request, sizeof request - 1));
    ASSERT_EQ(await(read_answer(false)), 400);
    io_stream_release(stream);
    return stop();
}

/* RFC 9112, 9.6: the client gets the answer although it sends more bytes. */
TEST_ON_BOTH_CLOCKS(answer_outlives_requests_that_come_behind_it)
{
    static char more[1024 * 1024];

    await(io_start_http_server(&server, obey, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    await(io_stream_printf(stream, "%s", GET CLOSE "\r\n"));
    memset(more, 'x', sizeof more);
    await(io_stream_write(stream, more, sizeof more));
    ASSERT_EQ(await(read_answer(false)), 200);
    ASSERT_EQ(await(read_answer(false)), 0);
    io_stream_release(stream);
    return stop();
}

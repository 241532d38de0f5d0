/* src/io/redis/redis.c: commands, and the messages about a server with a fault. The cases with a
 * server are skipped where redis-server is not installed. */
#include "io/redis/redis.h"

#include "co/scenario.h"
#include "io/redis/hiredis.h"
#include "io/redis_server.h"
#include "io/server.h"

/* ---- Commands ---- */

/* A command of words with blanks between them. */
static int ask(struct io_redis *redis, const char *command, struct io_redis_reply **reply)
{
    struct io_bytes parts[8];
    size_t count = 0;

    for (const char *at = command; *at; at += *at == ' ') {
        parts[count] = (struct io_bytes){ at, strcspn(at, " ") };
        at += parts[count++].size;
    }
    return io_redis_command(redis, parts, count, 0, reply);
}

/* Its reply does not matter. */
static int tell(struct io_redis *redis, const char *command)
{
    struct io_redis_reply *reply;

    await(ask(redis, command, &reply));
    io_redis_reply_free(reply);
    return 0;
}

static struct io_redis redis_at(const char *text)
{
    struct io_redis redis = { .patience = 0 };
    char reason[IO_REDIS_REASON_MAX];

    ASSERT_EQ(io_redis_address_parse(&redis.address, text, reason), 0);
    return redis;
}

/* A case on the real clock, with hiredis. */
#define REDIS_TEST(name)                                                                           \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        if (io_library_load(&hiredis_library) < 0)                                                 \
            test_skip("hiredis is missing");                                                       \
        ASSERT_EQ(                                                                                 \
            run_on(CO_CLOCK_REAL, (struct co_coro){ name##_case, NULL, 0, "main", 0, NULL }), 0);  \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))

ASYNC_TEST(times_of_a_command_have_to_be_numbers)
{
    const struct io_bytes ping = IO_STRING("PING");
    struct io_redis redis = { .patience = 1 };
    struct io_redis_reply *reply;
    char reason[IO_REDIS_REASON_MAX], missing[IO_REASONS_MAX];

    if (io_libraries_missing(IO_HIREDIS, missing))
        test_skip(missing);
    ASSERT_EQ(io_redis_address_parse(&redis.address, "redis://127.0.0.1:1/", reason), 0);
    ASSERT_EQ(io_redis_command(&redis, &ping, 1, NAN, &reply), -EINVAL);
    redis.patience = NAN;
    ASSERT_EQ(io_redis_command(&redis, &ping, 1, 0, &reply), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a time that is not a number");
    return 0;
}

REDIS_TEST(command_is_sent_and_answered)
{
    start_redis(NULL);
    struct io_redis redis = redis_at(redis_address());
    struct io_redis_reply *reply;

    await(tell(&redis, "RPUSH list one two"));
    await(ask(&redis, "LRANGE list 0 -1", &reply));
    ASSERT_EQ(io_redis_reply_count(reply), 2);
    ASSERT_STR_EQ(io_redis_reply_string(io_redis_reply_at(reply, 1)).data, "two");
    ASSERT_EQ(io_redis_reply_string(io_redis_reply_at(reply, 1)).size, 3);
    /* A missing value and a value of another type are empty. */
    ASSERT_TRUE(!io_redis_reply_at(reply, 2));
    ASSERT_STR_EQ(io_redis_reply_string(reply).data, "");
    ASSERT_EQ(io_redis_reply_integer(reply), 0);
    ASSERT_EQ(io_redis_reply_count(NULL), 0);
    io_redis_reply_free(reply);
    await(ask(&redis, "LLEN list", &reply));
    ASSERT_EQ(io_redis_reply_integer(reply), 2);
    io_redis_reply_free(reply);
    io_redis_reply_free(NULL);
    io_redis_close(&redis);
    stop_redis(SIGTERM);
    return 0;
}

ASYNC(ask_often, struct io_redis *redis; int number;)
{
    for (int i = 0; i < 50; i++) {
        char command[32];
        struct io_redis_reply *reply;

        snprintf(command, sizeof command, "ECHO %d", my->number);
        await(ask(my->redis, command, &reply));
        ASSERT_EQ(atoi(io_redis_reply_string(reply).data), my->number);
        io_redis_reply_free(reply);
    }
    return 0;
}

REDIS_TEST(tasks_that_share_a_connection_get_their_own_replies)
{
    start_redis(NULL);
    static struct io_redis redis;

    redis = redis_at(redis_address());

    await(
        GATHER(CORO(ask_often, &redis, 1), CORO(ask_often, &redis, 2), CORO(ask_often, &redis, 3)));
    io_redis_close(&redis);
    stop_redis(SIGTERM);
    return 0;
}

REDIS_TEST(cancelled_command_does_not_leave_its_reply_to_the_next)
{
    start_redis(NULL);
    struct io_redis redis = redis_at(redis_address());
    struct io_redis_reply *reply;

    ASSERT_EQ(WAIT_FOR(tell(&redis, "BLPOP nothing 1"), 0.1), -ETIMEDOUT);
    await(ask(&redis, "ECHO hello", &reply));
    ASSERT_STR_EQ(io_redis_reply_string(reply).data, "hello");
    io_redis_reply_free(reply);
    io_redis_close(&redis);
    stop_redis(SIGTERM);
    return 0;
}

static void say_away(void *argument, int code)
{
    int *times = argument;

    if (++*times == 1)
        say("%s", co_error_message(code) + strcspn(co_error_message(code), " "));
}

ASYNC(start_again, double delay;)
{
    await(co_sleep(my->delay));
    start_redis(NULL);
    return 0;
}

REDIS_TEST(command_waits_for_a_server_that_comes_back)
{
    start_redis(NULL);
    struct io_redis redis = redis_at(redis_address());
    int times = 0;

    redis.patience = 10;
    redis.away = say_away;
    redis.argument = &times;
    await(tell(&redis, "PING"));
    stop_redis(SIGKILL);
    struct co_task *again = co_create_task(CORO(start_again, 0.3));
    ASSERT_EQ(tell(&redis, "PING"), -ECONNRESET);
    double began = co_time();
    await(tell(&redis, "PING"));
    ASSERT_TRUE(co_time() - began >= 0.3 && times >= 3);
    await(co_await(again));

    /* Not for ever. */
    redis.patience = 0.2;
    stop_redis(SIGKILL);
    ASSERT_EQ(tell(&redis, "PING"), -ECONNRESET);
    ASSERT_EQ(tell(&redis, "PING"), -ECONNREFUSED);
    io_redis_close(&redis);
    return 0;
}

TEST(pauses_grow_up_to_a_second)
{
    static const double longest[] = { 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1, 1 };

    for (int i = 0; i < 8; i++)
        ASSERT_NEAR(io_redis_pause(i + 1), longest[i] * 0.75, longest[i] * 0.25);
    ASSERT_TRUE(io_redis_pause(10000) <= 1);
}

/* ---- Servers with a fault ---- */

REDIS_TEST(missing_server_is_not_waited_for)
{
    struct io_redis redis = redis_at("redis://127.0.0.1:1/");
    char address[120], sentence[160];

    redis.patience = 10;
    ASSERT_EQ(tell(&redis, "PING"), -ECONNREFUSED);
    ASSERT_STR_EQ(co_text(), "there is no Redis at redis://127.0.0.1:1/");
    snprintf(address, sizeof address, "unix://%s", redis_path("none"));
    redis = redis_at(address);
    ASSERT_EQ(tell(&redis, "PING"), -ENOENT);
    snprintf(sentence, sizeof sentence, "there is no Redis at %s", address);
    ASSERT_STR_EQ(co_text(), sentence);
    redis = redis_at("redis://no-such-host.invalid/");
    ASSERT_EQ(tell(&redis, "PING"), -ENXIO);
    ASSERT_STR_EQ(co_text(), "there is no host of the name no-such-host.invalid");
    return 0;
}

REDIS_TEST(full_server_is_reported)
{
    start_redis(NULL);
    struct io_redis redis = redis_at(redis_address());

    await(tell(&redis, "CONFIG SET maxmemory 1"));
    ASSERT_EQ(tell(&redis, "SET key value"), -ENOSPC);
    ASSERT_TRUE(strstr(co_text(), " is full"));
    ASSERT_EQ(tell(&redis, "PING"), 0);
    io_redis_close(&redis);
    stop_redis(SIGTERM);
    return 0;
}

/* The result of PING, with these credentials and this database. */
static int ping_as(const char *user, const char *password, int database)
{
    struct io_redis redis = redis_at(redis_address());
    int rc;

    snprintf(redis.address.user, sizeof redis.address.user, "%s", user);
    snprintf(redis.address.password, sizeof redis.address.password, "%s", password);
    redis.address.database = database;
    rc = tell(&redis, "PING");
    io_redis_close(&redis);
    return rc;
}

REDIS_TEST(server_that_wants_a_password_gets_it)
{
    start_redis((const char *const[]){ "--requirepass", "secret", NULL });
    ASSERT_EQ(ping_as("", "", 0), -EACCES);
    ASSERT_TRUE(strstr(co_text(), " wants a password; set ASYNCDEMO_REDIS_PASSWORD"));
    ASSERT_EQ(ping_as("", "wrong", 0), -EACCES);
    ASSERT_TRUE(strstr(co_text(), " refuses the user or the password"));
    ASSERT_TRUE(!strstr(co_text(), "wrong"));
    ASSERT_EQ(ping_as("", "secret", 0), 0);
    ASSERT_EQ(ping_as("default", "secret", 0), 0);
    ASSERT_EQ(ping_as("ann", "secret", 0), -EACCES);
    setenv(IO_REDIS_PASSWORD, "secret", 1);
    struct io_redis redis = redis_at(redis_address());
    ASSERT_EQ(tell(&redis, "PING"), 0);
    io_redis_close(&redis);
    stop_redis(SIGTERM);
    return 0;
}

REDIS_TEST(user_does_what_the_server_permits)
{
    start_redis((const char *const[]){ "--user", "ann", "on", ">secret", "~ann*", "+set", "--user",
                                       "bob", "on", "nopass", "~*", "+@all", "-@dangerous", NULL });
    struct io_redis redis = redis_at(redis_address());

    ASSERT_EQ(ping_as("bob", "", 0), 0);
    strcpy(redis.address.user, "ann");
    strcpy(redis.address.password, "secret");
    ASSERT_EQ(tell(&redis, "SET ann 1"), 0); /* without INFO and PING */
    ASSERT_EQ(tell(&redis, "SET bob 1"), -EPERM);
    ASSERT_TRUE(strstr(co_text(), " does not permit the user what is needed"));
    ASSERT_EQ(tell(&redis, "GET ann"), -EPERM);
    io_redis_close(&redis);
    stop_redis(SIGTERM);
    return 0;
}

REDIS_TEST(server_without_a_password_refuses_one)
{
    start_redis(NULL);
    ASSERT_EQ(ping_as("", "secret", 0), -EACCES);
    ASSERT_TRUE(strstr(co_text(), " has no password; unset ASYNCDEMO_REDIS_PASSWORD"));
    stop_redis(SIGTERM);
    return 0;
}

REDIS_TEST(commands_go_to_the_database_of_the_address)
{
    start_redis(NULL);
    struct io_redis third = redis_at(redis_address()), other = third;
    struct io_redis_reply *reply;

    third.address.database = 3;
    await(tell(&third, "SET key value"));
    await(ask(&other, "EXISTS key", &reply));
    ASSERT_EQ(io_redis_reply_integer(reply), 0);
    io_redis_reply_free(reply);
    await(tell(&third, "CLIENT KILL TYPE normal SKIPME no"));
    ASSERT_EQ(tell(&third, "PING"), -ECONNRESET);
    await(ask(&third, "EXISTS key", &reply)); /* also on the connection that is made then */
    ASSERT_EQ(io_redis_reply_integer(reply), 1);
    io_redis_reply_free(reply);
    ASSERT_EQ(ping_as("", "", 99), -ERANGE);
    ASSERT_TRUE(strstr(co_text(), " has no database of this number"));
    io_redis_close(&third);
    io_redis_close(&other);
    stop_redis(SIGTERM);
    return 0;
}

REDIS_TEST(other_errors_are_reported_unchanged)
{
    start_redis(NULL);
    struct io_redis redis = redis_at(redis_address());

    ASSERT_EQ(tell(&redis, "EVALSHA 0123456789012345678901234567890123456789 0"), -ESTALE);
    ASSERT_EQ(tell(&redis, "UNHEARD OF"), -ENOTSUP);
    await(tell(&redis, "SET key value"));
    ASSERT_EQ(tell(&redis, "LLEN key"), -EPROTO);
    ASSERT_TRUE(strstr(co_text(), ": WRONGTYPE "));
    io_redis_close(&redis);
    stop_redis(SIGTERM);
    return 0;
}

/* A server of ours that gives one answer to each command; NULL: the server hangs up. */
static int answer(struct io_stream *stream, void *argument)
{
    const char *text = argument, *data;

    while (text && await(io_stream_read(stream, 1000, &data)) > 0)
        await(io_stream_write(stream, text, strlen(text)));
    return 0;
}

/* The result of a command to this server. */
static int ask_impostor(const char *text)
{
    struct io_server *server;
    char address[64];

    await(io_start_server(&server, answer, (void *)text, 0));
    snprintf(address, sizeof address, "redis://127.0.0.1:%d/", io_server_port(server));
    struct io_redis redis = redis_at(address);
    int rc = tell(&redis, "PING");
    const char *sentence = co_text();
    size_t at = strcspn(sentence, "0123456789");
    char copy[CO_TEXT_MAX];
    snprintf(copy, sizeof copy, "%s", sentence);
    say("%.*s...%s", (int)at, copy, strrchr(copy, '/') ? strrchr(copy, '/') : "");
    io_server_release(server);
    return rc;
}

REDIS_TEST(old_server_is_reported)
{
    ASSERT_EQ(ask_impostor("$20\r\nredis_version:5.0.14\r\n"), -ENOTSUP);
    SAID("Redis at redis://.../ is too old (5.0.14); 6.0 is needed");
    return 0;
}

REDIS_TEST(server_that_is_not_redis_is_reported)
{
    ASSERT_EQ(ask_impostor("HTTP/1.1 400 Bad Request\r\n\r\n"), -EPROTO);
    SAID("what answers at redis://.../ is no Redis");
    ASSERT_EQ(ask_impostor(NULL), -ECONNRESET);
    SAID("the connection to Redis at redis://.../ broke");
    return 0;
}

REDIS_TEST(server_that_reads_its_data_is_not_ready)
{
    ASSERT_EQ(ask_impostor("-LOADING Redis is loading the dataset in memory\r\n"), -EAGAIN);
    SAID("Redis at redis://.../ still reads its data");
    ASSERT_EQ(ask_impostor("-DENIED Redis is running in protected mode\r\n"), -EACCES);
    SAID("Redis at redis://.../ is in protected mode");
    return 0;
}

ASYNC_TEST(redis_is_refused_on_the_virtual_clock)
{
    struct io_redis redis = redis_at("redis://127.0.0.1:1/");
    int rc = tell(&redis, "PING");

    ASSERT_TRUE(rc == -EPERM || rc == -ENOSYS);
    ASSERT_TRUE(co_text()[0]);
    return 0;
}

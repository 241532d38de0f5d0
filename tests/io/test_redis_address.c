/* src/io/redis/redis_address.c: addresses, their credentials, and the messages about mistakes. */
#include "io/redis/redis.h"

#include "co/scenario.h"

TEST(address_is_a_host_and_a_port_or_a_path)
{
    static const struct {
        const char *text, *host;
        int port;
        const char *path;
    } rows[] = {
        { "redis://127.0.0.1:6379/", "127.0.0.1", 6379, "" },
        { "redis://127.0.0.1:1", "127.0.0.1", 1, "" },
        { "redis://broker.example:65535/", "broker.example", 65535, "" },
        { "redis://broker", "broker", 6379, "" },
        { "redis://broker/", "broker", 6379, "" },
        { "redis://[::1]:7000/", "::1", 7000, "" },
        { "redis://[::1]", "::1", 6379, "" },
        { "unix:///tmp/redis.sock", "", 0, "/tmp/redis.sock" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct io_redis_address address;
        char reason[IO_REDIS_REASON_MAX] = "";

        test_note("%s", rows[i].text);
        ASSERT_EQ(io_redis_address_parse(&address, rows[i].text, reason), 0);
        ASSERT_STR_EQ(address.text, rows[i].text);
        ASSERT_STR_EQ(address.host, rows[i].host);
        ASSERT_EQ(address.port, rows[i].port);
        ASSERT_STR_EQ(address.path, rows[i].path);
        ASSERT_STR_EQ(reason, "");
    }
}

TEST(each_mistake_in_an_address_has_a_sentence)
{
    static const char *const rows[][2] = {
        { "", "an address is redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH" },
        { "localhost:6379",
          "an address is redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH" },
        { "http://localhost/",
          "an address is redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH" },
        { "rediss://localhost/", "an encrypted connection (rediss:) cannot be made; stunnel can"
                                 " carry a redis: one, see README.md" },
        { "redis://", "the host is missing, as in redis://127.0.0.1:6379/" },
        { "redis://:6379/", "the host is missing, as in redis://127.0.0.1:6379/" },
        { "redis:///", "the host is missing, as in redis://127.0.0.1:6379/" },
        { "redis://host:/", "\"\" is no port: that is a number from 1 to 65535" },
        { "redis://host:0/", "\"0\" is no port: that is a number from 1 to 65535" },
        { "redis://host:65536/", "\"65536\" is no port: that is a number from 1 to 65535" },
        { "redis://host:+1/", "\"+1\" is no port: that is a number from 1 to 65535" },
        { "redis://host:1x/", "\"1x\" is no port: that is a number from 1 to 65535" },
        { "redis://host:6379/x", "\"x\" is no database: that is a number, as in redis://host/1" },
        { "redis://host/-1", "\"-1\" is no database: that is a number, as in redis://host/1" },
        { "redis://host/1/", "\"1/\" is no database: that is a number, as in redis://host/1" },
        { "redis://host/1234567890",
          "\"1234567890\" is no database: that is a number, as in redis://host/1" },
        { "redis://user:secret@", "the host is missing, as in redis://127.0.0.1:6379/" },
        { "redis://[::1/", "the ] behind the host is missing" },
        { "redis://[::1]6379/", "only a port can follow the host" },
        { "unix://", "unix:// is followed by a whole path, as in unix:///run/redis.sock" },
        { "unix://redis.sock",
          "unix:// is followed by a whole path, as in unix:///run/redis.sock" },
        { "unix:///", "unix:// is followed by a whole path, as in unix:///run/redis.sock" },
    };
    struct io_redis_address address;
    char reason[IO_REDIS_REASON_MAX], text[200] = "unix:///";

    for (size_t i = 0; i < COUNT(rows); i++) {
        test_note("%s", rows[i][0]);
        ASSERT_EQ(io_redis_address_parse(&address, rows[i][0], reason), -EINVAL);
        ASSERT_STR_EQ(reason, rows[i][1]);
    }
    memset(text + 8, 'x', 107);
    ASSERT_EQ(io_redis_address_parse(&address, text, reason), -EINVAL);
    ASSERT_STR_EQ(reason, "the path of a Unix socket has at most 107 bytes");
    memset(text + 8, 'x', IO_REDIS_ADDRESS_MAX - 8);
    ASSERT_EQ(io_redis_address_parse(&address, text, reason), -EINVAL);
    ASSERT_STR_EQ(reason, "an address has at most 127 bytes");
    memcpy(text, "redis://", 8);
    ASSERT_EQ(io_redis_address_parse(&address, text, reason), -EINVAL);
    ASSERT_STR_EQ(reason, "an address has at most 127 bytes");
    strcpy(text + 8 + IO_REDIS_ADDRESS_MAX, "@h");
    memset(text + 8, 'x', IO_REDIS_ADDRESS_MAX);
    ASSERT_EQ(io_redis_address_parse(&address, text, reason), -EINVAL);
    ASSERT_STR_EQ(reason, "a user has at most 127 bytes");
}

TEST(address_has_credentials_and_a_database)
{
    static const struct {
        const char *text, *shown, *user, *password;
        int database;
    } rows[] = {
        { "redis://host/0", "redis://host/0", "", "", 0 },
        { "redis://host:1/15", "redis://host:1/15", "", "", 15 },
        { "redis://:secret@host:1/", "redis://host:1/", "", "secret", 0 },
        { "redis://ann:secret@host/3", "redis://ann@host/3", "ann", "secret", 3 },
        { "redis://ann@host", "redis://ann@host", "ann", "", 0 },
        { "redis://@host", "redis://host", "", "", 0 },
        { "redis://ann:@host", "redis://ann@host", "ann", "", 0 },
        { "redis://a%40b:p%2F%3a%25@host", "redis://a%40b@host", "a@b", "p/:%", 0 },
        { "redis://:p@ss/w:rd@host", "redis://host", "", "p@ss/w:rd", 0 },
        { "redis://:100%@host", "redis://host", "", "100%", 0 },
        { "redis://:%zz%00@host", "redis://host", "", "%zz%00", 0 },
        { "redis://:%39%01@host", "redis://host", "", "9\x01", 0 },
        { "redis://host:9/123456789", "redis://host:9/123456789", "", "", 123456789 },
        { "redis://:secret@[::1]:7000/2", "redis://[::1]:7000/2", "", "secret", 2 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct io_redis_address address;
        char reason[IO_REDIS_REASON_MAX] = "";

        test_note("%s", rows[i].text);
        ASSERT_EQ(io_redis_address_parse(&address, rows[i].text, reason), 0);
        ASSERT_STR_EQ(address.text, rows[i].shown);
        ASSERT_STR_EQ(address.user, rows[i].user);
        ASSERT_STR_EQ(address.password, rows[i].password);
        ASSERT_EQ(address.database, rows[i].database);
    }
}

TEST(environment_has_the_password_that_an_address_lacks)
{
    struct io_redis_address address;
    char reason[IO_REDIS_REASON_MAX], text[300];

    setenv(IO_REDIS_PASSWORD, "secret", 1);
    ASSERT_EQ(io_redis_address_parse(&address, "redis://ann@host", reason), 0);
    ASSERT_STR_EQ(address.password, "secret");
    ASSERT_EQ(io_redis_address_parse(&address, "unix:///redis", reason), 0);
    ASSERT_STR_EQ(address.password, "secret");
    ASSERT_EQ(io_redis_address_parse(&address, "redis://:other@host", reason), 0);
    ASSERT_STR_EQ(address.password, "other");
    memset(text, 'x', 256);
    text[256] = '\0';
    setenv(IO_REDIS_PASSWORD, text, 1);
    ASSERT_EQ(io_redis_address_parse(&address, "redis://host", reason), -EINVAL);
    ASSERT_STR_EQ(reason, "ASYNCDEMO_REDIS_PASSWORD has more than 255 bytes");
    snprintf(text, sizeof text, "redis://:%256d@host", 0);
    ASSERT_EQ(io_redis_address_parse(&address, text, reason), -EINVAL);
    ASSERT_STR_EQ(reason, "a password has at most 255 bytes");
}

TEST(password_moves_from_an_argument_to_the_environment)
{
    static const struct {
        const char *text, *left, *password;
    } rows[] = {
        { "redis://ann:secret@host/3", "redis://ann@host/3", "secret" },
        { "--broker=redis://:p%40ss@host/", "--broker=redis://host/", "p@ss" },
        { "--broker=ann:secret@host", "--broker=ann@host", "secret" },
        { "rdis://:secret@host:x", "rdis://host:x", "secret" },
        { "redis://ann:@host", "redis://ann@host", "before" },
        { "redis://ann@host:6379/", "redis://ann@host:6379/", "before" },
        { "redis://host:6379/", "redis://host:6379/", "before" },
        { "", "", "before" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[64] = "", rest[sizeof text] = "";
        size_t left = strlen(rows[i].left);

        test_note("%s", rows[i].text);
        setenv(IO_REDIS_PASSWORD, "before", 1);
        strcpy(text, rows[i].text);
        io_redis_address_hide(text);
        ASSERT_STR_EQ(text, rows[i].left);
        ASSERT_EQ(memcmp(text + left, rest, sizeof text - left), 0); /* no byte is left of it */
        ASSERT_STR_EQ(getenv(IO_REDIS_PASSWORD), rows[i].password);
    }
}

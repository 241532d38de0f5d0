#include "cli/broker.h"

#include "io/redis/redis.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

TEST(a_new_queue_has_a_name_of_its_own)
{
    char first[64];

    strcpy(first, broker_new_queue());
    ASSERT_EQ(strncmp(first, "asyncdemo-", 10), 0);
    ASSERT_EQ(strlen(first), 18);
    ASSERT_TRUE(strcmp(first, broker_new_queue()) != 0);
}

TEST(a_password_is_hidden_wherever_it_stands)
{
    char strings[][48] = { "asyncdemo",          "--broker",
                           "ann:one@host",       "--broker=ann:two@host",
                           "rdis://:three@host", "ann:four@host" };
    static const char *const left[][2] = {
        { "asyncdemo", "" },        { "--broker", "" },
        { "ann@host", "one" },      { "--broker=ann@host", "two" },
        { "rdis://host", "three" }, { "ann:four@host", "" }
    }; /* no address */

    for (int i = 0; i < 6; i++) {
        char *arguments[] = { i ? strings[i - 1] : strings[0], strings[i] };

        test_note("%s", strings[i]);
        setenv(IO_REDIS_PASSWORD, "", 1);
        broker_hide_passwords(2, arguments);
        ASSERT_STR_EQ(strings[i], left[i][0]);
        ASSERT_STR_EQ(getenv(IO_REDIS_PASSWORD), left[i][1]);
    }
}

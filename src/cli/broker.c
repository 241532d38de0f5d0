#include "cli/broker.h"

#include "cli/command.h"
#include "work_queue/work_queue.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static int check_queue(const struct arguments *arguments, const char *broker, const char *queue)
{
    if (!broker)
        return value_error(arguments, "queue",
                           "--queue is for --broker=ADDRESS, the Redis that has the queue.");
    if (!worker_name_is_allowed(queue))
        return value_error(arguments, "queue", "a name has 1 to %d letters, digits and -_.",
                           WORKER_NAME_MAX - 1);
    return 0;
}

int broker_read(const struct arguments *arguments, const char **broker, const char **queue)
{
    struct io_redis_address address;
    char reason[IO_REDIS_REASON_MAX];

    *broker = arguments_value(arguments, "broker");
    *queue = arguments_value(arguments, "queue");
    if (*broker && io_redis_address_parse(&address, *broker, reason) < 0)
        return value_error(arguments, "broker", "%s.", reason);
    return *queue ? check_queue(arguments, *broker, *queue) : 0;
}

const char *broker_new_queue(void)
{
    static char name[WORKER_NAME_MAX];
    unsigned number;

    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number = (unsigned)getpid() ^ (unsigned)time(NULL) << 12;
    snprintf(name, sizeof name, "asyncdemo-%08x", number);
    return name;
}

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

void broker_hide_passwords(int count, char **strings)
{
    for (int i = 0; i < count; i++) {
        if (strstr(strings[i], "://") || has_prefix(strings[i], "--broker=") ||
            (i > 0 && strcmp(strings[i - 1], "--broker") == 0))
            io_redis_address_hide(strings[i]);
    }
}

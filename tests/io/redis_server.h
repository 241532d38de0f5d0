/* A Redis server for the time of a case, on a Unix socket in its folder. */
#ifndef REDIS_SERVER_H
#define REDIS_SERVER_H

#include "test.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t redis_server;

/* In the case's folder. */
__attribute__((unused)) static const char *redis_path(const char *name)
{
    static char path[100];

    snprintf(path, sizeof path, "%s/%s", test_folder(), name);
    return path;
}

__attribute__((unused)) static const char *redis_address(void)
{
    static char address[128];

    snprintf(address, sizeof address, "unix://%s", redis_path("redis"));
    return address;
}

/* Also that it wants a password, but not that it still reads its data. */
static bool redis_answers(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char answer[8] = "";
    bool answers;

    snprintf(address.sun_path, sizeof address.sun_path, "%s", redis_path("redis"));
    answers = connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0 &&
              write(descriptor, "PING\r\n", 6) == 6 &&
              read(descriptor, answer, sizeof answer - 1) > 0 && strncmp(answer, "-LOADIN", 7) != 0;
    close(descriptor);
    return answers;
}

/* With further arguments for redis-server, up to NULL. Skips the case where there is none. */
__attribute__((unused)) static void start_redis(const char *const *further)
{
    const char *arguments[32] = { "redis-server", "--port",           "0", "--save", "",
                                  "--unixsocket", redis_path("redis") };
    size_t count = 7;

    if (system("command -v redis-server >/dev/null 2>&1") != 0)
        test_skip("redis-server is not installed");
    while (further && *further)
        arguments[count++] = *further++;
    fflush(stdout);
    redis_server = fork();
    if (redis_server == 0) {
        int output = open(redis_path("log"), O_WRONLY | O_CREAT | O_APPEND, 0666);

        arguments[6] = redis_path("redis");
        dup2(output, STDOUT_FILENO);
        if (chdir(test_folder()) == 0)
            execvp("redis-server", (char *const *)arguments);
        _exit(127);
    }
    for (int i = 0; i < 1000 && !redis_answers(); i++) {
        if (waitpid(redis_server, NULL, WNOHANG) == redis_server)
            test_true(false, "redis-server runs", __FILE__, __LINE__);
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    }
}

__attribute__((unused)) static void stop_redis(int signal)
{
    kill(redis_server, signal);
    waitpid(redis_server, NULL, 0);
}

#endif

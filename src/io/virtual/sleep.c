/*
 * sleep(1) for the children of a run on the virtual clock. It asks the parent for virtual time. If
 * there is no parent to ask, or if the argument is not simply an amount of time, it runs the real
 * sleep, which comes later in PATH.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- The amount ---- */

static double seconds_of_unit(const char *unit)
{
    static const char units[] = "smhd";
    static const double seconds[] = { 1, 60, 3600, 86400 };
    const char *place = *unit ? strchr(units, *unit) : units;

    return place && (!*unit || !unit[1]) ? seconds[place - units] : -1;
}

/* Negative: the text is not an amount of time. */
static double seconds_of(const char *argument)
{
    char *unit;
    double number = strtod(argument, &unit), seconds = seconds_of_unit(unit);

    return unit == argument || isnan(number) || signbit(number) || seconds < 0 ? -1
                                                                               : number * seconds;
}

/* The sum of the arguments in nanoseconds; INT64_MAX: for ever; -1: one of them is not an
 * amount. */
static int64_t amount(int count, char *const *arguments)
{
    double sum = 0;

    for (int i = 0; i < count; i++) {
        double seconds = seconds_of(arguments[i]);

        if (seconds < 0)
            return -1;
        sum += seconds;
    }
    return count == 0 ? -1 : sum < 9e9 ? (int64_t)(sum * 1e9 + 0.5) : INT64_MAX;
}

/* ---- The parent ---- */

static int connect_to(const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t length = strlen(name);
    int parent;

    if (length + 1 > sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path + 1, name, length);
    parent = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    if (parent < 0 || connect(parent, (struct sockaddr *)&address,
                              (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) < 0)
        return -1;
    return parent;
}

/* Returns whether the time has passed. */
static bool ask(const char *name, int64_t nanoseconds)
{
    int parent = connect_to(name);
    ssize_t size;
    char answer;

    if (parent < 0 || send(parent, &nanoseconds, sizeof nanoseconds, MSG_NOSIGNAL) < 0)
        return false;
    do
        size = recv(parent, &answer, 1, 0);
    while (size < 0 && errno == EINTR);
    return size == 1;
}

/* ---- The real one ---- */

static bool is_this(const char *path)
{
    struct stat self, other;

    return stat("/proc/self/exe", &self) == 0 && stat(path, &other) == 0 &&
           self.st_dev == other.st_dev && self.st_ino == other.st_ino;
}

static void run_real(char *const *arguments)
{
    const char *folders = getenv("PATH");
    char path[4096];

    for (folders = folders ? folders : "/bin:/usr/bin"; *folders;) {
        size_t length = strcspn(folders, ":");

        if (snprintf(path, sizeof path, "%.*s/sleep", (int)length, folders) < (int)sizeof path &&
            !is_this(path))
            execv(path, arguments);
        folders += length + (folders[length] == ':');
    }
}

int main(int count, char **arguments)
{
    const char *clock = getenv("ASYNCDEMO_CLOCK");
    int64_t nanoseconds = amount(count - 1, arguments + 1);

    if (clock && nanoseconds >= 0 && ask(clock, nanoseconds))
        return 0;
    run_real(arguments);
    fprintf(stderr, "sleep: there is no other sleep in PATH\n");
    return 127;
}

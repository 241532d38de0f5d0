/* What a child's environment has on the virtual clock: a `sleep` before all others, and where that
 * asks for time. */
#include "io/process/child.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static const char clock_name[] = "ASYNCDEMO_CLOCK=";
static const char path_name[] = "PATH=";

static bool has_sleep(const char *folder)
{
    char path[CHILD_PATH_MAX];

    return snprintf(path, sizeof path, "%s/sleep", folder) < (int)sizeof path &&
           access(path, X_OK) == 0;
}

/* From where this program lies, which may have been moved there. */
static bool is_beside_program(char folder[CHILD_PATH_MAX], const char *way)
{
    ssize_t length = readlink("/proc/self/exe", folder, CHILD_PATH_MAX - 1);
    char *end;

    if (length < 0)
        return false;
    folder[length] = '\0';
    end = strrchr(folder, '/');
    if (!end || (size_t)(end - folder) + strlen(way) + 2 > CHILD_PATH_MAX)
        return false;
    strcpy(end + 1, way);
    return has_sleep(folder);
}

bool child_environment_folder(char folder[CHILD_PATH_MAX])
{
    if (is_beside_program(folder, "../io/virtual") ||
        is_beside_program(folder, IO_VIRTUAL_INSTALLED))
        return true;
    strcpy(folder, IO_VIRTUAL_FOLDER);
    return has_sleep(folder);
}

static bool is_ours(const char *entry)
{
    return strncmp(entry, path_name, sizeof path_name - 1) == 0 ||
           strncmp(entry, clock_name, sizeof clock_name - 1) == 0;
}

static const char *path_of(char *const *environment)
{
    for (; *environment; environment++)
        if (strncmp(*environment, path_name, sizeof path_name - 1) == 0)
            return *environment + sizeof path_name - 1;
    return "/bin:/usr/bin";
}

char **child_environment_make(const char *const *environment, const char *folder,
                              const char *address)
{
    char *const *given = environment ? (char *const *)environment : environ;
    const char *path = path_of(given);
    size_t count = 0, kept = 0;
    size_t path_size = sizeof path_name + strlen(folder) + 1 + strlen(path);
    size_t clock_size = sizeof clock_name + strlen(address);
    char **made, *text;

    while (given[count])
        count++;
    made = co_memory_resize(NULL, (count + 3) * sizeof *made + path_size + clock_size);
    if (!made)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!is_ours(given[i]))
            made[kept++] = given[i];
    text = (char *)(made + count + 3);
    snprintf(text, path_size, "%s%s:%s", path_name, folder, path);
    snprintf(text + path_size, clock_size, "%s%s", clock_name, address);
    made[kept] = text;
    made[kept + 1] = text + path_size;
    made[kept + 2] = NULL;
    return made;
}

#include "cli/build_folder.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Each build folder has it. */
#define MARK "meson-private"

bool build_folder_of(const char *program, char path[PATH_MAX], const char *name)
{
    size_t length = strlen(program);

    while (length) {
        while (length && program[--length] != '/')
            continue;
        if (snprintf(path, PATH_MAX, "%.*s/" MARK, (int)length, program) < PATH_MAX &&
            access(path, F_OK) == 0)
            return snprintf(path, PATH_MAX, "%.*s/%s", (int)length, program, name) < PATH_MAX;
    }
    return false;
}

bool build_folder_find(char path[PATH_MAX], const char *name)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    if (length < 0)
        return false;
    program[length] = '\0';
    return build_folder_of(program, path, name);
}

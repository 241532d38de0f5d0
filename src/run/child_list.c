#include "run/child_list.h"

#include <dirent.h>
#include <stdio.h>

enum { PATH_SIZE = 128 };

void child_list_add(struct child_list *list, const char *thread)
{
    char path[PATH_SIZE];
    FILE *file;
    long process;

    snprintf(path, sizeof path, "%s/children", thread);
    file = fopen(path, "re");
    while (file && list->count < CHILD_LIST_MAX && fscanf(file, "%ld", &process) == 1)
        list->processes[list->count++] = process;
    if (file)
        fclose(file);
}

void child_list_add_own(struct child_list *list)
{
    DIR *threads = opendir("/proc/self/task");
    const struct dirent *entry;
    char thread[PATH_SIZE / 2];

    while (threads && (entry = readdir(threads))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(thread, sizeof thread, "/proc/self/task/%.20s", entry->d_name);
        child_list_add(list, thread);
    }
    if (threads)
        closedir(threads);
}

#include "check/shell_waits.h"

#include "run/child_list.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PERIOD = 5000000, /* nanoseconds; a count takes some tenths of a millisecond */
    PATH_SIZE = 128,
};

/* Read a short file. Returns the text; "" if there is none. */
static const char *read_text(const char *path, char *text, size_t size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, text, size - 1);

    if (file >= 0)
        close(file);
    text[length > 0 ? length : 0] = '\0';
    return text;
}

/* Returns the second number of the file: the time ready without a processor. */
static int64_t read_waited(const char *thread)
{
    char path[PATH_SIZE + 16], text[96];
    long long waited;

    snprintf(path, sizeof path, "%s/schedstat", thread);
    return sscanf(read_text(path, text, sizeof text), "%*d %lld", &waited) == 1 ? waited : 0;
}

/* Count the threads of a process, and find its children. */
static int64_t count_process(struct child_list *found, long process)
{
    char folder[PATH_SIZE / 2], thread[PATH_SIZE];
    const struct dirent *entry;
    int64_t waited = 0;
    DIR *threads;

    snprintf(folder, sizeof folder, "/proc/%ld/task", process);
    threads = opendir(folder);
    while (threads && (entry = readdir(threads))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(thread, sizeof thread, "%s/%.20s", folder, entry->d_name);
        waited += read_waited(thread);
        child_list_add(found, thread);
    }
    if (threads)
        closedir(threads);
    return waited;
}

static void append(struct delays *delays, struct delay_sample sample)
{
    if (delays->count == delays->capacity) {
        size_t larger = delays->capacity ? delays->capacity * 2 : 64;
        void *samples = realloc(delays->samples, larger * sizeof *delays->samples);

        if (!samples)
            return;
        delays->samples = samples;
        delays->capacity = larger;
    }
    delays->samples[delays->count++] = sample;
}

void shell_waits_note(struct shell_waits *waits, int64_t now, struct delays *delays)
{
    struct child_list found = { .processes = { getpid() }, .count = 1 };
    int64_t sum = 0;

    if (waits->counted_at && now - waits->counted_at < PERIOD)
        return;
    /* Before the first count, this process has waited for other commands, and has no children. */
    if (!waits->counted_at)
        waits->sum = sum = read_waited("/proc/self");
    for (size_t i = 0; waits->counted_at && i < found.count; i++)
        sum += count_process(&found, found.processes[i]);
    /* The sum falls when processes end. */
    if (sum > waits->sum)
        waits->waited += sum - waits->sum;
    waits->sum = sum;
    waits->counted_at = now;
    append(delays, (struct delay_sample){ now, waits->waited });
}

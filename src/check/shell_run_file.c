#include "check/read_back.h"
#include "check/shell_run.h"

#include "co/explain/write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The head of the file. The lines, their bytes and the samples of delays follow it. */
struct run_head {
    enum shell_end end;
    int status;
    bool left_processes;
    int64_t began, took;
    uint64_t lines, bytes, samples;
};

int shell_run_write(const struct shell_run *run, int descriptor)
{
    const struct shell_lines *output = &run->output;
    struct run_head head;
    int rc;

    memset(&head, 0, sizeof head); /* the padding between the members is written, too */
    head.end = run->end;
    head.status = run->status;
    head.left_processes = run->left_processes;
    head.began = run->delays.began;
    head.took = run->took;
    head.lines = output->count;
    head.bytes = output->size;
    head.samples = run->delays.count;
    rc = write_all(descriptor, &head, sizeof head);
    if (rc == 0)
        rc = write_all(descriptor, output->lines, output->count * sizeof *output->lines);
    if (rc == 0)
        rc = write_all(descriptor, output->bytes, output->size);
    if (rc == 0)
        rc = write_all(descriptor, run->delays.samples,
                       run->delays.count * sizeof *run->delays.samples);
    return rc;
}

int shell_run_read(struct shell_run *run, int descriptor)
{
    struct run_head head;
    int rc = read_back(descriptor, &head, sizeof head);

    *run = (struct shell_run){ .delays = { .source = -1 } };
    if (rc < 0)
        return rc;
    run->end = head.end;
    run->status = head.status;
    run->left_processes = head.left_processes;
    run->delays.began = head.began;
    run->took = head.took;
    run->output.lines = read_back_array(descriptor, head.lines, sizeof *run->output.lines, &rc);
    run->output.bytes = read_back_array(descriptor, head.bytes, 1, &rc);
    run->delays.samples =
        read_back_array(descriptor, head.samples, sizeof *run->delays.samples, &rc);
    if (rc < 0) {
        shell_run_free(run);
        return rc;
    }
    run->output.count = run->output.room = head.lines;
    run->output.size = run->output.bytes_room = head.bytes;
    run->delays.count = run->delays.capacity = head.samples;
    return 0;
}

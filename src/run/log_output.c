#include "run/log_output.h"

#include "co/explain/write.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

void log_output_begin(struct log_output *output, int descriptor, bool gathers)
{
    static char kept[LOG_OUTPUT_SIZE];

    *output = (struct log_output){
        .descriptor = descriptor,
        .kept = gathers && descriptor >= 0 && !isatty(descriptor) ? kept : NULL,
    };
}

int log_output_add(struct log_output *output, const char *lines, size_t size)
{
    int rc = 0;

    if (!output->kept)
        return write_all(output->descriptor, lines, size);
    if (size > LOG_OUTPUT_SIZE - (size_t)output->size)
        rc = log_output_flush(output);
    if (rc < 0)
        return rc;
    if (size > LOG_OUTPUT_SIZE)
        return write_all(output->descriptor, lines, size);
    memcpy(output->kept + output->size, lines, size);
    output->size += (sig_atomic_t)size;
    return 0;
}

/* While `is_writing` is set, a handler leaves the bytes alone: no byte is written twice. */
int log_output_flush(struct log_output *output)
{
    int rc;

    if (!output->size)
        return 0;
    output->is_writing = true;
    rc = write_all(output->descriptor, output->kept, (size_t)output->size);
    output->size = 0;
    output->is_writing = false;
    return rc;
}

void log_output_rescue(struct log_output *output)
{
    struct pollfd place = { .fd = output->descriptor, .events = POLLOUT };

    if (output->size && !output->is_writing && poll(&place, 1, 0) > 0)
        (void)log_output_flush(output);
}

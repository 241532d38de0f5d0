#include "run/unnamed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int unnamed_file(void)
{
#ifdef MFD_CLOEXEC
    int descriptor = memfd_create("asyncdemo", MFD_CLOEXEC);
#else
    FILE *file = tmpfile();
    int descriptor = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 0) : -1;

    if (file)
        fclose(file);
#endif
    return descriptor >= 0 ? descriptor : -errno;
}

int unnamed_file_read(int descriptor, char **bytes, size_t *size)
{
    struct stat status;
    ssize_t got = 1;

    *bytes = NULL;
    *size = 0;
    if (fstat(descriptor, &status) < 0)
        return -errno;
    if (status.st_size == 0)
        return 0;
    *bytes = malloc((size_t)status.st_size);
    if (!*bytes)
        return -ENOMEM;
    while (*size < (size_t)status.st_size && got > 0) {
        got = pread(descriptor, *bytes + *size, (size_t)status.st_size - *size, (off_t)*size);
        if (got > 0)
            *size += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    return got < 0 ? -errno : 0;
}

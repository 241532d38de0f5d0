#include "cli/embedded.h"

#include <stdlib.h>
#include <string.h>

static const char *at(int32_t distance)
{
    return (const char *)embedded_rows + distance;
}

static int compare(const void *path, const void *row)
{
    return strcmp(path, at(((const struct embedded_row *)row)->path));
}

struct embedded_file embedded_at(size_t index)
{
    const struct embedded_row *row = &embedded_rows[index];

    return (struct embedded_file){ at(row->path), at(row->begin), at(row->end) };
}

bool embedded_find(const char *path, struct embedded_file *file)
{
    const struct embedded_row *row =
        bsearch(path, embedded_rows, embedded_rows_count, sizeof *embedded_rows, compare);

    if (!row)
        return false;
    *file = embedded_at((size_t)(row - embedded_rows));
    return true;
}

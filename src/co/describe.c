/* Texts of the items of a queue, for an observer. */
#include "co/sync.h"

int co_describe_text(char *text, size_t size, const void *item)
{
    return co_format(text, size, "%s", (const char *)item);
}

int co_describe_int(char *text, size_t size, const void *item)
{
    return co_format(text, size, "%d", *(const int *)item);
}

int co_describe_named(char *text, size_t size, const void *item)
{
    return co_format(text, size, "%s", *(const char *const *)item);
}

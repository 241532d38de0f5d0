#include "io/http/http_headers.h"

#include "co/co.h"

#include <string.h>

static bool is_value(const char *value)
{
    for (; *value; value++)
        if (((unsigned char)*value < ' ' && *value != '\t') || *value == 127)
            return false;
    return true;
}

/* ---- Fields ---- */

int io_http_headers_add_bytes(struct io_http_headers *headers, const char *name, size_t name_size,
                              const char *value, size_t value_size)
{
    int rc = io_buffer_reserve(&headers->text, name_size + value_size + 2);

    if (rc < 0)
        return rc;
    /* There is room for all four, so none fails. */
    rc |= io_buffer_add(&headers->text, name, name_size);
    rc |= io_buffer_add(&headers->text, "", 1);
    rc |= io_buffer_add(&headers->text, value, value_size);
    rc |= io_buffer_add(&headers->text, "", 1);
    headers->count++;
    return rc;
}

int io_http_headers_add(struct io_http_headers *headers, const char *name, const char *value)
{
    int rc;

    if (!io_http_is_name(name))
        return co_raise(-EINVAL, "\"%s\" is no name of a header", name);
    if (!is_value(value))
        return co_raise(-EINVAL, "the value of the header %s has control characters", name);
    rc = io_http_headers_add_bytes(headers, name, strlen(name), value, strlen(value));
    return rc < 0 ? co_raise(rc, "there is no memory for the header %s", name) : 0;
}

void io_http_headers_remove(struct io_http_headers *headers, const char *name)
{
    char *text = io_buffer_data(&headers->text);
    const char *other, *value;

    for (size_t at = 0, begin = 0; io_http_headers_next(headers, &at, &other, &value); begin = at)
        if (io_http_same(other, name)) {
            memmove(text + begin, text + at, io_buffer_size(&headers->text) - at);
            headers->text.end -= at - begin;
            headers->count--;
            at = begin;
        }
}

bool io_http_headers_next(const struct io_http_headers *headers, size_t *at, const char **name,
                          const char **value)
{
    if (*at >= io_buffer_size(&headers->text))
        return false;
    *name = io_buffer_data(&headers->text) + *at;
    *value = *name + strlen(*name) + 1;
    *at += (size_t)(*value - *name) + strlen(*value) + 1;
    return true;
}

const char *io_http_headers_get(const struct io_http_headers *headers, const char *name)
{
    const char *other, *value;

    for (size_t at = 0; io_http_headers_next(headers, &at, &other, &value);)
        if (io_http_same(other, name))
            return value;
    return NULL;
}

static bool lists(const char *value, const char *word)
{
    size_t size = strlen(word);

    while (*value) {
        size_t length;

        value += strspn(value, " \t,");
        length = strcspn(value, " \t,");
        if (length == size && io_http_same_bytes(value, word, size))
            return true;
        value += strcspn(value, ",");
    }
    return false;
}

size_t io_http_headers_count(const struct io_http_headers *headers, const char *name)
{
    const char *other, *value;
    size_t count = 0;

    for (size_t at = 0; io_http_headers_next(headers, &at, &other, &value);)
        count += io_http_same(other, name);
    return count;
}

bool io_http_headers_list(const struct io_http_headers *headers, const char *name, const char *word)
{
    const char *other, *value;

    for (size_t at = 0; io_http_headers_next(headers, &at, &other, &value);)
        if (io_http_same(other, name) && lists(value, word))
            return true;
    return false;
}

void io_http_headers_clear(struct io_http_headers *headers)
{
    io_buffer_take(&headers->text, io_buffer_size(&headers->text));
    headers->count = 0;
}

void io_http_headers_free(struct io_http_headers *headers)
{
    io_buffer_free(&headers->text);
    headers->count = 0;
}

/* jansson, as a table of functions: jansson.loadb() after io_library_load(&jansson_library). A
 * program that uses its macros and inline functions, such as json_decref() and
 * json_object_foreach(), would have to be linked with it. */
#ifndef IO_JANSSON_H
#define IO_JANSSON_H

#include "io/config.h"
#include "io/library.h"

#ifdef HAVE_JANSSON
#include <jansson.h>

#define JANSSON_FUNCTIONS(X)                                                                       \
    X(loads, json_loads)                                                                           \
    X(loadb, json_loadb)                                                                           \
    X(dumps, json_dumps)                                                                           \
    X(dumpb, json_dumpb)                                                                           \
    X(pack, json_pack)                                                                             \
    X(pack_ex, json_pack_ex)                                                                       \
    X(unpack, json_unpack)                                                                         \
    X(unpack_ex, json_unpack_ex)                                                                   \
    X(vunpack_ex, json_vunpack_ex)                                                                 \
    X(delete, json_delete)                                                                         \
    X(object, json_object)                                                                         \
    X(object_size, json_object_size)                                                               \
    X(object_get, json_object_get)                                                                 \
    X(object_set_new, json_object_set_new)                                                         \
    X(object_iter, json_object_iter)                                                               \
    X(object_iter_next, json_object_iter_next)                                                     \
    X(object_iter_key, json_object_iter_key)                                                       \
    X(object_iter_value, json_object_iter_value)                                                   \
    X(array, json_array)                                                                           \
    X(array_size, json_array_size)                                                                 \
    X(array_get, json_array_get)                                                                   \
    X(array_append_new, json_array_append_new)                                                     \
    X(string, json_string)                                                                         \
    X(string_value, json_string_value)                                                             \
    X(string_length, json_string_length)                                                           \
    X(integer, json_integer)                                                                       \
    X(integer_value, json_integer_value)                                                           \
    X(real, json_real)                                                                             \
    X(real_value, json_real_value)                                                                 \
    X(number_value, json_number_value)                                                             \
    X(true_value, json_true)                                                                       \
    X(false_value, json_false)                                                                     \
    X(null_value, json_null)
#else
#define JANSSON_FUNCTIONS(X)
#endif

extern struct jansson_functions {
    JANSSON_FUNCTIONS(IO_FUNCTION_MEMBER)
} jansson;

#ifdef HAVE_JANSSON
/* json_decref() */
static inline void jansson_decref(json_t *json)
{
    if (json && json->refcount != (size_t)-1 && --json->refcount == 0)
        jansson.delete(json);
}
#endif

#endif

/* libcurl, as a table of functions: curl.easy_init() after io_library_load(&curl_library). */
#ifndef IO_CURL_H
#define IO_CURL_H

#include "io/config.h"
#include "io/library.h"

#ifdef HAVE_CURL
#include <curl/curl.h>

#define CURL_FUNCTIONS(X)                                                                          \
    X(global_init, curl_global_init)                                                               \
    X(easy_init, curl_easy_init)                                                                   \
    X(easy_setopt, curl_easy_setopt)                                                               \
    X(easy_getinfo, curl_easy_getinfo)                                                             \
    X(easy_reset, curl_easy_reset)                                                                 \
    X(easy_pause, curl_easy_pause)                                                                 \
    X(easy_cleanup, curl_easy_cleanup)                                                             \
    X(easy_strerror, curl_easy_strerror)                                                           \
    X(multi_init, curl_multi_init)                                                                 \
    X(multi_setopt, curl_multi_setopt)                                                             \
    X(multi_add_handle, curl_multi_add_handle)                                                     \
    X(multi_remove_handle, curl_multi_remove_handle)                                               \
    X(multi_socket_action, curl_multi_socket_action)                                               \
    X(multi_assign, curl_multi_assign)                                                             \
    X(multi_info_read, curl_multi_info_read)                                                       \
    X(multi_cleanup, curl_multi_cleanup)                                                           \
    X(multi_strerror, curl_multi_strerror)                                                         \
    X(slist_append, curl_slist_append)                                                             \
    X(slist_free_all, curl_slist_free_all)                                                         \
    X(url, curl_url)                                                                               \
    X(url_set, curl_url_set)                                                                       \
    X(url_get, curl_url_get)                                                                       \
    X(url_cleanup, curl_url_cleanup)                                                               \
    X(free, curl_free)
#else
#define CURL_FUNCTIONS(X)
#endif

extern struct curl_functions {
    CURL_FUNCTIONS(IO_FUNCTION_MEMBER)
} curl;

#endif

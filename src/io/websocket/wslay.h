/* wslay, as a table of functions: wslay.recv() after io_library_load(&wslay_library). */
#ifndef IO_WSLAY_H
#define IO_WSLAY_H

#include "io/config.h"
#include "io/library.h"

#ifdef HAVE_WSLAY
#include <wslay/wslay.h>

#define WSLAY_FUNCTIONS(X)                                                                         \
    X(context_server_init, wslay_event_context_server_init)                                        \
    X(context_client_init, wslay_event_context_client_init)                                        \
    X(context_free, wslay_event_context_free)                                                      \
    X(config_set_no_buffering, wslay_event_config_set_no_buffering)                                \
    X(config_set_max_recv_msg_length, wslay_event_config_set_max_recv_msg_length)                  \
    X(recv, wslay_event_recv)                                                                      \
    X(send, wslay_event_send)                                                                      \
    X(want_read, wslay_event_want_read)                                                            \
    X(want_write, wslay_event_want_write)                                                          \
    X(queue_msg, wslay_event_queue_msg)                                                            \
    X(queue_fragmented_msg, wslay_event_queue_fragmented_msg)                                      \
    X(queue_close, wslay_event_queue_close)                                                        \
    X(set_error, wslay_event_set_error)                                                            \
    X(shutdown_read, wslay_event_shutdown_read)                                                    \
    X(shutdown_write, wslay_event_shutdown_write)                                                  \
    X(get_read_enabled, wslay_event_get_read_enabled)                                              \
    X(get_write_enabled, wslay_event_get_write_enabled)                                            \
    X(get_close_received, wslay_event_get_close_received)                                          \
    X(get_close_sent, wslay_event_get_close_sent)                                                  \
    X(get_status_code_received, wslay_event_get_status_code_received)                              \
    X(get_status_code_sent, wslay_event_get_status_code_sent)                                      \
    X(get_queued_msg_count, wslay_event_get_queued_msg_count)                                      \
    X(get_queued_msg_length, wslay_event_get_queued_msg_length)
#else
#define WSLAY_FUNCTIONS(X)
#endif

extern struct wslay_functions {
    WSLAY_FUNCTIONS(IO_FUNCTION_MEMBER)
} wslay;

#endif

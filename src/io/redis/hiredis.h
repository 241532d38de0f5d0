/* hiredis, as a table of functions: hiredis.reader_feed() after io_library_load(&hiredis_library).
 * We use only the functions that read and write the protocol; the connection is ours. */
#ifndef IO_HIREDIS_H
#define IO_HIREDIS_H

#include "io/config.h"
#include "io/library.h"

#ifdef HAVE_HIREDIS
#include <hiredis/hiredis.h>

#define HIREDIS_FUNCTIONS(X)                                                                       \
    X(reader_create, redisReaderCreate)                                                            \
    X(reader_feed, redisReaderFeed)                                                                \
    X(reader_get_reply, redisReaderGetReply)                                                       \
    X(reader_free, redisReaderFree)                                                                \
    X(free_reply, freeReplyObject)                                                                 \
    X(format_command_argv, redisFormatCommandArgv)                                                 \
    X(free_command, redisFreeCommand)
#else
#define HIREDIS_FUNCTIONS(X)
#endif

extern struct hiredis_functions {
    HIREDIS_FUNCTIONS(IO_FUNCTION_MEMBER)
} hiredis;

#endif

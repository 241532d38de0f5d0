/* Errors: codes, the names that asyncio has for them, and texts that travel with a result. */
#ifndef CO_ERRORS_H
#define CO_ERRORS_H

#include "co/declarations.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

CO_BEGIN

/*
 * ---- Errors -------------------------------------------------------------------------------------
 *
 * One list: the code, the name that asyncio or Python has for it, and a sentence. An error code
 * that is not in the list is an OSError.
 */
#define CO_ERRORS(X)                                                                               \
    X(ECANCELED, "CancelledError", "the task was cancelled")                                       \
    X(ETIMEDOUT, "TimeoutError", "the time limit has passed")                                      \
    X(EDEADLK, "RuntimeError", "the wait would never end")                                         \
    X(EINVAL, "ValueError", "a value is not allowed here")                                         \
    X(EPERM, "RuntimeError", "the call is not allowed in this state")                              \
    X(EALREADY, "RuntimeError", "the same has been done already")                                  \
    X(EBADF, "InvalidStateError", "the object has ended or was never begun")                       \
    X(ENODATA, "QueueEmpty", "the queue is empty")                                                 \
    X(ENOSPC, "QueueFull", "the queue is full")                                                    \
    X(ENOMEM, "MemoryError", "there is no memory left")                                            \
    X(EAGAIN, "RuntimeError", "the system has no thread left")                                     \
    X(EMFILE, "OSError", "the process has no descriptor left")                                     \
    X(ENOSYS, "ImportError", "a required library is missing")                                      \
    X(ELOOP, "RuntimeError", "tasks run again and again, but time does not move")                  \
    X(EINTR, "KeyboardInterrupt", "the run was interrupted")                                       \
    X(ECONNREFUSED, "ConnectionRefusedError", "no server listens at that address")                 \
    X(ECONNRESET, "ConnectionError", "the connection broke")                                       \
    X(ENOTRECOVERABLE, "BrokenBarrierError", "the barrier is broken")                              \
    X(ESHUTDOWN, "QueueShutDown", "the queue is shut down")                                        \
    X(EPIPE, "BrokenPipeError", "the other end no longer reads")                                   \
    X(EADDRINUSE, "OSError", "the address is taken")                                               \
    X(ENXIO, "gaierror", "there is no host with that name")                                        \
    X(ENOMSG, "IncompleteReadError", "the stream ended before everything was read")                \
    X(EMSGSIZE, "LimitOverrunError", "the message is longer than allowed")                         \
    X(EPROTO, "ProtocolError", "the other side breaks the protocol")                               \
    X(EBADMSG, "JSONDecodeError", "the text is not JSON")                                          \
    X(EPROTOTYPE, "ContentTypeError", "the content has another type")                              \
    X(ENOENT, "FileNotFoundError", "there is no such file")                                        \
    X(EACCES, "PermissionError", "permission is denied")                                           \
    X(ESRCH, "ProcessLookupError", "there is no such process")                                     \
    X(EIO, "OSError", "input or output failed")

/* asyncio's name for a (negative or positive) error code. Never NULL. */
const char *co_error_name(int code);
/* A sentence that says what the code means. Never NULL. */
const char *co_error_sentence(int code);

/* Format a text as snprintf() does, but if it is too long, cut it before a character of UTF-8, not
 * within one. All names and texts of this vocabulary are cut in this way. Bytes that are not UTF-8
 * are kept, except for at most three bytes at the cut. */
int co_format(char *text, size_t size, const char *format, ...) CO_PRINTF(3, 4);
int co_format_arguments(char *text, size_t size, const char *format, va_list arguments)
    CO_PRINTF(3, 0);
/* The length in bytes of the longest beginning of the text that fits in `most` bytes and does not
 * end within a character; for "%.*s". */
size_t co_cut(const char *text, size_t most);

/* Attach a text to an error and return the code: `return co_raise(-EINVAL, "bad %d", n);`. The text
 * is cut to CO_TEXT_MAX - 1 bytes. A function in a pool thread may call this, too. */
enum { CO_TEXT_MAX = 128 };
int co_raise(int code, const char *format, ...) CO_PRINTF(2, 3);
/* Attach a text to the result 0 and return 0: `return co_return_text("Data from %s", name);` */
int co_return_text(const char *format, ...) CO_PRINTF(1, 2);
/* The text that came with the last result or error that the calling task raised, returned or
 * awaited; "" if it had none. Valid until the task's next call of this vocabulary. */
const char *co_text(void);
/* The message about `code` for a person: the text that came with it, or else its sentence. It is
 * valid as long as co_text(). */
const char *co_error_message(int code);

CO_END

#endif

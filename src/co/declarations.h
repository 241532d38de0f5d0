/* The marks that declarations have, in C and in C++. */
#ifndef CO_DECLARATIONS_H
#define CO_DECLARATIONS_H

#define CO_ASYNC __attribute__((warn_unused_result))
#define CO_CHECKED __attribute__((warn_unused_result))
#define CO_PRINTF(text, first) __attribute__((format(printf, text, first)))

/* Before and after the declarations of a header: a C++ program sees functions of C, some of which
 * have the name of a struct, and the shared library exports what is declared between the two. */
/* clang-format off */
#ifdef __cplusplus
#define CO_BEGIN                                                                                   \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wshadow\"")                  \
    extern "C" { _Pragma("GCC visibility push(default)")
#define CO_END _Pragma("GCC visibility pop") } _Pragma("GCC diagnostic pop")
#else
#define CO_BEGIN _Pragma("GCC visibility push(default)")
#define CO_END _Pragma("GCC visibility pop")
#endif
/* clang-format on */

#endif

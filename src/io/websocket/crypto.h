/* libcrypto of OpenSSL, as a table of functions: crypto.sha1() after
 * io_library_load(&crypto_library). */
#ifndef IO_CRYPTO_H
#define IO_CRYPTO_H

#include "io/config.h"
#include "io/library.h"

#ifdef HAVE_CRYPTO
#include <openssl/evp.h>
#include <openssl/sha.h>

#define CRYPTO_FUNCTIONS(X)                                                                        \
    X(sha1, SHA1)                                                                                  \
    X(encode_block, EVP_EncodeBlock)
#else
#define CRYPTO_FUNCTIONS(X)
#endif

extern struct crypto_functions {
    CRYPTO_FUNCTIONS(IO_FUNCTION_MEMBER)
} crypto;

#endif

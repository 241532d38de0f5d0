/* The version of the library, and what it promises. */
#ifndef CO_VERSION_H
#define CO_VERSION_H

#include "co/declarations.h"

/*
 * ---- Version ------------------------------------------------------------------------------------
 *
 * A program may rely on these rules:
 *
 *   - In one major version, a program that compiles keeps compiling, and what a contract says stays
 *     true. While the major version is 0, this holds within one minor version.
 *   - The soname of the shared library changes when a program that is linked with it has to be
 *     compiled again. Structs of the caller, such as struct co_lock, are part of that.
 *   - New members come at the end of struct co_options; 0 means what the version before did.
 *   - Members that are called private, the texts of messages, and symbols that no installed header
 *     declares may change in any version.
 */
#define CO_VERSION_MAJOR 0
#define CO_VERSION_MINOR 1
#define CO_VERSION_PATCH 0
#define CO_VERSION "0.1.0"

CO_BEGIN

/* The version of the library that the program runs with, which may be newer than CO_VERSION, the
 * version that it was compiled with. Any thread may call this. */
const char *co_version(void);

CO_END

#endif

/*
 * The world outside, for tasks: streams and servers, child processes, HTTP, WebSockets and Redis.
 * The rules of co/co.h hold here, too. HTTP, WebSockets and Redis need libraries of others, which
 * are loaded when they are first used; without them a call returns -ENOSYS.
 */
#ifndef IO_H
#define IO_H

#include "io/http/http_client.h"
#include "io/http/http_server.h"
#include "io/process/process.h"
#include "io/redis/redis.h"
#include "io/server.h"
#include "io/stream.h"
#include "io/websocket/websocket.h"

#endif

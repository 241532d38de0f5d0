#define CO_WITHOUT_PLACES /* reports show the call of the one who waits */
#include "io/work_queue_scripts.h"

#include <stdio.h>
#include <string.h>

/* ---- The scripts ---- */

/* Before Redis 7 a script that has looked at what may be otherwise the next time can write only if
 * what it does is passed on command by command. */
#define BEGIN                                                                                      \
    "if redis.replicate_commands then redis.replicate_commands() end\n"                            \
    "local queue, call, try = KEYS[1], redis.call, redis.pcall\n"                                  \
    "local GROUP, NOBODY, PRIORITIES, BELL_MAX = 'workers', '(nobody)', 9, 1024\n"                 \
    "local function stream(priority) return queue .. ':' .. priority end\n"

_Static_assert(IO_JOB_PRIORITIES == 9, "the scripts know how many there are");

/* Wakes one that waits. Without a bound it would grow as long as nobody does. */
#define RING                                                                                       \
    "local function ring()\n"                                                                      \
    "  call('LPUSH', queue .. ':bell', 1)\n"                                                       \
    "  call('LTRIM', queue .. ':bell', 0, BELL_MAX - 1)\n"                                         \
    "end\n"

#define FIELDS                                                                                     \
    "local function fields(entry, all)\n"                                                          \
    "  for i = 1, #entry[2], 2 do all[entry[2][i]] = entry[2][i + 1] end\n"                        \
    "  return all\n"                                                                               \
    "end\n"

/* Its jobs become nobody's. That a consumer is dropped with what it has does no harm then. */
#define RELEASE                                                                                    \
    RING FIELDS "local function release(worker)\n"                                                 \
                "  local job = false\n"                                                            \
                "  for priority = 1, PRIORITIES do\n"                                              \
                "    local jobs = stream(priority)\n"                                              \
                "    while true do\n"                                                              \
                "      local had = try('XPENDING', jobs, GROUP, '-', '+', 1, worker)[1]\n"         \
                "      if not had then break end\n"                                                \
                "      call('XCLAIM', jobs, GROUP, NOBODY, 0, had[1], 'JUSTID')\n"                 \
                "      local entry = call('XRANGE', jobs, had[1], had[1])[1]\n"                    \
                "      if entry then\n"                                                            \
                "        job = fields(entry, { id = had[1] }).id\n"                                \
                "        ring()\n"                                                                 \
                "      else\n"                                                                     \
                "        call('XACK', jobs, GROUP, had[1])\n"                                      \
                "      end\n"                                                                      \
                "    end\n"                                                                        \
                "    try('XGROUP', 'DELCONSUMER', jobs, GROUP, worker)\n"                          \
                "  end\n"                                                                          \
                "  call('DEL', queue .. ':alive:' .. worker)\n"                                    \
                "  call('SREM', queue .. ':workers', worker)\n"                                    \
                "  return job\n"                                                                   \
                "end\n"

static const char *const scripts[WORK_SCRIPTS] = {
    [WORK_PUT] = BEGIN RING "if call('SADD', queue .. ':ids', ARGV[2]) == 0 then return 0 end\n"
                            "call('XADD', stream(ARGV[1]), '*', 'id', ARGV[2], 'job', ARGV[3])\n"
                            "ring()\n"
                            "return 1\n",

    [WORK_SIZE] =
        BEGIN "local size = 0\n"
              "for priority = 1, PRIORITIES do size = size + call('XLEN', stream(priority)) end\n"
              "return size\n",

    [WORK_RESULT] = BEGIN FIELDS
    "local place = ARGV[1]\n"
    "while true do\n"
    "  local news = call('XREAD', 'COUNT', 1, 'STREAMS', queue .. ':done', place)\n"
    "  if not news then return false end\n"
    "  local entry = news[1][2][1]\n"
    "  place = entry[1]\n"
    "  local one = fields(entry, {})\n"
    "  local result = call('HGET', queue .. ':results', one.id)\n"
    "  if result then return { place, one.id, one.worker, tonumber(one.attempts), result } end\n"
    "end\n",

    [WORK_FORGET] = BEGIN "call('XDEL', queue .. ':done', ARGV[1])\n"
                          "call('HDEL', queue .. ':results', ARGV[2])\n"
                          "call('SREM', queue .. ':ids', ARGV[2])\n"
                          "return 0\n",

    [WORK_CLEAR] =
        BEGIN "for priority = 1, PRIORITIES do call('DEL', stream(priority)) end\n"
              "for _, worker in ipairs(call('SMEMBERS', queue .. ':workers')) do\n"
              "  call('DEL', queue .. ':alive:' .. worker)\n"
              "end\n"
              "for _, key in ipairs({ 'ids', 'results', 'done', 'workers', 'bell' }) do\n"
              "  call('DEL', queue .. ':' .. key)\n"
              "end\n"
              "return 0\n",

    [WORK_SIGN] =
        BEGIN RELEASE "local worker, token, milliseconds, look = unpack(ARGV)\n"
                      "local function alive(worker) return queue .. ':alive:' .. worker end\n"
                      "if worker ~= '' then\n"
                      "  local holder = call('GET', alive(worker))\n"
                      "  if holder and holder ~= token then return 0 end\n"
                      "  call('SET', alive(worker), token, 'PX', milliseconds)\n"
                      "  call('SADD', queue .. ':workers', worker)\n"
                      "end\n"
                      "if look == '1' then\n"
                      "  for _, one in ipairs(call('SMEMBERS', queue .. ':workers')) do\n"
                      "    if call('EXISTS', alive(one)) == 0 then release(one) end\n"
                      "  end\n"
                      "end\n"
                      "return 1\n",

    [WORK_LOST] = BEGIN RELEASE "return release(ARGV[1])\n",

    [WORK_GET] = BEGIN FIELDS
    "local worker = ARGV[1]\n"
    "local function give(priority, entry, attempts)\n"
    "  local job = fields(entry, { id = entry[1], job = '' })\n"
    "  return { priority, entry[1], attempts, job.id, job.job }\n"
    "end\n"
    "for priority = 1, PRIORITIES do\n"
    "  local jobs = stream(priority)\n"
    "  if call('XLEN', jobs) > 0 then\n"
    "    for _, owner in ipairs({ worker, NOBODY }) do\n"
    "      while true do\n"
    "        local had = try('XPENDING', jobs, GROUP, '-', '+', 1, owner)\n"
    "        if had.err then call('XGROUP', 'CREATE', jobs, GROUP, 0) end\n"
    "        if not had[1] then break end\n"
    "        local id, times = had[1][1], had[1][4]\n"
    "        local entry = call('XCLAIM', jobs, GROUP, worker, 0, id)[1]\n"
    "        if entry then return give(priority, entry, times + 1) end\n"
    "        call('XACK', jobs, GROUP, id)\n"
    "      end\n"
    "    end\n"
    "    local new = call('XREADGROUP', 'GROUP', GROUP, worker, 'COUNT', 1, 'STREAMS', jobs, '>')\n"
    "    if new then return give(priority, new[1][2][1], 1) end\n"
    "  end\n"
    "end\n"
    /* What it has rung for is gone. */
    "call('DEL', queue .. ':bell')\n"
    "return false\n",

    [WORK_DONE] = BEGIN
    "local priority, entry, id, worker, attempts, result = unpack(ARGV)\n"
    "if call('XACK', stream(priority), GROUP, entry) == 0 then return 0 end\n"
    "call('XDEL', stream(priority), entry)\n"
    "if call('HSETNX', queue .. ':results', id, result) == 0 then return 0 end\n"
    "call('XADD', queue .. ':done', '*', 'id', id, 'worker', worker, 'attempts', attempts)\n"
    "return 1\n",

    [WORK_AGAIN] = BEGIN RING "local jobs, entry, worker = stream(ARGV[1]), ARGV[2], ARGV[3]\n"
                              "if try('XPENDING', jobs, GROUP, entry, entry, 1, worker)[1] then\n"
                              "  call('XCLAIM', jobs, GROUP, NOBODY, 0, entry, 'JUSTID')\n"
                              "  ring()\n"
                              "end\n"
                              "return 0\n",
};

/* ---- Calling one ---- */

enum { BREAKS_MAX = 10 }; /* in a row, after which it is no accident any more */

static int load(struct work_link *link, enum work_script script)
{
    const struct io_bytes words[] = { IO_STRING("SCRIPT"), IO_STRING("LOAD"),
                                      IO_STRING(scripts[script]) };
    struct io_redis_reply *reply;
    int rc = io_redis_command(&link->redis, words, 3, 0, &reply);

    if (rc < 0)
        return rc;
    snprintf(link->digests[script], WORK_DIGEST_MAX, "%s", io_redis_reply_string(reply).data);
    io_redis_reply_free(reply);
    return 0;
}

static int call_once(struct work_link *link, enum work_script script,
                     const struct io_bytes *arguments, size_t count, struct io_redis_reply **reply)
{
    struct io_bytes words[4 + WORK_ARGUMENTS_MAX] = { IO_STRING("EVALSHA"),
                                                      IO_STRING(link->digests[script]),
                                                      IO_STRING("1"), IO_STRING(link->queue) };
    int rc;

    if (!link->digests[script][0]) {
        rc = load(link, script);
        if (rc < 0)
            return rc;
        words[1] = IO_STRING(link->digests[script]);
    }
    for (size_t i = 0; i < count; i++)
        words[4 + i] = arguments[i];
    rc = io_redis_command(&link->redis, words, 4 + count, 0, reply);
    if (rc == -ESTALE) /* it is another server, or the same without its memory */
        link->digests[script][0] = '\0';
    return rc;
}

int work_link_call(struct work_link *link, enum work_script script,
                   const struct io_bytes *arguments, size_t count, struct io_redis_reply **reply)
{
    for (int breaks = 1;; breaks++) {
        int rc = call_once(link, script, arguments, count, reply);

        if ((rc != -ECONNRESET && rc != -ESTALE && rc != -EAGAIN) || breaks == BREAKS_MAX)
            return rc;
        rc = co_sleep(io_redis_pause(breaks));
        if (rc < 0)
            return rc;
    }
}

int work_link_count(struct work_link *link, enum work_script script,
                    const struct io_bytes *arguments, size_t count)
{
    struct io_redis_reply *reply;
    int rc = work_link_call(link, script, arguments, count, &reply);

    if (rc == 0) {
        rc = (int)io_redis_reply_integer(reply);
        io_redis_reply_free(reply);
    }
    return rc;
}

int work_link_wait(struct work_link *link, const struct io_bytes *words, size_t count,
                   double seconds)
{
    struct io_redis_reply *reply;
    int rc = io_redis_command(&link->redis, words, count, seconds, &reply);

    if (rc == 0)
        io_redis_reply_free(reply);
    return rc == -ECONNRESET ? 0 : rc;
}

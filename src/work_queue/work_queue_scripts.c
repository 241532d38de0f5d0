#include "work_queue/work_queue_scripts.h"

#include <stdio.h>
#include <string.h>

/* ---- The scripts ---- */

/* Before Redis 7, a script may write after it has read data in random order only if Redis
 * replicates its commands one by one. */
#define BEGIN                                                                                      \
    "if redis.replicate_commands then redis.replicate_commands() end\n"                            \
    "local queue, call, try = KEYS[1], redis.call, redis.pcall\n"                                  \
    "local GROUP, NO_OWNER, PRIORITIES, BELL_MAX = 'workers', '(none)', 9, 1024\n"                 \
    "local ATTEMPTS_MAX = 5\n"                                                                     \
    "local function stream(priority) return queue .. ':' .. priority end\n"                        \
    "local function alive(worker) return queue .. ':alive:' .. worker end\n"

_Static_assert(WORK_JOB_PRIORITIES == 9 && WORK_JOB_ATTEMPTS_MAX == 5, "the scripts know them");

#define SIZE                                                                                       \
    "local function size()\n"                                                                      \
    "  local size = 0\n"                                                                           \
    "  for priority = 1, PRIORITIES do size = size + call('XLEN', stream(priority)) end\n"         \
    "  return size\n"                                                                              \
    "end\n"

/* Wake one waiting worker. Without a bound, the list would grow while no worker waits. */
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

/* Take back a pending entry of XPENDING: drop the entry if its job is gone, and set the job aside
 * if it was handed out too often. Returns whether other workers can get the job, and its id or
 * false. Commands that need no memory come first: after one of them, Redis also runs the others if
 * it is full. */
#define TAKE_BACK                                                                                  \
    RING FIELDS "local function take_back(jobs, pending, worker)\n"                                \
                "  local place, attempts = pending[1], pending[4]\n"                               \
                "  local entry = call('XRANGE', jobs, place, place)[1]\n"                          \
                "  local job = entry and fields(entry, { id = place, job = '' })\n"                \
                "  if job and attempts < ATTEMPTS_MAX then return true, job.id end\n"              \
                "  call('XACK', jobs, GROUP, place)\n"                                             \
                "  call('XDEL', jobs, place)\n"                                                    \
                "  if not job then return false, false end\n"                                      \
                "  local why = attempts .. ' attempts without a result, the last by ' .. worker\n" \
                "  if call('HSETNX', queue .. ':results', job.id, why) == 1 then\n"                \
                "    call('HSET', queue .. ':aside', job.id, job.job)\n"                           \
                "    call('XADD', queue .. ':done', '*', 'id', job.id, 'worker', worker,"          \
                "      'attempts', attempts, 'aside', 1)\n"                                        \
                "  end\n"                                                                          \
                "  return false, job.id\n"                                                         \
                "end\n"

/* The worker's jobs lose their owner. After that, dropping the consumer loses no job. */
#define RELEASE                                                                                    \
    TAKE_BACK "local function release(worker)\n"                                                   \
              "  local job, aside = false, 0\n"                                                    \
              "  for priority = 1, PRIORITIES do\n"                                                \
              "    local jobs = stream(priority)\n"                                                \
              "    while true do\n"                                                                \
              "      local had = try('XPENDING', jobs, GROUP, '-', '+', 1, worker)[1]\n"           \
              "      if not had then break end\n"                                                  \
              "      local is_for_others, id = take_back(jobs, had, worker)\n"                     \
              "      if id then job, aside = id, is_for_others and 0 or 1 end\n"                   \
              "      if is_for_others then\n"                                                      \
              "        call('XCLAIM', jobs, GROUP, NO_OWNER, 0, had[1], 'JUSTID')\n"               \
              "        ring()\n"                                                                   \
              "      end\n"                                                                        \
              "    end\n"                                                                          \
              "    try('XGROUP', 'DELCONSUMER', jobs, GROUP, worker)\n"                            \
              "  end\n"                                                                            \
              "  call('DEL', alive(worker))\n"                                                     \
              "  call('SREM', queue .. ':workers', worker)\n"                                      \
              "  return job and { job, aside }\n"                                                  \
              "end\n"

/* Take the most urgent job for a worker: first one that it has and has not heard of, or that has no
 * owner. Returns its parts, or false. */
#define TAKE                                                                                       \
    TAKE_BACK                                                                                      \
    "local function give(priority, entry, attempts)\n"                                             \
    "  local job = fields(entry, { id = entry[1], job = '' })\n"                                   \
    "  return { priority, entry[1], attempts, job.id, job.job }\n"                                 \
    "end\n"                                                                                        \
    "local function take(worker)\n"                                                                \
    "  for priority = 1, PRIORITIES do\n"                                                          \
    "    local jobs = stream(priority)\n"                                                          \
    "    if call('XLEN', jobs) > 0 then\n"                                                         \
    "      for _, owner in ipairs({ worker, NO_OWNER }) do\n"                                      \
    "        while true do\n"                                                                      \
    "          local had = try('XPENDING', jobs, GROUP, '-', '+', 1, owner)\n"                     \
    "          if had.err then call('XGROUP', 'CREATE', jobs, GROUP, 0) end\n"                     \
    "          if not had[1] then break end\n"                                                     \
    "          if take_back(jobs, had[1], owner) then\n"                                           \
    "            local entry = call('XCLAIM', jobs, GROUP, worker, 0, had[1][1])[1]\n"             \
    "            return give(priority, entry, had[1][4] + 1)\n"                                    \
    "          end\n"                                                                              \
    "        end\n"                                                                                \
    "      end\n"                                                                                  \
    "      local new = call('XREADGROUP', 'GROUP', GROUP, worker, 'COUNT', 1,"                     \
    "        'STREAMS', jobs, '>')\n"                                                              \
    "      if new then return give(priority, new[1][2][1], 1) end\n"                               \
    "    end\n"                                                                                    \
    "  end\n" /* no job is left, so the bell must not wake another worker */                       \
    "  call('DEL', queue .. ':bell')\n"                                                            \
    "  return false\n"                                                                             \
    "end\n"

/* End a job with its result. A repeated result is known, too: behind the stamp of the job stand the
 * attempt and the worker of the result. */
#define FINISH                                                                                     \
    "local function finish(priority, entry, id, worker, attempts, result)\n"                       \
    "  local ids, stamp = queue .. ':ids', call('HGET', queue .. ':ids', id) or ';'\n"             \
    "  local mark = entry .. ' ' .. attempts .. ' ' .. worker\n"                                   \
    "  if call('XACK', stream(priority), GROUP, entry) == 0 then\n"                                \
    "    return string.sub(stamp, -#mark - 1) == ';' .. mark and 1 or 0\n"                         \
    "  end\n"                                                                                      \
    "  call('XDEL', stream(priority), entry)\n"                                                    \
    "  if call('HSETNX', queue .. ':results', id, result) == 0 then return 0 end\n"                \
    "  call('HSET', ids, id, stamp .. mark)\n"                                                     \
    "  call('XADD', queue .. ':done', '*', 'id', id, 'worker', worker, 'attempts', attempts)\n"    \
    "  return 1\n"                                                                                 \
    "end\n"

static const char *const scripts[WORK_SCRIPTS] = {
    /* A put whose reply was lost comes again with its stamp. */
    [WORK_PUT] = BEGIN RING
    "local count = 0\n"
    "for i = 2, #ARGV, 3 do\n"
    "  local priority, id, job, stamp = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[1] .. i .. ';'\n"
    "  if call('HSETNX', queue .. ':ids', id, stamp) == 1 then\n"
    "    call('XADD', stream(priority), '*', 'id', id, 'job', job)\n"
    "    ring()\n"
    "    count = count + 1\n"
    "  elseif string.sub(call('HGET', queue .. ':ids', id), 1, #stamp) == stamp then\n"
    "    count = count + 1\n"
    "  end\n"
    "end\n"
    "return count\n",

    [WORK_SIZE] = BEGIN SIZE "return size()\n",

    [WORK_RESULT] = BEGIN SIZE FIELDS
    "local place, token = unpack(ARGV)\n"
    "while true do\n"
    "  local news = call('XREAD', 'COUNT', 1, 'STREAMS', queue .. ':done', place)\n"
    "  if not news then return size() end\n"
    "  local entry = news[1][2][1]\n"
    "  place = entry[1]\n"
    "  local one = fields(entry, { id = '', worker = '', attempts = '0' })\n"
    "  local result = call('HGET', queue .. ':results', one.id)\n"
    "  local stamp = call('HGET', queue .. ':ids', one.id) or ''\n"
    "  local ours = string.sub(stamp, 1, #token) == token and 1 or 0\n"
    "  if result then\n"
    "    return { place, one.id, one.worker, tonumber(one.attempts) or 0, result,\n"
    "             one.aside and 1 or 0, ours }\n"
    "  end\n"
    "end\n",

    [WORK_FORGET] = BEGIN "call('XDEL', queue .. ':done', ARGV[1])\n"
                          "for _, key in ipairs({ 'results', 'ids', 'aside' }) do\n"
                          "  call('HDEL', queue .. ':' .. key, ARGV[2])\n"
                          "end\n"
                          "return 0\n",

    [WORK_WORKERS] = BEGIN "local count = 0\n"
                           "for _, one in ipairs(call('SMEMBERS', queue .. ':workers')) do\n"
                           "  count = count + call('EXISTS', alive(one))\n"
                           "end\n"
                           "return count\n",

    [WORK_CLEAR] = BEGIN
    "for priority = 1, PRIORITIES do call('DEL', stream(priority)) end\n"
    "for _, one in ipairs(call('SMEMBERS', queue .. ':workers')) do\n"
    "  if call('EXISTS', alive(one)) == 0 then call('SREM', queue .. ':workers', one) end\n"
    "end\n"
    "for _, key in ipairs({ 'ids', 'results', 'done', 'aside', 'bell' }) do\n"
    "  call('DEL', queue .. ':' .. key)\n"
    "end\n"
    "local owner = queue .. ':owner'\n"
    "if call('GET', owner) == ARGV[1] then call('DEL', owner) end\n"
    "return 0\n",

    /* Only the first sign needs memory. A full Redis takes the others. */
    [WORK_SIGN] = BEGIN RELEASE
    "local worker, token, milliseconds, look, seconds = unpack(ARGV)\n"
    "local workers = queue .. ':workers'\n"
    "local key = worker == '' and queue .. ':owner' or alive(worker)\n"
    "if token ~= '' then\n"
    "  local holder = call('GET', key)\n"
    "  if holder and holder ~= token then return 0 end\n"
    "  if holder then call('PEXPIRE', key, milliseconds)\n"
    "  else call('SET', key, token, 'PX', milliseconds) end\n"
    "  if worker ~= '' and call('SISMEMBER', workers, worker) == 0 then\n"
    "    call('SADD', workers, worker)\n"
    "  end\n"
    "end\n"
    "if look == '1' then\n"
    "  for _, one in ipairs(call('SMEMBERS', workers)) do\n"
    "    if call('EXISTS', alive(one)) == 0 then release(one) end\n"
    "  end\n"
    "end\n"
    "if seconds ~= '0' then\n"
    "  for priority = 1, PRIORITIES do call('EXPIRE', stream(priority), seconds) end\n"
    "  for _, key in ipairs({ 'ids', 'results', 'done', 'aside', 'workers', 'bell' }) do\n"
    "    call('EXPIRE', queue .. ':' .. key, seconds)\n"
    "  end\n"
    "end\n"
    "return 1\n",

    [WORK_LOST] = BEGIN RELEASE "return release(ARGV[1])\n",

    [WORK_GET] = BEGIN TAKE "return take(ARGV[1])\n",

    [WORK_DONE] = BEGIN FINISH "return finish(unpack(ARGV))\n",

    [WORK_NEXT] = BEGIN FINISH TAKE "local stored = finish(unpack(ARGV))\n"
                                    "return { stored, take(ARGV[4]) }\n",

    [WORK_AGAIN] = BEGIN TAKE_BACK
    "local jobs, entry, worker, attempts = stream(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]\n"
    "local had = try('XPENDING', jobs, GROUP, entry, entry, 1, worker)[1]\n"
    "if had and attempts ~= '' then\n"
    "  call('XCLAIM', jobs, GROUP, NO_OWNER, 0, entry, 'RETRYCOUNT', attempts, 'JUSTID')\n"
    "  ring()\n"
    "elseif had and take_back(jobs, had, worker) then\n"
    "  call('XCLAIM', jobs, GROUP, NO_OWNER, 0, entry, 'JUSTID')\n"
    "  ring()\n"
    "end\n"
    "return 0\n",
};

/* ---- Calling one ---- */

enum { BREAKS_MAX = 10 }; /* in a row; after so many breaks another attempt makes no sense */

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

/* Returns whether another attempt makes sense. A Redis that is full, or cannot save, may have room
 * later. */
static bool may_pass(const struct work_link *link, int code, int *breaks, double since)
{
    if (code == -ENOSPC || code == -EIO)
        return link->waits_for_room && co_time() - since < link->redis.patience;
    if (code == -ECONNRESET || code == -ESTALE || code == -EAGAIN)
        return ++*breaks < BREAKS_MAX;
    return false;
}

int work_link_call(struct work_link *link, enum work_script script,
                   const struct io_bytes *arguments, size_t count, struct io_redis_reply **reply)
{
    double since = co_time();
    int breaks = 0;

    for (int attempt = 1;; attempt++) {
        int rc = call_once(link, script, arguments, count, reply);

        if (!may_pass(link, rc, &breaks, since))
            return rc;
        if (link->redis.away && (rc == -ENOSPC || rc == -EIO))
            link->redis.away(link->redis.argument, rc);
        rc = co_sleep(io_redis_pause(attempt));
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

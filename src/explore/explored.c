#include "explore/explored.h"

#include "co/explain/roster.h"
#include "run/unnamed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { EXIT_NO_STREAM = 6 };

/* ---- The outcome ---- */

/* FNV-1a */
static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

static void add_bytes(struct outcome *outcome, const char *bytes, size_t length)
{
    size_t room = sizeof outcome->text - 1 - outcome->length;

    outcome->hash = hash_bytes(outcome->hash, bytes, length);
    length = length < room ? length : co_cut(bytes, room);
    memcpy(outcome->text + outcome->length, bytes, length);
    outcome->length += length;
}

static void add_line(struct outcome *outcome, const char *line)
{
    add_bytes(outcome, line, strlen(line));
    add_bytes(outcome, "\n", 1);
}

/* " at 0.300 s" says when, and an outcome has no times. Returns the length of such words. */
static size_t length_of_time(const char *at)
{
    size_t digits = strncmp(at, " at ", 4) == 0 ? strspn(at + 4, "0123456789.") : 0;

    return digits && strncmp(at + 4 + digits, " s", 2) == 0 ? 4 + digits + 2 : 0;
}

static void add_without_time(struct outcome *outcome, const char *line)
{
    while (*line) {
        const char *at = strstr(line, " at ");
        size_t length = at ? length_of_time(at) : 0;

        if (!at)
            at = line + strlen(line);
        else if (!length)
            at++;
        add_bytes(outcome, line, (size_t)(at - line));
        line = at + length;
    }
    add_bytes(outcome, "\n", 1);
}

static bool begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* Lines that are indented explain the line above. How long a child holds the clock depends on the
 * machine. */
static void note_report(struct outcome *outcome, const char *line)
{
    if (!line[0] || line[0] == ' ' || outcome->ends_report ||
        begins(line, "The virtual clock stands"))
        return;
    if (begins(line, "DEADLOCK") || begins(line, "LIVELOCK") || begins(line, "PARTIAL DEADLOCK"))
        outcome->is_stuck = outcome->ends_report = true;
    else if (begins(line, "MUST(") || begins(line, "SHOULD("))
        outcome->breaks_promise = true;
    else
        outcome->reports++;
    add_without_time(outcome, line);
}

static void note(void *context, const struct event *event)
{
    struct outcome *outcome = context;

    if (event->kind == EVENT_LINE && event->task == MAIN_TASK)
        add_line(outcome, event->text);
    else if (event->kind == EVENT_REPORT)
        note_report(outcome, event->text);
}

/* ---- In the process of the run ---- */

static void become_quiet(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGPWR);
#endif
    signal(SIGALRM, SIG_DFL);
    alarm(EXPLORED_SECONDS);
}

__attribute__((noreturn)) static void be_explored(struct explored *explored,
                                                  const struct explored_demo *demo,
                                                  const struct order *order, int descriptor)
{
    struct outcome *outcome = &explored->outcome;
    struct stream stream = { 0 };
    struct run_result result;
    struct run_options options = {
        .clock = CO_CLOCK_VIRTUAL,
        .seed = demo->seed,
        .turns = demo->turns,
        .variant = demo->variant,
        .output = -1,
        .errors = -1,
        .order = order,
        .stream = descriptor >= 0 ? &stream : NULL,
        .handle_signals = true,
        .judges_should = true,
    };

    become_quiet();
    run_listen(&options, note, outcome);
    run_demo(demo->demo, &options, &result);
    if (descriptor >= 0 && stream_write(&stream, descriptor) < 0)
        _exit(EXIT_NO_STREAM);
    outcome->order_failed = result.order_failed;
    outcome->exit_code = result.exit_code;
    if (result.exit_code == EXIT_TOOL_FAILED)
        add_line(outcome, result.message);
    outcome->end = EXPLORED_ENDED;
    _exit(EXIT_WELL);
}

/* ---- In the process that explores ---- */

struct explored *explored_create(void)
{
    void *memory = mmap(NULL, sizeof(struct explored), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return NULL;
    strays_begin(&((struct explored *)memory)->strays);
    return memory;
}

void explored_free(struct explored *explored)
{
    if (!explored)
        return;
    strays_end(&explored->strays);
    munmap(explored, sizeof *explored);
}

static bool is_known(const void *context, pid_t process)
{
    (void)context;
    (void)process;
    return false;
}

static int wait_for(pid_t id, struct outcome *outcome)
{
    int status;

    while (waitpid(id, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    if (WIFSIGNALED(status)) {
        outcome->end = WTERMSIG(status) == SIGALRM ? EXPLORED_HUNG : EXPLORED_CRASHED;
        outcome->status = WTERMSIG(status);
    } else if (WEXITSTATUS(status) == EXIT_NO_STREAM) {
        return -ENOMEM;
    } else if (outcome->end != EXPLORED_ENDED) {
        outcome->end = EXPLORED_CRASHED; /* the demo itself ended the process */
    }
    return 0;
}

static int read_stream(int descriptor, struct stream *stream)
{
    return lseek(descriptor, 0, SEEK_SET) < 0 ? -errno : stream_read(stream, descriptor);
}

int explored_run(struct explored *explored, const struct explored_demo *demo,
                 const struct order *order, struct stream *stream)
{
    int descriptor = stream ? unnamed_file() : -1, rc;
    pid_t id;

    if (stream && descriptor < 0)
        return descriptor;
    memset(&explored->outcome, 0, offsetof(struct outcome, text));
    explored->outcome.hash = UINT64_C(14695981039346656037);
    explored->places.count = 0;
    id = fork();
    if (id == 0)
        be_explored(explored, demo, order, descriptor);
    rc = id < 0 ? -errno : wait_for(id, &explored->outcome);
    /* A run that comes to its end ends what it began, too. */
    if (id > 0 && explored->outcome.end != EXPLORED_ENDED)
        strays_kill(&explored->strays, is_known, NULL);
    explored->outcome.text[explored->outcome.length] = '\0';
    if (rc == 0 && stream && explored->outcome.end == EXPLORED_ENDED)
        rc = read_stream(descriptor, stream);
    if (descriptor >= 0)
        close(descriptor);
    return rc;
}

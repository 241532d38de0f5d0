/* How a child begins. posix_spawn() is used and not fork(), since it takes a fiftieth of the time
 * when this process has 1 GiB of memory. */
#include "io/process/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static int redirect(posix_spawn_file_actions_t *actions, int target, enum io_redirect how, int end)
{
    switch (how) {
    case IO_PIPE:
        return posix_spawn_file_actions_adddup2(actions, end, target);
    case IO_DEVNULL:
        return posix_spawn_file_actions_addopen(actions, target, "/dev/null", O_RDWR, 0);
    case IO_TO_OUTPUT:
        return posix_spawn_file_actions_adddup2(actions, STDOUT_FILENO, target);
    default:
        return 0;
    }
}

static int change_folder(posix_spawn_file_actions_t *actions, const char *folder)
{
#ifdef HAVE_ADDCHDIR
    return folder ? posix_spawn_file_actions_addchdir_np(actions, folder) : 0;
#else
    (void)actions;
    return folder ? ENOSYS : 0;
#endif
}

/* Our own descriptors are closed by exec(). Descriptors of other code may stay open. */
static int close_the_rest(posix_spawn_file_actions_t *actions)
{
#ifdef HAVE_ADDCLOSEFROM
    return posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
#else
    (void)actions;
    return 0;
#endif
}

static int add_actions(posix_spawn_file_actions_t *actions,
                       const struct io_process_options *options, const struct child_ends *ends)
{
    const enum io_redirect how[] = { options->input, options->output, options->errors };
    int rc = change_folder(actions, options->folder);

    for (int i = 0; i < CHILD_STREAMS && rc == 0; i++)
        rc = redirect(actions, i, how[i], ends->descriptors[i]);
    return rc ? rc : close_the_rest(actions);
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t all, none;
    int rc;

    sigfillset(&all);
    sigemptyset(&none);
    rc = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                                  POSIX_SPAWN_SETSIGMASK);
    rc = rc ? rc : posix_spawnattr_setpgroup(attributes, 0);
    rc = rc ? rc : posix_spawnattr_setsigdefault(attributes, &all);
    return rc ? rc : posix_spawnattr_setsigmask(attributes, &none);
}

/* Returns a positive errno. */
static int spawn(pid_t *id, const char *program, const char *const *arguments,
                 char *const *environment, const struct io_process_options *options,
                 const struct child_ends *ends)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int rc = posix_spawn_file_actions_init(&actions);

    if (rc)
        return rc;
    rc = posix_spawnattr_init(&attributes);
    if (!rc) {
        rc = add_actions(&actions, options, ends);
        rc = rc ? rc : set_attributes(&attributes);
        rc = rc ? rc
                : posix_spawnp(id, program, &actions, &attributes, (char *const *)arguments,
                               environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

/* The system does not say which of the two is missing. */
static int explain(int error, const char *program, const char *folder)
{
    struct stat status;
    const char *what = program;

    if (error != ENOENT && error != EACCES && error != ENOTDIR)
        return co_raise(-error, "%s: %s", program, strerror(error));
    if (folder && (stat(folder, &status) < 0 || !S_ISDIR(status.st_mode) || access(folder, X_OK)))
        what = folder;
    return co_raise(-error, "%s: '%s'", strerror(error), what);
}

/* posix_spawnp() looks into our PATH and not into the child's. So if the program is `sleep` itself,
 * give its path. */
static const char *find_program(const char *name, const char *folder, char path[CHILD_PATH_MAX])
{
    size_t length = strlen(folder);

    if (!*folder || strchr(name, '/') || length + 1 + strlen(name) >= CHILD_PATH_MAX)
        return name;
    memcpy(path, folder, length);
    path[length] = '/';
    strcpy(path + length + 1, name);
    return access(path, X_OK) == 0 ? path : name;
}

int child_spawn(struct io_process *process, const char *const *arguments,
                const struct io_process_options *options, const struct child_ends *ends)
{
    char folder[CHILD_PATH_MAX], path[CHILD_PATH_MAX];
    char *const *environment = options->environment ? (char *const *)options->environment : environ;
    char **in_time = NULL;
    const char *program;
    int rc;

    folder[0] = '\0';
    if (process->in_time.address[0] && child_environment_folder(folder)) {
        in_time = child_environment_make(options->environment, folder, process->in_time.address);
        if (!in_time)
            return co_raise(-ENOMEM, "there is no memory for the environment of a child");
    }
    program = find_program(arguments[0], folder, path);
    rc = spawn(&process->id, program, arguments, in_time ? in_time : environment, options, ends);
    co_memory_resize(in_time, 0);
    if (rc) {
        process->id = 0;
        return explain(rc, arguments[0], options->folder);
    }
    return 0;
}

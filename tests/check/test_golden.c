#include "check/golden.h"

#include "test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/ptrace.h>
#endif

static struct golden golden;
static struct transcript_error error;

static const char OLD[] = "[  0.010] old\n[  0.020] and old\n";
static const char NEW[] = "[  0.010] new\n";

static void begin(void)
{
    golden = (struct golden){ .root = test_folder(), .chapter = "production", .demo = "lock" };
}

/* The path below the case's folder. */
static const char *below(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", test_folder(), name);
    return path;
}

static int replace(const char *text, bool whatever_is_there)
{
    return golden_replace(&golden, text, strlen(text), whatever_is_there, &error);
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");

    ASSERT_TRUE(file);
    ASSERT_EQ(fwrite(bytes, 1, size, file), size);
    ASSERT_EQ(fclose(file), 0);
}

static void assert_file(const char *path, const char *content)
{
    char actual[1024];
    FILE *file = fopen(path, "r");

    ASSERT_TRUE(file);
    actual[fread(actual, 1, sizeof actual - 1, file)] = '\0';
    fclose(file);
    ASSERT_STR_EQ(actual, content);
}

/* The names in the chapter's folder, in alphabetical order, each followed by a blank. */
static const char *files(void)
{
    static char names[1024];
    struct dirent **entries;
    int count = scandir(below("golden/production"), &entries, NULL, alphasort);

    names[0] = '\0';
    for (int i = 0; i < count; i++) {
        if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0)
            strcat(strcat(names, entries[i]->d_name), " ");
        free(entries[i]);
    }
    free(entries);
    return names;
}

/* ---- Names ---- */

TEST(a_path_is_made_of_chapter_demo_and_variant)
{
    static const struct {
        struct golden golden;
        const char *path;
    } rows[] = {
        { { "root", "production", "lock", NULL, false }, "root/golden/production/lock.txt" },
        { { "root", "production", "rate-limit", "fixed", false },
          "root/golden/production/rate-limit.fixed.txt" },
        { { "root", "production", "lock", NULL, true }, "root/golden/production/lock.err.txt" },
        { { "/", "patterns", "race", "flaw", true }, "//golden/patterns/race.flaw.err.txt" },
    };
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ASSERT_EQ(golden_path(&rows[i].golden, path), 0);
        ASSERT_STR_EQ(path, rows[i].path);
    }
}

TEST(names_that_lead_elsewhere_are_refused)
{
    static const struct golden rows[] = {
        { "root", "", "lock", NULL, false },
        { "root", "..", "lock", NULL, false },
        { "root", "a/b", "lock", NULL, false },
        { "root", "production", "", NULL, false },
        { "root", "production", ".", NULL, false },
        { "root", "production", "../lock", NULL, false },
        { "root", "production", "lock", "", false },
        { "root", "production", "lock", "a/b", false },
        { "root", "production", "lock", ".x", false },
        { "root", "production", "lock.err", NULL, false },
        { "root", "production", "lock", "err", false },
    };
    struct transcript transcript;
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_note("row %zu", i);
        ASSERT_EQ(golden_path(&rows[i], path), -EINVAL);
        ASSERT_EQ(golden_read(&rows[i], &transcript, &error), -EINVAL);
        ASSERT_EQ(golden_replace(&rows[i], NEW, strlen(NEW), true, &error), -EINVAL);
    }
    ASSERT_STR_EQ(error.message,
                  "root: no golden transcript can have this name: chapter \"production\", "
                  "demo \"lock\", variant \"err\".");
}

TEST(a_path_that_is_too_long_is_refused)
{
    static char root[PATH_MAX];
    struct golden row = { root, "production", "lock", NULL, false };
    size_t rest = strlen("/golden/production/.lock.txt.new");
    char path[PATH_MAX];

    memset(root, 'x', PATH_MAX - 1);
    ASSERT_EQ(golden_path(&row, path), -ENAMETOOLONG);
    root[PATH_MAX - rest] = '\0'; /* the path is short enough, that of the temporary file is not */
    ASSERT_EQ(golden_path(&row, path), 0);
    ASSERT_EQ(golden_replace(&row, NEW, strlen(NEW), true, &error), -ENAMETOOLONG);
}

/* ---- Reading ---- */

TEST(golden_is_read_back_after_it_is_written)
{
    struct transcript transcript;

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    ASSERT_EQ(golden_read(&golden, &transcript, &error), 0);
    ASSERT_EQ(transcript.count, 2);
    ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_ELAPSED);
    transcript_free(&transcript);
}

TEST(a_missing_golden_is_named)
{
    struct transcript transcript;

    begin();
    ASSERT_EQ(golden_read(&golden, &transcript, &error), -ENOENT);
    ASSERT_TRUE(
        strstr(error.message, "/golden/production/lock.txt: it cannot be opened: No such file"));
    ASSERT_TRUE(!transcript.bytes);
}

TEST(golden_of_stderr_has_no_stamps)
{
    struct transcript transcript;

    begin();
    golden.part = GOLDEN_ERRORS;
    ASSERT_EQ(replace("[  0.010] a\n[  0.000] b\n", false), 0);
    ASSERT_EQ(golden_read(&golden, &transcript, &error), 0);
    ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_NONE);
    transcript_free(&transcript);
}

/* ---- Replacing ---- */

TEST(folder_of_a_golden_is_made)
{
    begin();
    ASSERT_EQ(replace(NEW, false), 0);
    assert_file(below("golden/production/lock.txt"), NEW);
    ASSERT_STR_EQ(files(), "lock.txt ");
}

TEST(a_valid_golden_is_replaced)
{
    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    ASSERT_EQ(replace(NEW, false), 0);
    assert_file(below("golden/production/lock.txt"), NEW);
    ASSERT_STR_EQ(files(), "lock.txt ");
}

TEST(variants_do_not_touch_each_other)
{
    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    golden.variant = "fixed";
    ASSERT_EQ(replace(NEW, false), 0);
    golden.part = GOLDEN_ERRORS;
    ASSERT_EQ(replace("a deadlock\n", false), 0);
    ASSERT_STR_EQ(files(), "lock.fixed.err.txt lock.fixed.txt lock.txt ");
    assert_file(below("golden/production/lock.txt"), OLD);
    assert_file(below("golden/production/lock.fixed.txt"), NEW);
    assert_file(below("golden/production/lock.fixed.err.txt"), "a deadlock\n");
}

TEST(golden_of_stderr_is_removed_when_stderr_is_empty)
{
    begin();
    golden.part = GOLDEN_ERRORS;
    ASSERT_EQ(replace("a deadlock\n", false), 0);
    ASSERT_EQ(replace("", false), 0);
    ASSERT_STR_EQ(files(), "");
    ASSERT_EQ(replace("", false), 0);
    ASSERT_STR_EQ(files(), "");
}

TEST(malformed_golden_is_not_written)
{
    static const char *const texts[] = {
        "",
        "no stamp\n",
        "[  0.010] cut short",
        "[  0.010] \xff\n",
        "[  0.010] a\n[  0.000] backwards\n",
        "[  0.010] a\r\n",
        "[  0.010] a\n<<<<<<< b\n",
    };

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        test_note("%s", texts[i]);
        ASSERT_TRUE(replace(texts[i], false) < 0);
        ASSERT_TRUE(replace(texts[i], true) < 0);
        ASSERT_TRUE(strncmp(error.message, "the new ", 8) == 0);
        assert_file(below("golden/production/lock.txt"), OLD);
        ASSERT_STR_EQ(files(), "lock.txt ");
    }
}

TEST(damaged_golden_is_replaced_only_by_force)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *message; /* behind the path */
    } rows[] = {
#define BYTES(text) text, sizeof text - 1
        { BYTES("[  0.010] cut"), ":1: the file is cut short: its last line has no newline." },
        { BYTES("[  0.010] a\n[  0.020] \xf0\x9f\n"),
          ":2: byte 11 of the line, 0xf0, is not UTF-8." },
        { BYTES("[  0.010] \0\n"), ":1: byte 11 of the line is NUL, so the file is not text." },
        { BYTES("[  0.010] a\n<<<<<<< ours\n"),
          ":2: a merge mark (<<<<<<<): the file holds both sides of an unfinished merge." },
        { BYTES("\n"),
          ":1: a golden transcript begins with the seconds since the start, as in [  0.010]." },
#undef BYTES
    };

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[PATH_MAX];
        struct stat status;

        test_note("row %zu", i);
        golden_path(&golden, path);
        write_file(path, rows[i].bytes, rows[i].size);
        ASSERT_TRUE(replace(NEW, false) < 0);
        ASSERT_TRUE(strncmp(error.message, path, strlen(path)) == 0);
        ASSERT_STR_EQ(error.message + strlen(path), rows[i].message);
        ASSERT_EQ(stat(path, &status), 0);
        ASSERT_EQ(status.st_size, rows[i].size);
        ASSERT_STR_EQ(files(), "lock.txt ");
        ASSERT_EQ(replace(NEW, true), 0);
        assert_file(path, NEW);
    }
}

/* A new demo's golden begins as an empty file. */
TEST(an_empty_golden_may_be_replaced)
{
    struct transcript transcript;

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    write_file(below("golden/production/lock.txt"), "", 0);
    ASSERT_EQ(golden_read(&golden, &transcript, &error), -EBADMSG);
    ASSERT_EQ(replace(NEW, false), 0);
    assert_file(below("golden/production/lock.txt"), NEW);
}

TEST(folder_in_place_of_a_golden_stays)
{
    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    ASSERT_EQ(unlink(below("golden/production/lock.txt")), 0);
    ASSERT_EQ(mkdir(below("golden/production/lock.txt"), 0777), 0);
    ASSERT_EQ(replace(NEW, false), -EISDIR);
    ASSERT_EQ(replace(NEW, true), -EISDIR);
    ASSERT_TRUE(strstr(error.message, "lock.txt: it cannot be replaced: Is a directory."));
    ASSERT_STR_EQ(files(), "lock.txt ");
}

TEST(permissions_of_a_golden_stay)
{
    struct stat status;

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    ASSERT_EQ(chmod(below("golden/production/lock.txt"), 0640), 0);
    ASSERT_EQ(replace(NEW, false), 0);
    ASSERT_EQ(stat(below("golden/production/lock.txt"), &status), 0);
    ASSERT_EQ(status.st_mode & 07777, 0640);
}

TEST(missing_root_is_named)
{
    begin();
    golden.root = below("nowhere");
    ASSERT_EQ(replace(NEW, false), -ENOENT);
    ASSERT_TRUE(strstr(error.message,
                       "/nowhere/golden: the folder cannot be made or opened: No such file"));
}

TEST(a_file_in_place_of_the_folder_is_named)
{
    begin();
    ASSERT_EQ(mkdir(below("golden"), 0777), 0);
    write_file(below("golden/production"), "", 0);
    ASSERT_EQ(replace(NEW, false), -ENOTDIR);
    ASSERT_TRUE(strstr(error.message,
                       "/golden/production: the folder cannot be made or opened: Not a dir"));
}

/* Stands for a full disk. */
TEST(the_old_golden_stays_when_the_new_one_cannot_be_written)
{
    struct rlimit limit = { 5, 5 };

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    signal(SIGXFSZ, SIG_IGN);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ASSERT_EQ(replace(NEW, false), -EFBIG);
    ASSERT_STR_EQ(files(), "lock.txt ");
    assert_file(below("golden/production/lock.txt"), OLD);
}

TEST(golden_returns_an_error_without_descriptors)
{
    struct rlimit limit;

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    getrlimit(RLIMIT_NOFILE, &limit);
    for (rlim_t allowed = 3; allowed < 8; allowed++) {
        int result;

        limit.rlim_cur = allowed;
        setrlimit(RLIMIT_NOFILE, &limit);
        result = replace(NEW, false);
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        test_note("%d descriptors: %d", (int)allowed, result);
        if (allowed == 3)
            ASSERT_EQ(result, -EMFILE);
        ASSERT_TRUE(result == -EMFILE || result == 0);
        assert_file(below("golden/production/lock.txt"), result ? OLD : NEW);
        ASSERT_EQ(replace(OLD, false), 0);
        ASSERT_STR_EQ(files(), "lock.txt ");
    }
}

TEST(temporary_file_of_a_killed_process_is_reused)
{
    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    write_file(below("golden/production/.lock.txt.new"), "[  0.010] half of a much longer tran",
               36);
    ASSERT_EQ(replace(NEW, false), 0);
    assert_file(below("golden/production/lock.txt"), NEW);
    ASSERT_STR_EQ(files(), "lock.txt ");
}

TEST(a_link_in_place_of_the_temporary_file_is_not_followed)
{
    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    ASSERT_EQ(symlink("lock.txt", below("golden/production/.lock.txt.new")), 0);
    ASSERT_EQ(replace(NEW, false), -ELOOP);
    assert_file(below("golden/production/lock.txt"), OLD);
}

/* ---- Several processes, and processes that are killed ---- */

static void assert_old_or_new(void)
{
    struct transcript transcript;
    size_t size;

    ASSERT_EQ(golden_read(&golden, &transcript, &error), 0);
    size = transcript.size;
    ASSERT_TRUE((size == strlen(OLD) && memcmp(transcript.bytes, OLD, size) == 0) ||
                (size == strlen(NEW) && memcmp(transcript.bytes, NEW, size) == 0));
    transcript_free(&transcript);
}

TEST(a_second_process_waits_for_the_first)
{
    int temporary, status;
    pid_t child;

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    temporary = open(below("golden/production/.lock.txt.new"), O_RDWR | O_CREAT, 0666);
    ASSERT_EQ(flock(temporary, LOCK_EX), 0);
    child = fork();
    if (child == 0) {
        close(temporary); /* or it would wait for itself */
        _exit(replace(NEW, false) == 0 ? 0 : 1);
    }
    /* While it waits for the lock, the name goes to another file, as when the first one renames its
     * own. */
    ASSERT_EQ(unlink(below("golden/production/.lock.txt.new")), 0);
    assert_file(below("golden/production/lock.txt"), OLD);
    close(temporary);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
    assert_file(below("golden/production/lock.txt"), NEW);
    ASSERT_STR_EQ(files(), "lock.txt ");
}

TEST(processes_can_replace_one_golden_at_the_same_time)
{
    enum { PROCESSES = 4, TIMES = 25 };
    pid_t children[PROCESSES];

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        for (int time = 0; children[i] == 0 && time < TIMES; time++) {
            if (replace((i + time) % 2 ? OLD : NEW, false) < 0)
                _exit(1);
        }
        if (children[i] == 0)
            _exit(0);
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;

        assert_old_or_new();
        ASSERT_EQ(waitpid(children[i], &status, 0), children[i]);
        ASSERT_EQ(status, 0);
    }
    assert_old_or_new();
    ASSERT_STR_EQ(files(), "lock.txt ");
}

static void assert_survived(void)
{
    const char *names;

    assert_old_or_new();
    names = files();
    ASSERT_TRUE(strcmp(names, "lock.txt ") == 0 || strcmp(names, ".lock.txt.new lock.txt ") == 0);
    ASSERT_EQ(replace(OLD, false), 0);
    ASSERT_STR_EQ(files(), "lock.txt ");
}

TEST(writer_killed_at_random_leaves_the_old_golden_or_the_new)
{
    unsigned state = 1;

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    for (int i = 0; i < 100; i++) {
        struct timespec pause = { 0 };
        pid_t child = fork();

        while (child == 0)
            replace(++state % 2 ? OLD : NEW, false);
        state = state * 1103515245 + 12345;
        pause.tv_nsec = (state >> 16) % 5000 * 1000L;
        nanosleep(&pause, NULL); /* the random moment */
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        test_note("kill %d, after %ld us", i, pause.tv_nsec / 1000);
        assert_survived();
    }
}

#ifdef __linux__
/* Lets a child replace the golden and kills it before its n-th step into the kernel or out of it.
 * False if the child came to its end before. */
static bool kill_at_step(int step)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        _exit(replace(NEW, false) == 0 ? 0 : 1);
    }
    ASSERT_EQ(waitpid(child, &status, 0), child);
    if (!WIFSTOPPED(status))
        test_skip("no process may be traced here");
    for (int i = 0; i < step; i++) {
        ptrace(PTRACE_SYSCALL, child, NULL, NULL);
        ASSERT_EQ(waitpid(child, &status, 0), child);
        if (WIFEXITED(status)) {
            ASSERT_EQ(WEXITSTATUS(status), 0);
            return false;
        }
    }
    kill(child, SIGKILL);
    ASSERT_EQ(waitpid(child, &status, 0), child);
    return true;
}

TEST(writer_killed_at_any_call_leaves_the_old_golden_or_the_new)
{
    int steps = 0, replaced = 0;

    begin();
    ASSERT_EQ(replace(OLD, false), 0);
    while (kill_at_step(steps)) {
        struct transcript transcript;

        test_note("killed at step %d", steps);
        ASSERT_EQ(golden_read(&golden, &transcript, &error), 0);
        replaced += transcript.size == strlen(NEW);
        transcript_free(&transcript);
        assert_survived();
        steps++;
    }
    /* Each of open, write, fsync and rename is two steps, and some come after the rename. */
    ASSERT_TRUE(steps > 20);
    ASSERT_TRUE(replaced > 0 && replaced < steps);
    assert_file(below("golden/production/lock.txt"), NEW);
}
#endif

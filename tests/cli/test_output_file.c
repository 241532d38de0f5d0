#include "cli/output_file.h"

#include "cli/command.h"

#include "capture.h"
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct capture capture;

/* The path of this name in the folder of the case; valid until the next call. */
static const char *place(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", test_folder(), name);
    return path;
}

static void make(const char *name, const char *text)
{
    FILE *file = fopen(place(name), "w");

    ASSERT_TRUE(file);
    fputs(text, file);
    fclose(file);
}

static const char *content(const char *name)
{
    static char text[256];
    FILE *file = fopen(place(name), "r");

    ASSERT_TRUE(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static int files_in_folder(void)
{
    DIR *folder = opendir(test_folder());
    int count = 0;

    for (struct dirent *file; (file = readdir(folder));)
        count += file->d_name[0] != '.';
    closedir(folder);
    return count;
}

static int write_text(const char *name, const char *text)
{
    return output_file_write(place(name), text, strlen(text));
}

/* What is said when the file is written; the folder's name is left out. */
static const char *refusal(const char *name)
{
    char *path, *text;

    capture_begin(&capture, stderr);
    ASSERT_EQ(write_text(name, "new"), EXIT_TOOL_FAILED);
    text = (char *)capture_end(&capture);
    for (size_t length = strlen(test_folder()); (path = strstr(text, test_folder()));)
        memmove(path, path + length, strlen(path + length) + 1);
    return text;
}

/* Root may write to all files, so it becomes another user for a while. */
static void stop_being_root(void)
{
    ASSERT_EQ(chmod(test_folder(), 0777), 0);
    if (getuid() == 0)
        ASSERT_EQ(seteuid(65534), 0);
}

static void be_root_again(void)
{
    if (getuid() == 0)
        ASSERT_EQ(seteuid(0), 0);
}

TEST(file_is_whole_and_alone)
{
    ASSERT_EQ(output_file_check(place("picture")), 0);
    ASSERT_EQ(files_in_folder(), 0);
    ASSERT_EQ(write_text("picture", "text"), 0);
    ASSERT_STR_EQ(content("picture"), "text");
    ASSERT_EQ(write_text("picture", ""), 0);
    ASSERT_STR_EQ(content("picture"), "");
    ASSERT_EQ(files_in_folder(), 1);
}

TEST(file_in_the_working_folder_needs_no_path)
{
    ASSERT_EQ(chdir(test_folder()), 0);
    ASSERT_EQ(output_file_check("picture"), 0);
    ASSERT_EQ(output_file_write("picture", "text", 4), 0);
    ASSERT_STR_EQ(content("picture"), "text");
}

TEST(file_that_is_replaced_keeps_its_permissions)
{
    struct stat status;

    make("picture", "old");
    ASSERT_EQ(chmod(place("picture"), 0640), 0);
    ASSERT_EQ(write_text("picture", "new"), 0);
    ASSERT_STR_EQ(content("picture"), "new");
    ASSERT_EQ(stat(place("picture"), &status), 0);
    ASSERT_EQ(status.st_mode & 0777, 0640);
}

TEST(new_file_has_the_permissions_of_the_mask)
{
    struct stat status;

    umask(027);
    ASSERT_EQ(write_text("picture", "new"), 0);
    ASSERT_EQ(stat(place("picture"), &status), 0);
    ASSERT_EQ(status.st_mode & 0777, 0640);
}

TEST(symbolic_link_stays_and_its_file_is_replaced)
{
    struct stat status;

    make("picture", "old");
    ASSERT_EQ(symlink("picture", place("link")), 0);
    ASSERT_EQ(write_text("link", "new"), 0);
    ASSERT_STR_EQ(content("picture"), "new");
    ASSERT_EQ(lstat(place("link"), &status), 0);
    ASSERT_TRUE(S_ISLNK(status.st_mode));
    ASSERT_EQ(files_in_folder(), 2);
}

TEST(folder_is_refused)
{
    ASSERT_EQ(mkdir(place("folder"), 0777), 0);
    ASSERT_STR_EQ(refusal("folder"),
                  "/folder cannot be written: it is a folder, so name a file in it.\n");
}

TEST(missing_folder_is_named)
{
    ASSERT_STR_EQ(refusal("none/picture"),
                  "/none/picture cannot be written: there is no folder /none.\n");
    make("file", "");
    ASSERT_STR_EQ(refusal("file/picture"),
                  "/file/picture cannot be written: there is no folder /file.\n");
}

TEST(name_that_is_too_long_is_refused)
{
    static char name[2 * PATH_MAX];

    memset(name, 'a', sizeof name - 1);
    capture_begin(&capture, stderr);
    ASSERT_EQ(output_file_check(name), EXIT_TOOL_FAILED);
    ASSERT_TRUE(strstr(capture_end(&capture), "File name too long"));
}

TEST(folder_without_permission_is_refused)
{
    stop_being_root();
    ASSERT_EQ(mkdir(place("folder"), 0777), 0);
    ASSERT_EQ(chmod(place("folder"), 0555), 0);
    ASSERT_STR_EQ(refusal("folder/picture"),
                  "/folder/picture cannot be written: Permission denied.\n");
    be_root_again();
}

TEST(file_that_is_read_only_is_not_replaced)
{
    stop_being_root();
    make("picture", "old");
    ASSERT_EQ(chmod(place("picture"), 0444), 0);
    ASSERT_STR_EQ(refusal("picture"), "/picture cannot be written: Permission denied.\n");
    ASSERT_STR_EQ(content("picture"), "old");
    be_root_again();
}

TEST(full_device_is_an_error)
{
    if (access("/dev/full", W_OK) < 0)
        test_skip("there is no /dev/full");
    capture_begin(&capture, stderr);
    ASSERT_EQ(output_file_write("/dev/full", "text", 4), EXIT_TOOL_FAILED);
    ASSERT_STR_EQ(capture_end(&capture), "/dev/full cannot be written: No space left on device.\n");
}

TEST(file_that_does_not_fit_leaves_the_former_file)
{
    struct rlimit limit = { 2, RLIM_INFINITY };
    int nowhere = open("/dev/null", O_WRONLY), errors = dup(STDERR_FILENO);

    make("picture", "old");
    /* The limit is also that of a file that has the message. */
    ASSERT_TRUE(dup2(nowhere, STDERR_FILENO) >= 0);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ASSERT_EQ(write_text("picture", "new text"), EXIT_TOOL_FAILED);
    limit.rlim_cur = RLIM_INFINITY;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    dup2(errors, STDERR_FILENO);
    close(errors);
    close(nowhere);
    ASSERT_STR_EQ(content("picture"), "old");
    ASSERT_EQ(files_in_folder(), 1);
}

TEST(pipe_gets_the_bytes)
{
    char text[8] = "";
    int reader;

    ASSERT_EQ(mkfifo(place("pipe"), 0600), 0);
    reader = open(place("pipe"), O_RDONLY | O_NONBLOCK);
    ASSERT_TRUE(reader >= 0);
    ASSERT_EQ(write_text("pipe", "text"), 0);
    ASSERT_EQ(read(reader, text, sizeof text), 4);
    ASSERT_STR_EQ(text, "text");
    close(reader);
}

TEST(signals_are_let_in_again)
{
    struct sigaction action;
    sigset_t mask;

    ASSERT_EQ(write_text("picture", "text"), 0);
    sigprocmask(SIG_BLOCK, NULL, &mask);
    ASSERT_TRUE(!sigismember(&mask, SIGINT) && !sigismember(&mask, SIGTERM));
    sigaction(SIGXFSZ, NULL, &action);
    ASSERT_TRUE(action.sa_handler == SIG_DFL);
}

TEST(two_names_of_a_file_are_the_same)
{
    char first[PATH_MAX], other[PATH_MAX];

    make("there", "text");
    ASSERT_TRUE(mkdir(place("folder"), 0777) == 0);
    strcpy(first, place("there"));
    ASSERT_TRUE(output_file_is_same(first, place("folder/../there")));
    ASSERT_TRUE(!output_file_is_same(first, place("absent")));
    strcpy(other, place("absent"));
    ASSERT_TRUE(output_file_is_same(other, place("folder/../absent")));
    ASSERT_TRUE(!output_file_is_same(other, place("folder/absent")));
    ASSERT_TRUE(!output_file_is_same(other, place("another")));
    ASSERT_TRUE(!output_file_is_same("/dev/null", "/dev/null"));
}

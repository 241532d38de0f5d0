#include "run/unnamed_file.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TEST(file_is_read_from_its_begin)
{
    int descriptor = unnamed_file();
    char *bytes;
    size_t size;

    ASSERT_TRUE(descriptor >= 0);
    ASSERT_EQ(write(descriptor, "one two", 7), 7);
    ASSERT_EQ(unnamed_file_read(descriptor, &bytes, &size), 0);
    ASSERT_EQ(size, 7);
    ASSERT_EQ(memcmp(bytes, "one two", 7), 0);
    ASSERT_EQ(lseek(descriptor, 0, SEEK_CUR), 7);
    free(bytes);
    close(descriptor);
}

TEST(empty_file_has_no_bytes)
{
    int descriptor = unnamed_file();
    char *bytes;
    size_t size;

    ASSERT_EQ(unnamed_file_read(descriptor, &bytes, &size), 0);
    ASSERT_TRUE(!bytes);
    ASSERT_EQ(size, 0);
    close(descriptor);
}

TEST(file_is_closed_on_exec)
{
    int descriptor = unnamed_file();

    ASSERT_TRUE(fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
    close(descriptor);
}

TEST(closed_descriptor_is_an_error)
{
    char *bytes;
    size_t size;

    ASSERT_EQ(unnamed_file_read(-1, &bytes, &size), -EBADF);
}

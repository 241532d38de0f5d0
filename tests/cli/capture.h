/* What a function prints. */
#ifndef TEST_CAPTURE_H
#define TEST_CAPTURE_H

#include "test.h"

#include <stdio.h>
#include <unistd.h>

struct capture {
    FILE *stream; /* stdout or stderr */
    FILE *file;
    int original;
    char text[16 * 1024];
};

/* A stream that the program has put in place of the C library's does not tell it. */
static inline int capture_descriptor(const FILE *stream)
{
    return stream == stdout ? STDOUT_FILENO : STDERR_FILENO;
}

static inline void capture_begin(struct capture *capture, FILE *stream)
{
    fflush(stream);
    capture->stream = stream;
    capture->file = tmpfile();
    ASSERT_TRUE(capture->file);
    capture->original = dup(capture_descriptor(stream));
    ASSERT_TRUE(dup2(fileno(capture->file), capture_descriptor(stream)) >= 0);
}

/* What has been printed since. */
static inline const char *capture_end(struct capture *capture)
{
    size_t length;

    fflush(capture->stream);
    dup2(capture->original, capture_descriptor(capture->stream));
    close(capture->original);
    rewind(capture->file);
    length = fread(capture->text, 1, sizeof capture->text - 1, capture->file);
    capture->text[length] = '\0';
    fclose(capture->file);
    return capture->text;
}

#endif

/* A folder with golden transcripts, and the output of a function. */
#ifndef TESTS_CHECK_TREE_H
#define TESTS_CHECK_TREE_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define TREE __attribute__((unused)) static

/* golden/chapter/NAME in the case's folder. */
TREE const char *tree_path(const char *name)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s/golden", test_folder());
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/golden/chapter", test_folder());
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/golden/chapter/%s", test_folder(), name);
    return path;
}

TREE void tree_write(const char *name, const char *text)
{
    FILE *file = fopen(tree_path(name), "w");

    ASSERT_TRUE(file != NULL);
    fputs(text, file);
    ASSERT_EQ(fclose(file), 0);
}

/* The content of the file, in a buffer of its own; "(none)" if there is no such file. */
TREE const char *tree_read(const char *name)
{
    static char text[65536];
    FILE *file = fopen(tree_path(name), "r");
    size_t size;

    if (!file)
        return "(none)";
    size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    fclose(file);
    return text;
}

TREE void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        ASSERT_STR_EQ(text, part);
}

#endif

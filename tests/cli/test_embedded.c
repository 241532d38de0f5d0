#include "cli/embedded.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

TEST(files_are_sorted_by_their_paths)
{
    ASSERT_TRUE(embedded_files_count > 0);
    for (size_t i = 1; i < embedded_files_count; i++)
        ASSERT_TRUE(strcmp(embedded_files[i - 1].path, embedded_files[i].path) < 0);
}

TEST(file_is_found_by_its_path)
{
    for (size_t i = 0; i < embedded_files_count; i++)
        ASSERT_TRUE(embedded_find(embedded_files[i].path) == &embedded_files[i]);
    ASSERT_TRUE(!embedded_find("golden/production/unheard-of.txt"));
    ASSERT_TRUE(!embedded_find(""));
}

TEST(file_has_the_bytes_of_the_source_tree)
{
    for (size_t i = 0; i < embedded_files_count; i++) {
        const struct embedded_file *embedded = &embedded_files[i];
        char path[4096];
        FILE *file;

        snprintf(path, sizeof path, "%s/%s", SOURCE_ROOT, embedded->path);
        test_note("%s", path);
        file = fopen(path, "r");
        ASSERT_TRUE(file);
        for (const char *at = embedded->begin; at < embedded->end; at++)
            ASSERT_EQ(getc(file), (unsigned char)*at);
        ASSERT_EQ(getc(file), EOF);
        fclose(file);
    }
}

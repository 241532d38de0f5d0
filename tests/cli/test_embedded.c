#include "cli/embedded.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

TEST(files_are_sorted_by_their_paths)
{
    ASSERT_TRUE(embedded_rows_count > 0);
    for (size_t i = 1; i < embedded_rows_count; i++)
        ASSERT_TRUE(strcmp(embedded_at(i - 1).path, embedded_at(i).path) < 0);
}

TEST(file_is_found_by_its_path)
{
    struct embedded_file file;

    for (size_t i = 0; i < embedded_rows_count; i++) {
        ASSERT_TRUE(embedded_find(embedded_at(i).path, &file));
        ASSERT_TRUE(file.begin == embedded_at(i).begin);
    }
    ASSERT_TRUE(!embedded_find("golden/production/unheard-of.txt", &file));
    ASSERT_TRUE(!embedded_find("", &file));
}

TEST(file_has_the_bytes_of_the_source_tree)
{
    for (size_t i = 0; i < embedded_rows_count; i++) {
        const struct embedded_file embedded = embedded_at(i);
        char path[4096];
        FILE *file;

        snprintf(path, sizeof path, "%s/%s", SOURCE_ROOT, embedded.path);
        test_note("%s", path);
        file = fopen(path, "r");
        ASSERT_TRUE(file);
        for (const char *at = embedded.begin; at < embedded.end; at++)
            ASSERT_EQ(getc(file), (unsigned char)*at);
        ASSERT_EQ(getc(file), EOF);
        fclose(file);
    }
}

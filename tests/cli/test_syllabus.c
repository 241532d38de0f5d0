#include "cli/syllabus.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

TEST(demo_is_found_by_name_by_chapter_and_by_place)
{
    const struct syllabus_entry *lock = syllabus_find("lock");

    ASSERT_TRUE(lock == &syllabus[0]);
    ASSERT_STR_EQ(lock->name, "lock");
    ASSERT_STR_EQ(lock->chapter->folder, "production");
    ASSERT_EQ(lock->chapter->number, 1);
    ASSERT_TRUE(syllabus_find("production/lock") == lock);
    ASSERT_TRUE(syllabus_find("1.1") == lock);
}

TEST(all_demos_are_found_in_all_three_ways)
{
    for (size_t i = 0; i < syllabus_count; i++) {
        const struct syllabus_entry *entry = &syllabus[i];
        char path[128], place[32];

        test_note("%s", entry->name);
        snprintf(path, sizeof path, "%s/%s", entry->chapter->folder, entry->name);
        snprintf(place, sizeof place, "%d.%d", entry->chapter->number, syllabus_number(entry));
        ASSERT_TRUE(syllabus_find(entry->name) == entry);
        ASSERT_TRUE(syllabus_find(path) == entry);
        ASSERT_TRUE(syllabus_find(place) == entry);
    }
}

TEST(demo_is_found_by_its_file)
{
    static const char *const words[] = {
        "demos/production/lock.c",
        "./demos/production/lock.c",
        "/src/demos/production/lock.c",
        "../demos/production/lock.c",
        "production/lock.c",
        "./production/lock.c",
        "../production/lock.c",
        "lock.c",
        "./lock.c",
    };
    static const char *const others[] = {
        "production/lock.cc",
        "production/.c",
        "demos/advanced/lock.c",
        "other/lock.c",
        "/lock.c",
        "x/production/lock.c",
        "xlock.c",
        "demos/production/lock.c/",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        test_note("\"%s\"", words[i]);
        ASSERT_TRUE(syllabus_find(words[i]) == &syllabus[0]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        test_note("\"%s\"", others[i]);
        ASSERT_TRUE(!syllabus_find(others[i]));
    }
}

TEST(numbers_count_within_the_chapter)
{
    int number = 0;

    for (size_t i = 0; i < syllabus_count; i++) {
        number = i && syllabus[i - 1].chapter == syllabus[i].chapter ? number + 1 : 1;
        ASSERT_EQ(syllabus_number(&syllabus[i]), number);
    }
}

TEST(other_words_are_not_demos)
{
    static const char *const words[] = {
        "",           "loc",         "locks", "Lock",
        "production", "production/", "/lock", "production/lock/",
        "prod/lock",  "1",           "1.",    "1.0",
        "01.1",       "1.1 ",        "1.999", "9.1",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        test_note("\"%s\"", words[i]);
        ASSERT_TRUE(!syllabus_find(words[i]));
    }
}

TEST(chapter_is_found_by_folder_and_number)
{
    ASSERT_TRUE(syllabus_find_chapter("production") == &syllabus_chapters[0]);
    ASSERT_TRUE(syllabus_find_chapter("1") == &syllabus_chapters[0]);
    ASSERT_TRUE(syllabus_find_chapter("production/") == &syllabus_chapters[0]);
    ASSERT_TRUE(syllabus_find_chapter("demos/production") == &syllabus_chapters[0]);
    ASSERT_TRUE(syllabus_find_chapter("../demos/production/") == &syllabus_chapters[0]);
    ASSERT_TRUE(!syllabus_find_chapter("x/production"));
    ASSERT_TRUE(!syllabus_find_chapter("/"));
    ASSERT_TRUE(syllabus_find_chapter("5") == syllabus_find_chapter("methodology"));
    ASSERT_TRUE(!syllabus_find_chapter("0"));
    ASSERT_TRUE(!syllabus_find_chapter("1.1"));
    ASSERT_TRUE(!syllabus_find_chapter("lock"));
    ASSERT_TRUE(!syllabus_find_chapter(""));
}

TEST(chapter_begins_with_its_first_demo)
{
    for (size_t i = 0; i < syllabus_chapter_count; i++) {
        char place[32];

        test_note("%s", syllabus_chapters[i].folder);
        ASSERT_EQ(syllabus_chapters[i].number, (int)i + 1);
        snprintf(place, sizeof place, "%zu.1", i + 1);
        ASSERT_TRUE(syllabus_find(place)->chapter == &syllabus_chapters[i]);
    }
}

TEST(variants_are_found_by_name)
{
    ASSERT_STR_EQ(syllabus_find_variant(syllabus_find("rate-limit"), "fixed")->name, "fixed");
    ASSERT_TRUE(!syllabus_find_variant(syllabus_find("rate-limit"), "fixe"));
    ASSERT_TRUE(!syllabus_find_variant(syllabus_find("lock"), "fixed"));
}

/* list, show and --help rely on it. */
TEST(demo_has_a_title_and_a_section)
{
    for (size_t i = 0; i < syllabus_count; i++) {
        const struct demo *demo = syllabus[i].demo;

        test_note("%s", syllabus[i].name);
        ASSERT_TRUE(demo->main && demo->title && *demo->title && demo->section && *demo->section);
        ASSERT_TRUE(demo->exit_code == 0 || demo->exit_code == 3);
        for (int k = 0; k < DEMO_VARIANTS_MAX && demo->variants[k].name; k++) {
            ASSERT_TRUE(demo->variants[k].title);
            ASSERT_TRUE(strcmp(demo->variants[k].name, "default") != 0);
        }
    }
}

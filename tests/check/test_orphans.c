#include "check/orphans.h"

#include "tree.h"

#include <errno.h>
#include <unistd.h>

static const struct demo plain, varied = { .variants = { { "flaw", "", 0 }, { "fixed", "", 0 } } };
static const struct check_demo demos[] = { { "chapter", "one", &plain },
                                           { "chapter", "two", &varied },
                                           { "other", "three", &plain } };
static const struct check_catalog catalog = { demos, 3 };

/* The names of the orphans among some of the demos, in a line; the caller keeps no pointer to
 * it. */
static const char *orphans_of(const struct check_demo *some, size_t count)
{
    static char names[1024];
    struct orphans orphans;

    names[0] = '\0';
    ASSERT_EQ(orphans_find(&orphans, test_folder(), &catalog, some, count), 0);
    for (size_t i = 0; i < orphans.count; i++) {
        const char *path = orphans.found[i].path + strlen(test_folder());

        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? " " : "", path);
        ASSERT_EQ(orphans.found[i].error, 0);
    }
    orphans_free(&orphans);
    return names;
}

static void make_folder(const char *name)
{
    char path[4096];

    tree_path("");
    snprintf(path, sizeof path, "%s/golden/%s", test_folder(), name);
    ASSERT_EQ(mkdir(path, 0777), 0);
}

static void write_all(const char *const *names)
{
    for (; *names; names++)
        tree_write(*names, "[  0.000] a\n");
}

TEST(goldens_of_the_catalog_are_no_orphans)
{
    static const char *const names[] = { "one.txt",      "one.err.txt",      "two.txt",
                                         "two.flaw.txt", "two.flaw.err.txt", "two.fixed.txt",
                                         "one.events",   "two.flaw.events",  NULL };

    write_all(names);
    ASSERT_STR_EQ(orphans_of(demos, 3), "");
}

TEST(goldens_without_a_demo_or_variant_are_found)
{
    static const char *const names[] = { "gone.txt",    "gone.err.txt",    "one.flaw.txt",
                                         "two.fla.txt", "on.txt",          "two.flaw.old.txt",
                                         "gone.events", "one.flaw.events", NULL };

    write_all(names);
    ASSERT_STR_EQ(
        orphans_of(demos, 3),
        "/golden/chapter/gone.err.txt /golden/chapter/gone.events "
        "/golden/chapter/gone.txt /golden/chapter/on.txt "
        "/golden/chapter/one.flaw.events /golden/chapter/one.flaw.txt /golden/chapter/two.fla.txt "
        "/golden/chapter/two.flaw.old.txt");
}

TEST(a_golden_in_the_wrong_chapter_is_an_orphan)
{
    tree_write("three.txt", "[  0.000] a\n");
    ASSERT_STR_EQ(orphans_of(demos, 3), "/golden/chapter/three.txt");
}

TEST(other_files_are_not_orphans)
{
    static const char *const names[] = { ".gone.txt.new", ".gone.txt", "gone.txt~", "README",
                                         NULL };

    write_all(names);
    make_folder(".git");
    make_folder("chapter/folder.txt");
    tree_write("../file.txt", "");
    ASSERT_STR_EQ(orphans_of(demos, 3), "");
}

TEST(orphans_are_those_of_the_selection)
{
    static const char *const names[] = { "gone.txt",          "one.gone.txt",  "two.gone.txt",
                                         "../other/gone.txt", "../gone/x.txt", NULL };

    make_folder("other");
    make_folder("gone");
    write_all(names);
    ASSERT_STR_EQ(orphans_of(demos, 1), "/golden/chapter/one.gone.txt");
    ASSERT_STR_EQ(orphans_of(demos, 2), "/golden/chapter/gone.txt /golden/chapter/one.gone.txt "
                                        "/golden/chapter/two.gone.txt");
    ASSERT_STR_EQ(orphans_of(demos + 2, 1), "/golden/other/gone.txt");
    ASSERT_STR_EQ(orphans_of(demos, 3),
                  "/golden/chapter/gone.txt /golden/chapter/one.gone.txt "
                  "/golden/chapter/two.gone.txt /golden/gone/x.txt /golden/other/gone.txt");
}

TEST(orphans_are_none_without_a_folder)
{
    ASSERT_STR_EQ(orphans_of(demos, 3), "");
}

TEST(unreadable_folder_is_reported)
{
    struct orphans orphans;

    if (geteuid() == 0)
        test_skip("root may list any folder");
    make_folder("other");
    tree_write("../other/three.txt", "");
    chmod(tree_path("../other"), 0);
    ASSERT_EQ(orphans_find(&orphans, test_folder(), &catalog, demos, 3), 0);
    chmod(tree_path("../other"), 0777);
    ASSERT_EQ(orphans.count, 1);
    ASSERT_EQ(orphans.found[0].error, -EACCES);
    orphans_free(&orphans);
}

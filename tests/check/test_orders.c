#include "check/orders.h"

#include "tree.h"

#include <unistd.h>

static const struct demo demo = { .identifier = "tick" };
static const struct check_demo entry = { "chapter", "tick", &demo };
static int64_t readings[] = { 1000, 3000 };
static struct check_options options;
static struct checked one;
static struct check check = { .options = &options, .cases = &one, .count = 1 };

static void judge(enum verdict_kind kind, const char *variant, enum child_end end)
{
    one = (struct checked){
        .what = { .demo = &entry, .variant = variant },
        .real_run = { .end = end, .record = { .readings = readings, .count = 2 } },
        .real_verdict = { .kind = kind, .message = "it was late" },
        .real_judged = true,
    };
    orders_keep(&check);
}

static void keep(enum verdict_kind kind, const char *variant, const char *folder)
{
    options = (struct check_options){ .orders = folder };
    judge(kind, variant, CHILD_ENDED);
}

/* Without the option --orders. */
static void keep_in_build(enum verdict_kind kind, const char *folder)
{
    options = (struct check_options){ .orders_of_build = folder };
    judge(kind, NULL, CHILD_ENDED);
}

static const char *content(const char *path)
{
    static char text[4096];
    FILE *file = fopen(path, "r");

    if (!file)
        return "(none)";
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* In one of a few buffers. */
static const char *in_folder(const char *name)
{
    static char paths[4][4096];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof *paths, "%s/orders%s", test_folder(), name);
    return path;
}

static void assert_none(const char *path)
{
    ASSERT_STR_EQ(content(path), "(none)");
}

TEST(failed_run_leaves_its_order)
{
    keep(VERDICT_FAILED, "slow", in_folder(""));
    ASSERT_STR_EQ(content(in_folder("/tick.slow.order")),
                  "order 1\ndemo tick\nvariant slow\nclock 1000 2000\nend\n");
    assert_has(one.real_verdict.message, "it was late; to run it again: asyncdemo tick --order=");
}

TEST(inconclusive_run_leaves_its_order)
{
    keep(VERDICT_INCONCLUSIVE, NULL, in_folder(""));
    ASSERT_STR_EQ(content(in_folder("/tick.order")), "order 1\ndemo tick\nclock 1000 2000\nend\n");
}

TEST(passed_run_leaves_nothing)
{
    keep(VERDICT_PASSED, NULL, in_folder(""));
    ASSERT_TRUE(access(in_folder(""), F_OK) < 0);
}

TEST(build_folder_keeps_orders_by_itself)
{
    keep_in_build(VERDICT_FAILED, in_folder(""));
    ASSERT_STR_EQ(content(in_folder("/tick.order")), "order 1\ndemo tick\nclock 1000 2000\nend\n");
    assert_has(one.real_verdict.message, "; to run it again: asyncdemo tick --order=");
}

TEST(passed_run_removes_the_order_of_the_build)
{
    keep_in_build(VERDICT_FAILED, in_folder(""));
    keep_in_build(VERDICT_PASSED, in_folder(""));
    assert_none(in_folder("/tick.order"));
    ASSERT_STR_EQ(one.real_verdict.message, "it was late");
}

TEST(passed_run_spares_the_files_of_a_user)
{
    keep(VERDICT_FAILED, NULL, in_folder(""));
    keep(VERDICT_PASSED, NULL, in_folder(""));
    ASSERT_STR_EQ(content(in_folder("/tick.order")), "order 1\ndemo tick\nclock 1000 2000\nend\n");
}

TEST(next_failed_run_replaces_the_order)
{
    keep_in_build(VERDICT_FAILED, in_folder(""));
    readings[0] = 500;
    keep_in_build(VERDICT_FAILED, in_folder(""));
    ASSERT_STR_EQ(content(in_folder("/tick.order")), "order 1\ndemo tick\nclock 500 2500\nend\n");
}

TEST(killed_run_leaves_no_order_and_says_so)
{
    keep_in_build(VERDICT_FAILED, in_folder(""));
    judge(VERDICT_FAILED, NULL, CHILD_TIMED_OUT);
    ASSERT_STR_EQ(one.real_verdict.message,
                  "it was late; the run left no order, because it did not end");
    assert_none(in_folder("/tick.order"));
}

TEST(case_that_did_not_run_spares_the_order)
{
    keep_in_build(VERDICT_FAILED, in_folder(""));
    judge(VERDICT_SKIPPED, NULL, CHILD_NOT_RUN);
    ASSERT_STR_EQ(content(in_folder("/tick.order")), "order 1\ndemo tick\nclock 1000 2000\nend\n");
    ASSERT_STR_EQ(one.real_verdict.message, "it was late");
}

TEST(path_in_the_working_folder_is_short)
{
    ASSERT_EQ(chdir(test_folder()), 0);
    keep_in_build(VERDICT_FAILED, in_folder(""));
    ASSERT_STR_EQ(one.real_verdict.message,
                  "it was late; to run it again: asyncdemo tick --order=orders/tick.order");
}

TEST(path_is_quoted_for_a_shell)
{
    ASSERT_EQ(chdir(test_folder()), 0);
    keep_in_build(VERDICT_FAILED, in_folder(" & so"));
    ASSERT_STR_EQ(one.real_verdict.message, "it was late; to run it again: "
                                            "asyncdemo tick '--order=orders & so/tick.order'");
}

TEST(no_folder_means_no_orders_and_says_so)
{
    keep(VERDICT_FAILED, NULL, NULL);
    ASSERT_STR_EQ(one.real_verdict.message,
                  "it was late; its order is not kept: --orders=FOLDER keeps it");
}

TEST(folder_that_cannot_be_written_is_named)
{
    keep(VERDICT_FAILED, NULL, "/dev/null/orders");
    ASSERT_STR_EQ(one.real_verdict.message, "it was late; its order could not be written to "
                                            "/dev/null/orders/tick.order: Not a directory");
}

TEST(build_folder_that_cannot_be_written_has_a_way_out)
{
    keep_in_build(VERDICT_FAILED, "/dev/null/orders");
    ASSERT_STR_EQ(one.real_verdict.message,
                  "it was late; its order could not be written to /dev/null/orders/tick.order: "
                  "Not a directory; --orders=FOLDER keeps it elsewhere");
}

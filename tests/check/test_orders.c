#include "check/orders.h"

#include "tree.h"

#include <unistd.h>

static const struct demo demo = { .identifier = "tick" };
static const struct check_demo entry = { "chapter", "tick", &demo };
static int64_t readings[] = { 1000, 3000 };
static struct check_options options;
static struct checked one;
static struct check check = { .options = &options, .cases = &one, .count = 1 };

static void keep(enum verdict_kind kind, const char *variant, const char *folder)
{
    one = (struct checked){
        .what = { .demo = &entry, .variant = variant },
        .real_run = { .end = CHILD_ENDED, .record = { .readings = readings, .count = 2 } },
        .real_verdict = { .kind = kind, .message = "it was late" },
        .real_judged = true,
    };
    options.orders = folder;
    orders_keep(&check);
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

static const char *in_folder(const char *name)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s/orders%s", test_folder(), name);
    return path;
}

TEST(failed_run_leaves_its_order)
{
    char folder[4096];

    strcpy(folder, in_folder(""));
    keep(VERDICT_FAILED, "slow", folder);
    ASSERT_STR_EQ(content(in_folder("/tick.slow.order")),
                  "order 1\ndemo tick\nvariant slow\nclock 1000 2000\nend\n");
    assert_has(one.real_verdict.message, "it was late; to run it again: asyncdemo tick --order=");
}

TEST(inconclusive_run_leaves_its_order)
{
    char folder[4096];

    strcpy(folder, in_folder(""));
    keep(VERDICT_INCONCLUSIVE, NULL, folder);
    ASSERT_STR_EQ(content(in_folder("/tick.order")), "order 1\ndemo tick\nclock 1000 2000\nend\n");
}

TEST(passed_run_leaves_nothing)
{
    char folder[4096];

    strcpy(folder, in_folder(""));
    keep(VERDICT_PASSED, NULL, folder);
    ASSERT_TRUE(access(folder, F_OK) < 0);
}

TEST(no_folder_means_no_orders)
{
    keep(VERDICT_FAILED, NULL, NULL);
    ASSERT_STR_EQ(one.real_verdict.message, "it was late");
}

TEST(folder_that_cannot_be_written_is_named)
{
    keep(VERDICT_FAILED, NULL, "/dev/null/orders");
    ASSERT_STR_EQ(one.real_verdict.message, "it was late; its order could not be written to "
                                            "/dev/null/orders/tick.order: Not a directory");
}

#include "run/labels.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct labels labels;

static void assert_label(uint32_t id, const char *name)
{
    ASSERT_STR_EQ(labels_name(&labels, id), name);
    ASSERT_EQ(labels_id(&labels, name, strlen(name)), id);
}

TEST(equal_names_get_numbers)
{
    ASSERT_EQ(labels_add(&labels, 1, "fetch", '~', false), 0);
    ASSERT_EQ(labels_add(&labels, 2, "main", '~', false), 0);
    ASSERT_EQ(labels_add(&labels, 3, "fetch", '~', false), 0);
    ASSERT_EQ(labels_add(&labels, 4, "fetch", '~', false), 0);
    assert_label(1, "fetch");
    assert_label(2, "main");
    assert_label(3, "fetch~2");
    assert_label(4, "fetch~3");
    labels_free(&labels);
}

TEST(things_get_numbers_from_the_first_on)
{
    ASSERT_EQ(labels_add(&labels, 7, "lock", '-', true), 0);
    ASSERT_EQ(labels_add(&labels, 9, "queue", '-', true), 0);
    ASSERT_EQ(labels_add(&labels, 8, "lock", '-', true), 0);
    assert_label(7, "lock-1");
    assert_label(9, "queue-1");
    assert_label(8, "lock-2");
    labels_free(&labels);
}

TEST(an_id_keeps_its_label)
{
    ASSERT_EQ(labels_add(&labels, 1, "lock", '-', true), 0);
    ASSERT_EQ(labels_add(&labels, 1, "lock", '-', true), 0);
    assert_label(1, "lock-1");
    labels_free(&labels);
}

TEST(a_label_has_one_id)
{
    ASSERT_EQ(labels_put(&labels, 1, "fetch and more", 5), 0);
    ASSERT_EQ(labels_put(&labels, 2, "fetch", 5), -EEXIST);
    assert_label(1, "fetch");
    labels_free(&labels);
}

TEST(unknown_ids_and_labels_are_none)
{
    ASSERT_TRUE(!labels_name(&labels, 3));
    ASSERT_EQ(labels_id(&labels, "fetch", 5), 0);
    ASSERT_EQ(labels_id(&labels, "", 0), 0);
}

TEST(a_thousand_labels_are_found)
{
    char name[32];

    for (uint32_t id = 1; id <= 1000; id++) {
        snprintf(name, sizeof name, "task-%u", id % 10);
        ASSERT_EQ(labels_add(&labels, id, name, '~', false), 0);
    }
    assert_label(1000, "task-0~100");
    assert_label(5, "task-5");
    labels_free(&labels);
}

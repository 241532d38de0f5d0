#include "show/graph_text.h"

#include "show/events.h"

/* Each of the tasks 1 to `count` has the lock of its number, and waits for the lock of the next. */
static void make_ring(uint32_t count)
{
    for (uint32_t i = 1; i <= count; i++) {
        char name[16];

        snprintf(name, sizeof name, "T%u", i);
        task_is_made(i, 0, name, 0);
    }
    for (uint32_t i = 1; i <= count; i++)
        task_touches(i, i, CO_VERB_TAKE, i, 0, 20);
    for (uint32_t i = 1; i <= count; i++) {
        char text[32];

        snprintf(text, sizeof text, "lock L%u", i % count + 1);
        task_waits(i, 100 + i, text, i % count + 1, 21);
    }
    run_ends(200, "DEADLOCK");
}

static const char *text(int width, bool ascii)
{
    const char *all =
        drawn(show_graph,
              (struct show_options){ .title = "demo", .width = width, .ascii = ascii, .at = -1 });

    return strstr(all, "\n\n") + 2;
}

TEST(circle_leads_back_to_its_first_task)
{
    make_ring(2);
    ASSERT_STR_EQ(text(80, false), "┌─▶ T1  since 0.101, line 21 ──▶  lock L2 ─┐\n"
                                   "│   ┌─ held since 0.002, line 20, by T2 ───┘\n"
                                   "│   ▼\n"
                                   "│   T2  since 0.102, line 21 ──▶  lock L1 ─┐\n"
                                   "└─ held since 0.001, line 20, by T1 ───────┘\n"
                                   "\n");
    ASSERT_STR_EQ(text(80, true), "+-> T1  since 0.101, line 21 -->  lock L2 -+\n"
                                  "|   +- held since 0.002, line 20, by T2 ---+\n"
                                  "|   v\n"
                                  "|   T2  since 0.102, line 21 -->  lock L1 -+\n"
                                  "+- held since 0.001, line 20, by T1 -------+\n"
                                  "\n");
}

TEST(narrow_circle_leaves_out_places)
{
    make_ring(2);
    ASSERT_STR_EQ(text(40, false), "┌─▶ T1  ──▶  lock L2 ────────────────┐\n"
                                   "│   ┌─ held by T2 ───────────────────┘\n"
                                   "│   ▼\n"
                                   "│   T2  ──▶  lock L1 ────────────────┐\n"
                                   "└─ held since 0.001, line 20, by T1 ─┘\n"
                                   "\n");
}

TEST(task_that_wants_its_own_lock_is_a_circle)
{
    make_ring(1);
    ASSERT_STR_EQ(text(80, false), "┌─▶ T1  since 0.101, line 21 ──▶  lock L1 ─┐\n"
                                   "└─ held since 0.001, line 20, by T1 ───────┘\n"
                                   "\n");
}

TEST(long_circle_is_cut_before_its_last_task)
{
    const char *all;

    make_ring(100);
    all = text(80, false);
    ASSERT_TRUE(strstr(all, "│   T7 ") != NULL);
    ASSERT_TRUE(strstr(all, "│   ... and 92 more tasks in the same way\n│   T100 ") != NULL);
    ASSERT_TRUE(strstr(all, "│   T8 ") == NULL);
}

TEST(task_that_is_awaited_closes_a_circle)
{
    task_is_made(1, 0, "main", 0);
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 20);
    task_is_made(2, 0, "child", 1);
    task_awaits(1, 0, "task", 1, (const uint32_t[]){ 2 });
    task_waits(2, 0, "lock a", 1, 21);
    run_ends(0, "DEADLOCK");
    ASSERT_STR_EQ(text(80, false), "┌─▶ main   since 0.000, line 5 awaits child ─┐\n"
                                   "│   ┌────────────────────────────────────────┘\n"
                                   "│   ▼\n"
                                   "│   child  since 0.000, line 21 ──▶  lock a ─┐\n"
                                   "└─ held since 0.000, line 20, by main ───────┘\n"
                                   "\n");
}

TEST(task_that_waits_for_a_circle_stands_below_it)
{
    make_ring(2);
    stream_free(&events);
    task_is_made(1, 0, "A", 0);
    task_is_made(2, 0, "B", 0);
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 20);
    task_waits(1, 1, "lock L", 1, 21);
    task_waits(2, 2, "lock L", 1, 22);
    run_ends(2, "DEADLOCK");
    ASSERT_STR_EQ(text(80, false), "┌─▶ A  since 0.001, line 21 ──▶  lock L ─┐\n"
                                   "└─ held since 0.000, line 20, by A ──────┘\n"
                                   "\n"
                                   "B  since 0.002, line 22 ──▶  lock L  ──▶  A\n"
                                   "   A has held it since 0.000 (line 20)\n");
}

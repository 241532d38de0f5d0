#include "cli/suggest.h"

#include "test.h"

#include <string.h>

TEST(distance_counts_edits)
{
    static const struct {
        const char *one, *other;
        size_t distance;
    } rows[] = {
        { "", "", 0 },           { "lock", "lock", 0 },      { "", "lock", 4 },
        { "lok", "lock", 1 },    { "lockk", "lock", 1 },     { "luck", "lock", 1 },
        { "lcok", "lock", 1 },   { "Lock", "lock", 0 },      { "list", "lock", 3 },
        { "evnet", "event", 1 }, { "kitten", "sitting", 3 }, { "queue", "retry", 5 },
        { "ca", "abc", 3 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_note("%s, %s", rows[i].one, rows[i].other);
        ASSERT_EQ(edit_distance(rows[i].one, rows[i].other), rows[i].distance);
        ASSERT_EQ(edit_distance(rows[i].other, rows[i].one), rows[i].distance);
    }
}

TEST(long_word_counts_up_to_64_bytes)
{
    char one[1000], other[1000];

    memset(one, 'a', sizeof one - 1);
    memset(other, 'b', sizeof other - 1);
    one[sizeof one - 1] = other[sizeof other - 1] = '\0';
    ASSERT_EQ(edit_distance(one, one), 0);
    ASSERT_EQ(edit_distance(one, other), 64);
    ASSERT_EQ(edit_distance(one, ""), 64);
}

TEST(long_word_may_lack_its_first_letter)
{
    char one[] = "xababababababababababababababababababababababababababababababababa";
    char other[] = "ababababababababababababababababababababababababababababababababay";

    one[64] = '\0';
    memmove(other, other + strlen(other) - 64, 65);
    ASSERT_EQ(strlen(one), 64);
    ASSERT_EQ(strlen(other), 64);
    ASSERT_EQ(edit_distance(one, other), 2);
}

static const char *suggested(struct suggestion *suggestion, const char *word)
{
    static const char *const names[] = { "lock",    "semaphore",       "event", "queue",
                                         "timeout", "async-generator", "retry" };

    suggest_begin(suggestion, word);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        suggest_add(suggestion, names[i]);
    return suggest_sentence(suggestion, "");
}

TEST(nearest_name_is_suggested)
{
    struct suggestion suggestion;

    ASSERT_STR_EQ(suggested(&suggestion, "lokc"), " Did you mean lock?");
    ASSERT_STR_EQ(suggested(&suggestion, "SEMAPHOR"), " Did you mean semaphore?");
    ASSERT_STR_EQ(suggested(&suggestion, "quuee"), " Did you mean queue?");
    ASSERT_STR_EQ(suggested(&suggestion, "time-out"), " Did you mean timeout?");
    ASSERT_STR_EQ(suggested(&suggestion, "avunt"), " Did you mean event?");
}

TEST(part_of_a_name_is_near_to_it)
{
    struct suggestion suggestion;

    ASSERT_STR_EQ(suggested(&suggestion, "se"), " Did you mean semaphore?");
    ASSERT_STR_EQ(suggested(&suggestion, "sem"), " Did you mean semaphore?");
    ASSERT_STR_EQ(suggested(&suggestion, "gener"), " Did you mean async-generator?");
    ASSERT_STR_EQ(suggested(&suggestion, "generator"), " Did you mean async-generator?");
}

TEST(distant_word_gets_no_suggestion)
{
    struct suggestion suggestion;

    ASSERT_STR_EQ(suggested(&suggestion, "lokc"), " Did you mean lock?");
    ASSERT_STR_EQ(suggested(&suggestion, "websocket"), "");
    ASSERT_STR_EQ(suggested(&suggestion, "x"), "");
    ASSERT_STR_EQ(suggested(&suggestion, ""), "");
}

TEST(three_equally_near_names_are_suggested)
{
    struct suggestion suggestion;

    suggest_begin(&suggestion, "bat");
    suggest_add(&suggestion, "cat");
    ASSERT_STR_EQ(suggest_sentence(&suggestion, "--"), " Did you mean --cat?");
    suggest_add(&suggestion, "hat");
    ASSERT_STR_EQ(suggest_sentence(&suggestion, "--"), " Did you mean --cat or --hat?");
    suggest_add(&suggestion, "mat");
    suggest_add(&suggestion, "rat");
    ASSERT_STR_EQ(suggest_sentence(&suggestion, ""), " Did you mean cat, hat or mat?");
    suggest_add(&suggestion, "Bat");
    ASSERT_STR_EQ(suggest_sentence(&suggestion, ""), " Did you mean Bat?");
}

TEST(sentence_of_long_names_is_cut)
{
    struct suggestion suggestion;
    char name[SUGGEST_SENTENCE_MAX * 2];

    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    suggest_begin(&suggestion, name);
    suggest_add(&suggestion, name);
    suggest_add(&suggestion, name);
    ASSERT_EQ(strlen(suggest_sentence(&suggestion, "")), SUGGEST_SENTENCE_MAX - 1);
}

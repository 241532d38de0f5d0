#include "co/inbox_internal.h"
#include "co/kernel/current.h"
#include "co/runtime_internal.h"

#include "scenario.h"

#include <pthread.h>

struct letter {
    struct inbox_item item;
    const char *word;
};

static void deliver(struct inbox_item *item)
{
    say("%s", container_of(item, struct letter, item)->word);
}

static void post(struct co_loop *loop, struct letter *letter, const char *word, uint64_t key)
{
    *letter = (struct letter){ .item = { .deliver = deliver, .key = key }, .word = word };
    inbox_post(loop, &letter->item);
}

/* A loop that does not run: its inbox alone is used. */
static struct runtime idle;

TEST(an_empty_inbox_has_nothing_to_deliver)
{
    ASSERT_TRUE(!inbox_drain(&idle.loop));
}

TEST(inbox_delivers_nothing_before_it_is_drained)
{
    struct letter letter;

    post(&idle.loop, &letter, "hello", 1);
    SAID("");
    ASSERT_TRUE(inbox_drain(&idle.loop));
    SAID("hello");
    ASSERT_TRUE(!inbox_drain(&idle.loop));
    SAID("");
}

TEST(delivery_is_by_key_in_any_order_of_posting)
{
    struct letter letters[5];

    post(&idle.loop, &letters[0], "c", 3);
    post(&idle.loop, &letters[1], "a", 1);
    post(&idle.loop, &letters[2], "e", 5);
    post(&idle.loop, &letters[3], "b", 2);
    post(&idle.loop, &letters[4], "d", 4);
    ASSERT_TRUE(inbox_drain(&idle.loop));
    SAID("a b c d e");
}

static uint64_t last_key;

static void deliver_ascending(struct inbox_item *item)
{
    ASSERT_TRUE(item->key >= last_key);
    last_key = item->key;
}

TEST(inbox_sorts_hundreds_of_thousands_of_posts)
{
    enum { MANY = 400000 };
    static struct inbox_item items[MANY];

    for (uint64_t i = 0; i < MANY; i++) {
        items[i] = (struct inbox_item){ .deliver = deliver_ascending, .key = i * 7919 % MANY };
        inbox_post(&idle.loop, &items[i]);
    }
    ASSERT_TRUE(inbox_drain(&idle.loop));
    ASSERT_EQ(last_key, MANY - 1);
}

TEST(posts_of_equal_key_are_delivered_in_order_of_posting)
{
    struct letter letters[4];

    post(&idle.loop, &letters[0], "a", 1);
    post(&idle.loop, &letters[1], "b", 1);
    post(&idle.loop, &letters[2], "zero", 0);
    post(&idle.loop, &letters[3], "c", 1);
    ASSERT_TRUE(inbox_drain(&idle.loop));
    SAID("zero a b c");
}

static struct letter answer;

static void deliver_and_answer(struct inbox_item *item)
{
    (void)item;
    say("question");
    post(&idle.loop, &answer, "answer", 0);
}

TEST(post_made_during_a_delivery_is_delivered_the_next_time)
{
    struct inbox_item question = { .deliver = deliver_and_answer };

    inbox_post(&idle.loop, &question);
    ASSERT_TRUE(inbox_drain(&idle.loop));
    SAID("question");
    ASSERT_TRUE(inbox_drain(&idle.loop));
    SAID("answer");
}

/* ---- From threads ---- */

enum { THREADS = 4, POSTS = 2000 };
static struct numbered {
    struct inbox_item item;
    int number;
} numbered[THREADS][POSTS];
static int delivered, last[THREADS];

/* What one thread has posted comes in its order, since all keys are equal. */
static void count(struct inbox_item *item)
{
    int number = container_of(item, struct numbered, item)->number, sender = number / POSTS;

    ASSERT_TRUE(number % POSTS == last[sender]);
    last[sender]++;
    delivered++;
}

static void *post_many(void *sender)
{
    struct numbered *mine = sender;

    for (int i = 0; i < POSTS; i++) {
        mine[i].item.deliver = count;
        mine[i].number = (int)(mine - numbered[0]) + i;
        inbox_post(&idle.loop, &mine[i].item);
    }
    return NULL;
}

TEST(posts_of_threads_are_not_lost)
{
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        ASSERT_EQ(pthread_create(&threads[i], NULL, post_many, numbered[i]), 0);
    while (delivered < THREADS * POSTS / 2)
        inbox_drain(&idle.loop);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    inbox_drain(&idle.loop);
    ASSERT_EQ(delivered, THREADS * POSTS);
}

/* ---- To a loop that sleeps ---- */

struct parcel {
    struct inbox_item item;
    struct co_loop *loop;
    struct co_task *future;
};

static void complete(struct inbox_item *item)
{
    ASSERT_EQ(co_future_set_result(container_of(item, struct parcel, item)->future, 7), 0);
}

static void *post_parcel(void *parcel)
{
    struct parcel *it = parcel;

    it->item.deliver = complete;
    inbox_post(it->loop, &it->item);
    return NULL;
}

ASYNC(wait_for_a_parcel)
{
    /* It may arrive after this task has ended. */
    static struct parcel parcel;
    pthread_t thread;

    parcel = (struct parcel){ .loop = co_loop_now, .future = co_future_create("parcel") };
    ASSERT_TRUE(parcel.future);
    ASSERT_EQ(pthread_create(&thread, NULL, post_parcel, &parcel), 0);
    int rc = co_wait_for(parcel.future, 1000); /* or the case takes too long */
    pthread_join(thread, NULL);
    return rc;
}

TEST(a_post_wakes_the_loop)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(wait_for_a_parcel)), 7);
}

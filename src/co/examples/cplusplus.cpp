/*
 * The same vocabulary in C++. A guard releases its lock on every way out, as WITH_LOCK does in C.
 *
 *     c++ cplusplus.cpp $(pkg-config --cflags --libs asyncdemo-co) -o cplusplus
 *
 * It prints:
 *     deposit 50: 50
 *     deposit 70: 120
 *     the balance is 120
 */
#include <co/co.h>
#include <cstdio>

struct account {
    co_lock lock = {};
    int balance = 0;
};

class guard
{
  public:
    explicit guard(co_lock *lock) : lock(lock), result(co_lock_acquire(lock))
    {
    }
    ~guard()
    {
        if (result == 0)
            co_lock_release(lock);
    }
    guard(const guard &) = delete;
    guard &operator=(const guard &) = delete;

    co_lock *const lock;
    const int result; /* 0, or why the lock is not held */
};

struct deposit {
    account *to;
    int amount;
};

static int run_deposit(void *arguments)
{
    const deposit *mine = static_cast<const deposit *>(arguments);
    guard held(&mine->to->lock);

    if (held.result < 0)
        return held.result;
    int balance = mine->to->balance;
    int rc = co_sleep(0.05);
    if (rc < 0)
        return rc;
    mine->to->balance = balance + mine->amount;
    std::printf("deposit %d: %d\n", mine->amount, mine->to->balance);
    return 0;
}

template <typename T> co_coro coroutine(int (*run)(void *), const T &arguments, const char *name)
{
    return { run, &arguments, sizeof arguments, name, 0, nullptr };
}

static int run_main(void *)
{
    static account shared;
    const deposit deposits[] = { { &shared, 50 }, { &shared, 70 } };
    co_task *first = co_create_task(coroutine(run_deposit, deposits[0], "deposit"));
    co_task *second = co_create_task(coroutine(run_deposit, deposits[1], "deposit"));
    int rc = co_await_task(first);

    if (rc >= 0)
        rc = co_await_task(second);
    std::printf("the balance is %d\n", shared.balance);
    return rc;
}

int main()
{
    return co_run({ run_main, nullptr, 0, "main", 0, nullptr }, nullptr) < 0;
}

/*
 * The mistake: a coroutine is called without an await. None of its code runs: the call returns a
 * coroutine [1], which is made and never started.
 *
 * How to catch it: Python warns on stderr when the coroutine is freed, which may be anywhere in
 * the program. In C it does not compile: neither the call without its await [2] nor a coroutine
 * that is dropped at once [3]. Both are errors, "ignoring return value". Only a coroutine that
 * is kept in a variable, as in [1], is not detected.
 *
 * The tutorial names this mistake in one line; the program is added.
 *
 * Key point: get_data runs at 0.0 s only for the second call, which is awaited.
 *
 * Use it when a function seems to do nothing at all: look for its await.
 *
 * The tutorial says that this happens silently; in fact Python prints a RuntimeWarning, and a C
 * compiler an error.
 */
#include "demo.h"

ASYNC(get_data)
{
    log_time("get_data: running");
    await(co_sleep(0.1));
    return co_return_text("data");
}

ASYNC(main)
{
    struct co_coro result = CORO(get_data);                         /* [1] WRONG: no await */
    log_time("WRONG: result is a coroutine, %s has not run", result.name);
#ifdef CALL_WITHOUT_AWAIT
    CALL(get_data);                                                 /* [2] does not compile */
#endif
#ifdef COROUTINE_WITHOUT_AWAIT
    CORO(get_data);                                                 /* [3] does not compile */
#endif
    await(CALL(get_data));
    log_time("CORRECT: result is '%s'", co_text());
    return 0;
}

DEMO(mistake_missing_await, .title = "Mistake: a call without its await",
     .section = "Common Mistakes 2");

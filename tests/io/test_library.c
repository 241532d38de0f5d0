#include "io/library.h"

#include "io/http/curl.h"
#include "io/curses.h"
#include "io/http/jansson.h"
#include "io/redis/hiredis.h"
#include "io/websocket/crypto.h"
#include "io/websocket/wslay.h"

#include "co/scenario.h"

#include <dlfcn.h>

/* ---- Libraries of these tests ---- */

/* Part of every C library. */
#define MATH_SONAME "libm.so.6"

static struct {
    double (*cosine)(double);
    double (*square_root)(double);
} math;

static struct io_library math_library = {
    .title = "libmath",
    .package = "libmath-dev",
    .soname = MATH_SONAME,
    .symbols = (const char *const[]){ "cos", "sqrt", NULL },
    .functions = &math,
};

static bool is_loaded(const char *soname)
{
    void *handle = dlopen(soname, RTLD_NOW | RTLD_NOLOAD);

    if (handle)
        dlclose(handle);
    return handle != NULL;
}

static void need_mathematics(void)
{
    if (!is_loaded(MATH_SONAME))
        test_skip("the C library has its mathematics elsewhere");
}

TEST(library_that_is_there_is_loaded_and_its_table_filled)
{
    need_mathematics();
    ASSERT_EQ(io_library_load(&math_library), 0);
    ASSERT_NEAR(math.cosine(0), 1, 1e-9);
    ASSERT_NEAR(math.square_root(16), 4, 1e-9);
}

TEST(library_is_loaded_once)
{
    void *handle;

    need_mathematics();
    ASSERT_EQ(io_library_load(&math_library), 0);
    handle = math_library.handle;
    math.cosine = NULL;
    math_library.soname = "libunheardof.so.1";
    ASSERT_EQ(io_library_load(&math_library), 0);
    ASSERT_TRUE(math_library.handle == handle);
    ASSERT_TRUE(math.cosine == NULL);
}

ASYNC_TEST(library_missing_at_build_time_is_an_error_with_its_package)
{
    math_library.soname = NULL;
    ASSERT_EQ(io_library_load(&math_library), -ENOSYS);
    ASSERT_STR_EQ(co_text(), "libmath is missing (Debian: libmath-dev)");
    ASSERT_STR_EQ(co_error_name(-ENOSYS), "ImportError");
    ASSERT_TRUE(!math_library.handle);
    return 0;
}

ASYNC_TEST(library_missing_at_run_time_is_an_error_of_the_loader)
{
    math_library.soname = "libunheardof.so.1";
    ASSERT_EQ(io_library_load(&math_library), -ENOSYS);
    ASSERT_TRUE(
        strstr(co_text(), "libmath cannot be loaded (Debian: libmath-dev): libunheardof.so.1"));
    return 0;
}

TEST(library_has_the_reason_outside_a_task)
{
    math_library.soname = NULL;
    ASSERT_EQ(io_library_load(&math_library), -ENOSYS);
    ASSERT_STR_EQ(math_library.reason, "libmath is missing (Debian: libmath-dev)");
}

TEST(library_without_a_function_is_too_old_and_not_loaded)
{
    math_library.symbols = (const char *const[]){ "cos", "unheard_of", NULL };
    need_mathematics();
    ASSERT_EQ(io_library_load(&math_library), -ENOSYS);
    ASSERT_STR_EQ(math_library.reason, "libmath is too old: it has no unheard_of");
    ASSERT_TRUE(!math_library.handle);
}

TEST(missing_library_is_looked_for_again)
{
    need_mathematics();
    math_library.soname = "libunheardof.so.1";
    ASSERT_EQ(io_library_load(&math_library), -ENOSYS);
    math_library.soname = MATH_SONAME;
    ASSERT_EQ(io_library_load(&math_library), 0);
    ASSERT_NEAR(math.cosine(0), 1, 1e-9);
}

/* ---- Sets ---- */

TEST(empty_set_has_no_missing_library)
{
    char reasons[IO_REASONS_MAX];

    ASSERT_TRUE(!io_libraries_missing(0, reasons));
    ASSERT_STR_EQ(reasons, "");
}

TEST(missing_libraries_of_a_set_are_all_named)
{
    char reasons[IO_REASONS_MAX];

    curl_library.soname = NULL;
    jansson_library.soname = NULL;
    ASSERT_TRUE(io_libraries_missing(IO_CURL, reasons));
    ASSERT_STR_EQ(reasons, "libcurl is missing (Debian: libcurl4-openssl-dev)");
    ASSERT_TRUE(io_libraries_missing(IO_CURL | IO_JANSSON, reasons));
    ASSERT_STR_EQ(reasons, "libcurl is missing (Debian: libcurl4-openssl-dev); "
                           "jansson is missing (Debian: libjansson-dev)");
}

/* ---- The libraries themselves ---- */

TEST(library_is_not_loaded_before_its_first_use)
{
    static const struct io_library *const all[] = {
#define X(name, NAME, title, package) &name##_library,
        IO_LIBRARIES(X)
#undef X
    };

    for (size_t i = 0; i < COUNT(all); i++) {
        test_note("%s", all[i]->title);
        ASSERT_TRUE(!all[i]->soname || !is_loaded(all[i]->soname));
    }
}

/* Each has all the functions of its table, or the case is skipped. */
static void need(struct io_library *library)
{
    if (!library->soname)
        test_skip(library->title);
    if (io_library_load(library) < 0)
        ASSERT_STR_EQ(library->reason, "");
}

TEST(libcurl_takes_a_url_apart)
{
    need(&curl_library);
#ifdef HAVE_CURL
    char *host = NULL;
    CURLU *url = curl.url();

    ASSERT_EQ(curl.url_set(url, CURLUPART_URL, "http://127.0.0.1:8000/delay/1", 0), CURLUE_OK);
    ASSERT_EQ(curl.url_get(url, CURLUPART_HOST, &host, 0), CURLUE_OK);
    ASSERT_STR_EQ(host, "127.0.0.1");
    curl.free(host);
    curl.url_cleanup(url);
#endif
}

TEST(wslay_frames_a_message)
{
    need(&wslay_library);
#ifdef HAVE_WSLAY
    static const struct wslay_event_callbacks callbacks;
    struct wslay_event_msg message = { WSLAY_TEXT_FRAME, (const uint8_t *)"hello", 5 };
    wslay_event_context_ptr context;

    ASSERT_EQ(wslay.context_server_init(&context, &callbacks, NULL), 0);
    ASSERT_TRUE(!wslay.want_write(context));
    ASSERT_EQ(wslay.queue_msg(context, &message), 0);
    ASSERT_TRUE(wslay.want_write(context));
    wslay.context_free(context);
#endif
}

TEST(hiredis_reads_a_reply)
{
    need(&hiredis_library);
#ifdef HAVE_HIREDIS
    redisReader *reader = hiredis.reader_create();
    void *reply = NULL;

    ASSERT_EQ(hiredis.reader_feed(reader, ":42\r\n", 5), REDIS_OK);
    ASSERT_EQ(hiredis.reader_get_reply(reader, &reply), REDIS_OK);
    ASSERT_EQ(((redisReply *)reply)->integer, 42);
    hiredis.free_reply(reply);
    hiredis.reader_free(reader);
#endif
}

TEST(jansson_reads_an_object)
{
    need(&jansson_library);
#ifdef HAVE_JANSSON
    json_error_t error;
    json_t *object = jansson.loads("{\"id\": 7}", 0, &error);

    ASSERT_TRUE(json_is_object(object));
    ASSERT_EQ(jansson.integer_value(jansson.object_get(object, "id")), 7);
    jansson_decref(object);
#endif
}

TEST(libcrypto_signs_the_handshake_of_websocket)
{
    need(&crypto_library);
#ifdef HAVE_CRYPTO
    /* The example of RFC 6455, section 1.3. */
    static const char key[] = "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char hash[SHA_DIGEST_LENGTH], text[32];

    crypto.sha1((const unsigned char *)key, strlen(key), hash);
    crypto.encode_block(text, hash, sizeof hash);
    ASSERT_STR_EQ((const char *)text, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
#endif
}

TEST(ncurses_waits_as_long_for_the_rest_of_a_key_as_it_is_told)
{
    need(&curses_library);
#ifdef HAVE_CURSES
    ASSERT_EQ(curses.set_escdelay(25), OK);
    ASSERT_EQ(curses.set_escdelay(-1), ERR);
#endif
}

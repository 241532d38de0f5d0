/* src/io/http/http_host.c */
#include "io/http/http_host.h"

#include "test.h"

#include <stddef.h>

TEST(host_is_valid_by_the_grammar_of_urls)
{
    static const char *const hosts[] = {
        "",          "a",           "example.com", "example.com:8080", "127.0.0.1:80", "[::1]",
        "[::1]:80",  "a:",          "a_b-c~d.e",   "%41%c3%a4",        "a!$&'()*+,;=", ":80",
        "[fe80::1]", "[::1.2.3.4]", "%0a%a0",
    };

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        test_note("%s", hosts[i]);
        ASSERT_TRUE(io_http_host_is_valid(hosts[i]));
    }
}

TEST(host_is_invalid_beside_the_grammar_of_urls)
{
    static const char *const hosts[] = {
        "a b",
        "a/b",
        "user@a",
        "a?b",
        "a#b",
        "a:b",
        "a:80:81",
        "a:80x",
        "a\\b",
        "a\"b",
        "<a>",
        "{a}",
        "a|b",
        "a^b",
        "a`b",
        "a\tb",
        "%4",
        "%zz",
        "a%",
        "[::1",
        "[::1]x",
        "[::g]",
        "[]",
        "[127.0.0.1]",
        "::1",
        "a[b]",
        "a,b c",
        "http://a",
        "\xc3\xa4",
        "%4z",
        "%z4",
        "%\x10\x11",
        /* A second '\0' follows, which a reader that goes too far takes for the end. */
        "[::1\0",
        ("[000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000::1]"),
    };

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        test_note("%s", hosts[i]);
        ASSERT_TRUE(!io_http_host_is_valid(hosts[i]));
    }
}

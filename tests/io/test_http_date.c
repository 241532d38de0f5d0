/* src/io/http/http_date.c */
#include "io/http/http_date.h"

#include "test.h"

#include <stddef.h>

TEST(date_has_the_form_of_http)
{
    static const struct {
        time_t time;
        const char *text;
    } rows[] = {
        { 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
        { 784111777, "Sun, 06 Nov 1994 08:49:37 GMT" },
        { 951782399, "Mon, 28 Feb 2000 23:59:59 GMT" },
        { 951782400, "Tue, 29 Feb 2000 00:00:00 GMT" },
        { 253402300799, "Fri, 31 Dec 9999 23:59:59 GMT" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[IO_HTTP_DATE_SIZE];

        io_http_date(rows[i].time, text);
        ASSERT_STR_EQ(text, rows[i].text);
    }
}

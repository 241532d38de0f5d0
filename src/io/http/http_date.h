/* The time as HTTP writes it. */
#ifndef IO_HTTP_DATE_H
#define IO_HTTP_DATE_H

#include <time.h>

enum { IO_HTTP_DATE_SIZE = 30 };

/* Write a time from 1970 to 9999: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7). The words are
 * English in each locale. */
void io_http_date(time_t time, char text[IO_HTTP_DATE_SIZE]);

#endif

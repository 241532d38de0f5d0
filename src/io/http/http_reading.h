/* A reader from within, for http_reader.c and the files that read one part of a request each. */
#ifndef IO_HTTP_READING_H
#define IO_HTTP_READING_H

#include "io/http/http_reader.h"

/* The request is refused with this status. `reason` is half a sentence, and stays valid. */
void http_reader_refuse(struct io_http_reader *reader, int status, const char *reason);
void http_reader_refuse_for_memory(struct io_http_reader *reader);

/* Each takes a line without its end. The first may overwrite the line. */
void http_read_request_line(struct io_http_reader *reader, char *line);
void http_read_header_line(struct io_http_reader *reader, const char *line);
void http_read_chunk_line(struct io_http_reader *reader, const char *line);
void http_read_trailer_line(struct io_http_reader *reader, const char *line);

/* The empty line behind the header fields has come. */
void http_end_head(struct io_http_reader *reader);
/* Find out from the header fields how long the body is. */
void http_begin_body(struct io_http_reader *reader);
/* Take bytes of the body, or of the chunk. Returns how many were taken. */
size_t http_take_body(struct io_http_reader *reader, const char *data, size_t size);
/* The value of a field that a request may have once; NULL: the request has no such field, or was
 * refused, now or before. */
const char *http_only_header(struct io_http_reader *reader, const char *name, const char *reason);

#endif

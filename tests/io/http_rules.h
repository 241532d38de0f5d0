/*
 * What RFC 9110 and RFC 9112 demand of a server, one row a demand: the bytes of a client, what is
 * answered, and what becomes of the connection. The words are ours, the sections are theirs.
 *
 * What is the handler's to decide has no row: conditional requests, ranges, content negotiation,
 * authentication, and what its resources do with a method. Nor have proxies and caches.
 */
#ifndef HTTP_RULES_H
#define HTTP_RULES_H

#include <stdbool.h>

enum fate { KEPT, CLOSED };

struct rule {
    const char *section; /* "9112 6.3" */
    const char *demand;
    const char *request;  /* bytes */
    const char *statuses; /* of the answers, in order: "100 200" */
    enum fate fate;       /* of the connection */
    const char *has;      /* in the last answer's head; NULL: anything */
    const char *bodies;   /* of all answers, joined; NULL: any */
    bool ends;            /* the client sends no more, and says so by the end of its stream */
};

#define RULE(section_, demand_, request_, statuses_, fate_, ...)                                   \
    {                                                                                              \
        .section = section_, .demand = demand_, .request = request_, .statuses = statuses_,        \
        .fate = fate_, __VA_ARGS__                                                                 \
    }

#define HOST "Host: a\r\n"
#define GET "GET / HTTP/1.1\r\n" HOST
#define POST "POST /echo HTTP/1.1\r\n" HOST
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"
#define CLOSE "Connection: close\r\n"
#define SECOND "GET /second HTTP/1.1\r\n" HOST "\r\n"
#define EXPECTS "Expect: 100-continue\r\n"

static const struct rule rules[] = {
    /* ---- How a message begins ---- */
    RULE("9112 2.2", "an empty line before a request is skipped", "\r\n" GET "\r\n", "200", KEPT),
    RULE("9112 2.2", "a bare CR is not valid", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "400",
         CLOSED),
    RULE("9112 2.2", "a blank before the first field line is not valid",
         "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400", CLOSED),
    RULE("9112 2.2", "what is not HTTP is refused", "EHLO example.com\r\n", "400", CLOSED),
    RULE("9112 2.3", "the name of the protocol is in capitals", "GET / http/1.1\r\n" HOST "\r\n",
         "400", CLOSED),
    RULE("9110 6.2", "a later minor version is spoken as 1.1", "GET / HTTP/1.9\r\n" HOST "\r\n",
         "200", KEPT),
    RULE("9110 15.6.6", "another major version is refused", "GET / HTTP/2.0\r\n" HOST "\r\n", "505",
         CLOSED),

    /* ---- The request line ---- */
    RULE("9112 3", "a target with a blank is not mended", "GET /a b HTTP/1.1\r\n" HOST "\r\n",
         "400", CLOSED),
    RULE("9110 15.6.2", "an unknown method is refused", "BREW / HTTP/1.1\r\n" HOST "\r\n", "501",
         CLOSED),
    RULE("9110 9.1", "a method counts with its capitals", "get / HTTP/1.1\r\n" HOST "\r\n", "501",
         CLOSED),
    RULE("9110 9.1", "GET is served", GET "\r\n", "200", KEPT, .bodies = "GET /"),
    RULE("9110 9.1", "HEAD is served", "HEAD / HTTP/1.1\r\n" HOST "\r\n", "200", KEPT,
         .has = "Content-Length: 6\r\n", .bodies = ""),
    RULE("9112 3.2.1", "an empty path is written as /", "GET http://a HTTP/1.1\r\n" HOST "\r\n",
         "200", KEPT, .bodies = "GET /"),
    RULE("9112 3.2.1", "a target without a slash is no path", "GET a HTTP/1.1\r\n" HOST "\r\n",
         "400", CLOSED),
    RULE("9112 3.2.2", "a target may be a whole URL", "GET http://a/b?c HTTP/1.1\r\n" HOST "\r\n",
         "200", KEPT, .bodies = "GET /b?c"),
    RULE("9112 3.2.2", "the host of a whole URL counts, and Host does not",
         "GET http://b:81/host HTTP/1.1\r\n" HOST "\r\n", "200", KEPT, .bodies = "b:81"),
    RULE("9110 4.2.1", "an http URL has a host", "GET http:///b HTTP/1.1\r\n" HOST "\r\n", "400",
         CLOSED),
    RULE("9110 4.2.1", "a port alone is no host", "GET http://:80/ HTTP/1.1\r\n" HOST "\r\n", "400",
         CLOSED),
    RULE("9110 4.2.4", "an http URL with a user is an error",
         "GET http://user@a/ HTTP/1.1\r\n" HOST "\r\n", "400", CLOSED),
    RULE("9110 7.4", "https is not answered without TLS", "GET https://a/ HTTP/1.1\r\n" HOST "\r\n",
         "400", CLOSED),
    RULE("9112 3.2.3", "a target of CONNECT is for nothing else",
         "GET a:80 HTTP/1.1\r\n" HOST "\r\n", "400", CLOSED),
    RULE("9112 3.2.4", "a * is for OPTIONS alone", "GET * HTTP/1.1\r\n" HOST "\r\n", "400", CLOSED),
    RULE("9112 3.2.4", "OPTIONS may ask for all of the server",
         "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "200", KEPT, .has = "Content-Length: 9\r\n",
         .bodies = "OPTIONS *"),

    /* ---- Host ---- */
    RULE("9112 3.2", "HTTP/1.1 without Host is refused", "GET / HTTP/1.1\r\n\r\n", "400", CLOSED),
    RULE("9112 3.2", "HTTP/1.0 needs no Host", "GET / HTTP/1.0\r\n\r\n", "200", CLOSED),
    RULE("9112 3.2", "a second Host is refused", GET HOST "\r\n", "400", CLOSED),
    RULE("9112 3.2", "a second Host is refused in HTTP/1.0, too",
         "GET / HTTP/1.0\r\n" HOST HOST "\r\n", "400", CLOSED),
    RULE("9112 3.2", "Host with a blank is refused", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400",
         CLOSED),
    RULE("9112 3.2", "Host with a path is refused", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400",
         CLOSED),
    RULE("9112 3.2", "Host with a user is refused", "GET / HTTP/1.1\r\nHost: b@a\r\n\r\n", "400",
         CLOSED),
    RULE("9112 3.2", "Host with a port that is no number is refused",
         "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "400", CLOSED),
    RULE("9112 3.2", "Host with half an address is refused", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
         "400", CLOSED),
    RULE("9112 3.2", "Host with a bracket is refused", "GET / HTTP/1.1\r\nHost: a[b]\r\n\r\n",
         "400", CLOSED),
    RULE("9112 3.2", "Host is looked at beside a whole URL, too",
         "GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n", "400", CLOSED),
    RULE("9112 3.2", "Host may be empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "200", KEPT),
    RULE("9110 7.2", "Host may be an address of IPv6",
         "GET /host HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "200", KEPT, .bodies = "[::1]:80"),

    /* ---- Fields ---- */
    RULE("9110 5.1", "a field counts without its capitals", "GET /host HTTP/1.1\r\nhOST: a\r\n\r\n",
         "200", KEPT, .bodies = "a"),
    RULE("9112 5", "blanks around a value are not of it",
         "GET /host HTTP/1.1\r\nHost:\t a \t\r\n\r\n", "200", KEPT, .bodies = "a"),
    RULE("9112 5.1", "a blank before the colon is refused", GET "X : b\r\n\r\n", "400", CLOSED),
    RULE("9112 5.1", "a tab before the colon is refused", GET "X\t: b\r\n\r\n", "400", CLOSED),
    RULE("9110 5.1", "a field has a name", GET ": b\r\n\r\n", "400", CLOSED),
    RULE("9110 5.1", "the name of a field is a token", GET "X(Y): b\r\n\r\n", "400", CLOSED),
    RULE("9112 5.2", "a folded line is refused", GET "X: a\r\n b\r\n\r\n", "400", CLOSED),
    RULE("9110 5.5", "a control character in a value is refused",
         GET "X: a\x01"
             "b\r\n\r\n",
         "400", CLOSED),
    RULE("9110 5.5", "other bytes in a value are taken", GET "X: \xc3\xa4\xff\r\n\r\n", "200",
         KEPT),
    RULE("9110 5.3", "a list may stand in two lines",
         GET "Connection: x\r\nConnection: close\r\n\r\n" SECOND, "200", CLOSED),
    RULE("9110 5.6.1", "empty members of a list are skipped", GET "Connection: , ,close,\r\n\r\n",
         "200", CLOSED),

    /* ---- How long a body is ---- */
    RULE("9112 6.3", "without a length the body is empty", POST "\r\n" SECOND, "200 200", KEPT,
         .bodies = "GET /second"),
    RULE("9112 6.3", "so is that of HTTP/1.0", "POST /echo HTTP/1.0\r\n\r\n", "200", CLOSED,
         .bodies = ""),
    RULE("9112 6.2", "a length is taken for what it says",
         POST "Content-Length: 5\r\n\r\nhello" SECOND, "200 200", KEPT,
         .bodies = "helloGET /second"),
    RULE("9112 6.3", "GET may have a body", GET "Content-Length: 5\r\n\r\nhello" SECOND, "200 200",
         KEPT, .bodies = "GET /GET /second"),
    RULE("9112 6.3", "a length that is no number is refused",
         POST "Content-Length: 5x\r\n\r\nhello", "400", CLOSED),
    RULE("9112 6.3", "a length with a sign is refused", POST "Content-Length: +5\r\n\r\nhello",
         "400", CLOSED),
    RULE("9112 6.3", "an empty length is refused", POST "Content-Length:\r\n\r\n", "400", CLOSED),
    RULE("9112 6.3", "two lengths that differ are refused",
         POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "400", CLOSED),
    RULE("9110 8.6", "a list of lengths that differ is refused",
         POST "Content-Length: 5, 6\r\n\r\nhello", "400", CLOSED),
    RULE("9110 8.6", "a length beyond all bounds does not wrap round",
         POST "Content-Length: 18446744073709551621\r\n\r\nhello", "400", CLOSED),
    RULE("9112 6.1", "chunks beside a length are refused",
         POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND, "400",
         CLOSED),
    RULE("9112 6.1", "in HTTP/1.0 chunks are faulty",
         "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
         "0\r\n\r\n" SECOND,
         "400", CLOSED),
    RULE("9112 6.1", "an unknown coding is refused",
         POST "Transfer-Encoding: gzip, chunked\r\n\r\n", "501", CLOSED),
    RULE("9112 6.3", "chunked comes last, or the length is unknown",
         POST "Transfer-Encoding: chunked, gzip\r\n\r\n", "400", CLOSED),
    RULE("9112 6.3", "a coding without chunked has no length",
         POST "Transfer-Encoding: gzip\r\n\r\n", "400", CLOSED),
    RULE("9112 7", "a coding counts without its capitals",
         POST "Transfer-Encoding: CHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n", "200", KEPT, .bodies = "a"),
    RULE("9112 8", "a body that is cut short is no request", POST "Content-Length: 5\r\n\r\nhel",
         "", CLOSED, .ends = true),
    RULE("9112 8", "chunks that are cut short are no request", CHUNKED "5\r\nhello\r\n", "", CLOSED,
         .ends = true),
    RULE("9112 8", "a head that is cut short is no request", GET, "", CLOSED, .ends = true),

    /* ---- Chunks ---- */
    RULE("9112 7.1", "chunks are put together",
         CHUNKED "5\r\nhello\r\n2\r\n, \r\n5\r\nworld\r\n0\r\n\r\n", "200", KEPT,
         .bodies = "hello, world"),
    RULE("9112 7.1", "a size may have capitals and zeros",
         CHUNKED "00A\r\n0123456789\r\n000\r\n\r\n", "200", KEPT, .bodies = "0123456789"),
    RULE("9112 7.1", "a size beyond all bounds does not wrap round",
         CHUNKED "10000000000000005\r\nhello\r\n0\r\n\r\n", "400", CLOSED),
    RULE("9112 7.1", "a chunk ends with a line end", CHUNKED "5\r\nhello0\r\n\r\n", "400", CLOSED),
    RULE("9112 7.1", "a size is a number", CHUNKED "0x5\r\nhello\r\n0\r\n\r\n", "400", CLOSED),
    RULE("9112 7.1.1", "an unknown extension is skipped",
         CHUNKED "5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n", "200", KEPT, .bodies = "hello"),
    RULE("9112 7.1.2", "trailer fields do not become header fields",
         CHUNKED "0\r\nConnection: close\r\nHost: b\r\n\r\n" SECOND, "200 200", KEPT,
         .bodies = "GET /second"),
    RULE("9110 6.5", "a trailer field has a name that is a token", CHUNKED "0\r\nX Y: b\r\n\r\n",
         "400", CLOSED),
    RULE("9112 5.1", "a blank before the colon is refused in a trailer",
         CHUNKED "0\r\nX : b\r\n\r\n", "400", CLOSED),
    RULE("9112 5.2", "a folded line is refused in a trailer", CHUNKED "0\r\nX: a\r\n b\r\n\r\n",
         "400", CLOSED),

    /* ---- Connections ---- */
    RULE("9112 9.3", "HTTP/1.1 keeps the connection", GET "\r\n", "200", KEPT),
    RULE("9112 9.6", "close ends it after the answer, which says so", GET CLOSE "\r\n" SECOND,
         "200", CLOSED, .has = "Connection: close\r\n", .bodies = "GET /"),
    RULE("9112 9.6", "close counts without its capitals", GET "Connection: Close\r\n\r\n", "200",
         CLOSED, .has = "Connection: close\r\n"),
    RULE("9112 9.6", "a refusal ends it, and says so", "GET / HTTP/1.1\r\n\r\n" SECOND, "400",
         CLOSED, .has = "Connection: close\r\n"),
    RULE("9112 9.3", "HTTP/1.0 does not keep it", "GET / HTTP/1.0\r\n\r\n" SECOND, "200", CLOSED,
         .has = "Connection: close\r\n"),
    RULE("9112 9.3", "HTTP/1.0 may ask to keep it, and is told so",
         "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "200", KEPT,
         .has = "Connection: keep-alive\r\n"),
    RULE("9112 9.3", "close is stronger than keep-alive",
         "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n" SECOND, "200", CLOSED,
         .has = "Connection: close\r\n"),
    RULE("9112 9.3.2", "answers come in the order of the requests",
         "GET /slow HTTP/1.1\r\n" HOST "\r\n" SECOND, "200 200", KEPT,
         .bodies = "GET /slowGET /second"),
    RULE("9112 9.3", "what is refused unread ends the connection",
         POST "Content-Length: 99999999\r\n\r\n" SECOND, "413", CLOSED),

    /* ---- Expect ---- */
    RULE("9110 10.1.1", "a client that waits to send the body is told to go on",
         POST EXPECTS "Content-Length: 5\r\n\r\n"
                      "hello",
         "?100 200", KEPT, .bodies = "hello"),
    RULE("9110 10.1.1", "the expectation counts without its capitals",
         POST "Expect: 100-CONTINUE\r\nContent-Length: 0\r\n\r\n", "200", KEPT),
    RULE("9110 10.1.1", "without a body there is nothing to go on with", GET EXPECTS "\r\n", "200",
         KEPT),
    RULE("9110 10.1.1", "HTTP/1.0 is not told to go on",
         "POST /echo HTTP/1.0\r\n" EXPECTS "Content-Length: 1\r\n\r\na", "200", CLOSED),
    RULE("9110 10.1.1", "another expectation is refused",
         POST "Expect: cake\r\nContent-Length: 1\r\n\r\na", "417", CLOSED),

    /* ---- Upgrades ---- */
    RULE("9110 7.8", "the answer to an upgrade names the protocol",
         "GET /shout HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: shout\r\n\r\n", "101",
         CLOSED, .has = "Upgrade: shout\r\nConnection: Upgrade\r\n", .ends = true),
    RULE("9110 7.8", "HTTP/1.0 cannot upgrade",
         "GET /shout HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\n", "426", CLOSED),
    RULE("9110 7.8", "what the client has not named is not spoken",
         "GET /shout HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: whisper\r\n\r\n", "426",
         KEPT),
    RULE("9110 7.8", "an upgrade that the server does not know is ignored",
         GET "Connection: Upgrade\r\nUpgrade: whisper\r\n\r\n", "200", KEPT),
    RULE("9110 15.5.22", "426 names the protocol, for this connection alone",
         "GET /shout HTTP/1.1\r\n" HOST "\r\n", "426", KEPT,
         .has = "Upgrade: shout\r\nConnection: Upgrade\r\n"),

    /* ---- Answers ---- */
    RULE("9110 9.3.2", "HEAD has no body", "HEAD / HTTP/1.1\r\n" HOST "\r\n", "200", KEPT,
         .bodies = ""),
    RULE("9110 9.3.2", "HEAD has none when it is refused, too", "HEAD / HTTP/1.1\r\n\r\n", "400",
         CLOSED, .bodies = ""),
    RULE("9110 15.3.5", "204 has no body and no length", "GET /204 HTTP/1.1\r\n" HOST "\r\n" SECOND,
         "204 200", KEPT, .bodies = "GET /second"),
    RULE("9110 15.3.6", "205 has no body", "GET /205 HTTP/1.1\r\n" HOST "\r\n", "205", KEPT,
         .has = "Content-Length: 0\r\n", .bodies = ""),
    RULE("9110 15.4.5", "304 has no body", "GET /304 HTTP/1.1\r\n" HOST "\r\n" SECOND, "304 200",
         KEPT, .bodies = "GET /second"),
    RULE("9112 4", "a status without a phrase is followed by a blank",
         "GET /299 HTTP/1.1\r\n" HOST "\r\n", "299", KEPT),
    RULE("9110 6.6.1", "the handler's Date is the only one", "GET /dated HTTP/1.1\r\n" HOST "\r\n",
         "200", KEPT, .has = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
};

#endif

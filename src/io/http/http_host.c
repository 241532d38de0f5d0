#include "io/http/http_host.h"

#include "io/http/http_characters.h"

#include <arpa/inet.h>
#include <string.h>

/* "unreserved" and "sub-delims" of the grammar: letters and digits are tokens, too. */
static bool is_part_of_name(char byte)
{
    return byte && (strchr("-._~!$&'()*+,;=", byte) ||
                    (io_http_is_token((unsigned char)byte) && !strchr("#%^`|", byte)));
}

/* Skip a name or an IPv4 address, with "%XX" for other bytes. NULL: a "%" lacks its two digits. */
static const char *skip_name(const char *text)
{
    for (;;) {
        if (is_part_of_name(*text))
            text++;
        else if (*text != '%')
            return text;
        else if (io_http_hex_digit(text[1]) < 0 || io_http_hex_digit(text[2]) < 0)
            return NULL;
        else
            text += 3;
    }
}

/* Skip "[ADDRESS]" of IPv6. NULL: the text does not begin with one. */
static const char *skip_address(const char *text)
{
    char address[INET6_ADDRSTRLEN];
    size_t size = strcspn(text + 1, "]");
    struct in6_addr parsed;

    if (!text[1 + size] || size >= sizeof address)
        return NULL;
    memcpy(address, text + 1, size);
    address[size] = '\0';
    return inet_pton(AF_INET6, address, &parsed) == 1 ? text + 1 + size + 1 : NULL;
}

bool io_http_host_is_valid(const char *host)
{
    const char *rest = *host == '[' ? skip_address(host) : skip_name(host);

    if (rest && *rest == ':')
        for (rest++; io_http_is_digit(*rest);)
            rest++;
    return rest && !*rest;
}

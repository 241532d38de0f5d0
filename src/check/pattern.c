#include "check/pattern.h"

#include "co/explain/growing_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 100000 /* of one match */ };

/* ---- Parsing ---- */

struct pattern_parser {
    struct pattern *pattern;
    struct capture_names *names;
    char *message;
};

static const struct {
    const char *word;
    enum pattern_kind kind;
} kinds[] = {
    { "int", PATTERN_INT },   { "float", PATTERN_FLOAT }, { "hex", PATTERN_HEX },
    { "path", PATTERN_PATH }, { "*", PATTERN_ANY },
};

static bool is(struct piece piece, const char *word)
{
    return piece.length == strlen(word) && memcmp(piece.text, word, piece.length) == 0;
}

__attribute__((format(printf, 2, 3))) static int refuse(const struct pattern_parser *parser,
                                                        const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    co_format_arguments(parser->message, PATTERN_MESSAGE_MAX, format, arguments);
    va_end(arguments);
    return -EBADMSG;
}

static int add(const struct pattern_parser *parser, struct pattern_part part)
{
    struct pattern *pattern = parser->pattern;
    struct pattern_part *parts;

    if (pattern->count == PATTERN_PARTS_MAX)
        return refuse(parser, "the line has more than %d placeholders and texts between them",
                      PATTERN_PARTS_MAX);
    parts = realloc(pattern->parts, (pattern->count + 1) * sizeof *parts);
    if (!parts)
        return -ENOMEM;
    pattern->parts = parts;
    parts[pattern->count++] = part;
    return 0;
}

static int find_name(const struct capture_names *names, struct piece name)
{
    for (int i = 0; i < names->count; i++)
        if (names->names[i].length == name.length &&
            memcmp(names->names[i].text, name.text, name.length) == 0)
            return i;
    return -1;
}

static bool is_name(struct piece name)
{
    if (!name.length || isdigit((unsigned char)name.text[0]))
        return false;
    for (size_t i = 0; i < name.length; i++)
        if (!isalnum((unsigned char)name.text[i]) && name.text[i] != '_')
            return false;
    return true;
}

/* Returns the index of a new name, or a negative error code. */
static int add_name(const struct pattern_parser *parser, struct piece name)
{
    struct capture_names *names = parser->names;

    if (!is_name(name))
        return refuse(parser, "\"%.*s\" is no name: a name has letters, digits and _",
                      (int)name.length, name.text);
    if (find_name(names, name) >= 0)
        return refuse(parser,
                      "%.*s is captured a second time; {=%.*s} demands the first text again",
                      (int)name.length, name.text, (int)name.length, name.text);
    if (names->count == CAPTURES_MAX)
        return refuse(parser, "more than %d names are captured", CAPTURES_MAX);
    names->names[names->count] = name;
    return names->count++;
}

static int add_same(const struct pattern_parser *parser, struct piece name)
{
    int capture = find_name(parser->names, name);

    if (capture < 0)
        return refuse(parser, "no line before captures %.*s, as {int:%.*s} does", (int)name.length,
                      name.text, (int)name.length, name.text);
    return add(parser, (struct pattern_part){ .kind = PATTERN_SAME, .capture = capture });
}

/* Add the byte of {\r}, {\t} or {\x1b}. */
static int add_byte(const struct pattern_parser *parser, struct piece word)
{
    struct pattern_part part = { .kind = PATTERN_BYTE, .capture = -1 };

    if (is(word, "\\r"))
        part.byte = '\r';
    else if (is(word, "\\t"))
        part.byte = '\t';
    else if (word.length == 4 && word.text[1] == 'x' && isxdigit((unsigned char)word.text[2]) &&
             isxdigit((unsigned char)word.text[3]))
        part.byte = (unsigned char)strtoul(word.text + 2, NULL, 16); /* it stops at the brace */
    else
        return refuse(parser, "{%.*s} is no byte; a byte is {\\r}, {\\t} or {\\x1b}",
                      (int)word.length, word.text);
    return add(parser, part);
}

static int add_placeholder(const struct pattern_parser *parser, struct piece word)
{
    const char *colon = memchr(word.text, ':', word.length);
    struct piece kind = { word.text, colon ? (size_t)(colon - word.text) : word.length };
    struct pattern_part part = { .capture = -1 };

    if (word.length && word.text[0] == '=')
        return add_same(parser, (struct piece){ word.text + 1, word.length - 1 });
    if (word.length && word.text[0] == '\\')
        return add_byte(parser, word);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is(kind, kinds[i].word))
            part.kind = kinds[i].kind;
    if (!part.kind)
        return refuse(parser,
                      "there is no placeholder {%.*s}; there are {int}, {float}, {hex}, {path} and "
                      "{*}, and {{ is a brace",
                      (int)(word.length < 40 ? word.length : 40), word.text);
    if (colon) {
        part.capture = add_name(
            parser, (struct piece){ colon + 1, (size_t)(word.text + word.length - colon - 1) });
        if (part.capture < 0)
            return part.capture;
    }
    return add(parser, part);
}

/* Parse what begins with a brace, and move `*at` behind it. */
static int parse_brace(const struct pattern_parser *parser, const char **at, const char *end)
{
    const char *begin = *at + 1, *close;

    if (begin < end && *begin == '{') {
        *at += 2;
        return add(parser, (struct pattern_part){ .text = begin, .length = 1, .capture = -1 });
    }
    close = memchr(begin, '}', (size_t)(end - begin));
    if (!close)
        return refuse(parser, "a brace is not closed; {{ stands for a brace");
    *at = close + 1;
    if (!is((struct piece){ begin, (size_t)(close - begin) }, "no newline"))
        return add_placeholder(parser, (struct piece){ begin, (size_t)(close - begin) });
    if (*at != end)
        return refuse(parser, "{no newline} can only stand at the end of a line");
    parser->pattern->no_newline = true;
    return 0;
}

int pattern_parse(struct pattern *pattern, const char *text, size_t length,
                  struct capture_names *names, char message[PATTERN_MESSAGE_MAX])
{
    struct pattern_parser parser = { pattern, names, message };
    const char *at = text, *end = text + length;
    int rc = 0;

    *pattern = (struct pattern){ 0 };
    while (rc == 0 && at < end) {
        const char *brace = memchr(at, '{', (size_t)(end - at));
        const char *behind = brace ? brace : end;

        if (behind > at)
            rc = add(&parser, (struct pattern_part){
                                  .text = at, .length = (size_t)(behind - at), .capture = -1 });
        at = behind;
        if (rc == 0 && at < end)
            rc = parse_brace(&parser, &at, end);
    }
    return rc;
}

void pattern_free(struct pattern *pattern)
{
    free(pattern->parts);
    *pattern = (struct pattern){ 0 };
}

/* ---- Matching ---- */

struct matcher {
    const struct pattern *pattern;
    const char *end;
    struct captures *captures;
    int steps;
};

static size_t count_digits(const char *at, const char *end, int (*is_digit)(int character))
{
    const char *begin = at;

    while (at < end && is_digit((unsigned char)*at))
        at++;
    return (size_t)(at - begin);
}

static bool is_sign(const char *at, const char *end)
{
    return at < end && (*at == '+' || *at == '-');
}

/* Returns the length of the longest integer at this place; 0 if there is none. */
static size_t int_length(const char *at, const char *end)
{
    size_t sign = is_sign(at, end), digits = count_digits(at + sign, end, isdigit);

    return digits ? sign + digits : 0;
}

static size_t float_length(const char *at, const char *end)
{
    const char *begin = at;
    size_t whole, fraction = 0, exponent;

    at += is_sign(at, end);
    whole = count_digits(at, end, isdigit);
    at += whole;
    if (at < end && *at == '.') {
        fraction = count_digits(at + 1, end, isdigit);
        at += fraction ? fraction + 1 : 0;
    }
    if (!whole && !fraction)
        return 0;
    if (at < end && (*at == 'e' || *at == 'E')) {
        exponent = int_length(at + 1, end);
        at += exponent ? exponent + 1 : 0;
    }
    return (size_t)(at - begin);
}

static size_t hex_length(const char *at, const char *end)
{
    bool prefixed = end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X') &&
                    isxdigit((unsigned char)at[2]);

    return prefixed ? 2 + count_digits(at + 2, end, isxdigit) : count_digits(at, end, isxdigit);
}

static size_t path_length(const char *at, const char *end)
{
    const char *begin = at;

    while (at < end && *at != ' ' && *at != '\t' && *at != '"' && *at != '\'')
        at++;
    return (size_t)(at - begin);
}

/* Returns the length of the longest text at this place that is of the kind. */
static size_t longest(enum pattern_kind kind, const char *at, const char *end)
{
    switch (kind) {
    case PATTERN_INT:
        return int_length(at, end);
    case PATTERN_FLOAT:
        return float_length(at, end);
    case PATTERN_HEX:
        return hex_length(at, end);
    case PATTERN_PATH:
        return path_length(at, end);
    default:
        return (size_t)(end - at);
    }
}

static bool match_from(struct matcher *matcher, size_t index, const char *at);

static bool match_text(struct matcher *matcher, size_t index, const char *at, struct piece piece)
{
    return piece.text && (size_t)(matcher->end - at) >= piece.length &&
           memcmp(at, piece.text, piece.length) == 0 &&
           match_from(matcher, index + 1, at + piece.length);
}

/* Returns whether the text as a whole is of the kind. The beginning of any text or path is one,
 * too. */
static bool is_whole(struct matcher *matcher, enum pattern_kind kind, const char *at, size_t length)
{
    if (kind == PATTERN_ANY || kind == PATTERN_PATH)
        return true;
    matcher->steps += (int)(length / 16); /* it takes time to look at long texts again and again */
    return matcher->steps <= STEPS_MAX && longest(kind, at, at + length) == length;
}

/* Try the longest text first. */
static bool match_kind(struct matcher *matcher, size_t index, const char *at)
{
    const struct pattern_part *part = &matcher->pattern->parts[index];
    size_t least = part->kind == PATTERN_ANY ? 0 : 1;
    struct piece before = { 0 };

    if (part->capture >= 0)
        before = matcher->captures->texts[part->capture];
    for (size_t length = longest(part->kind, at, matcher->end) + 1; length-- > least;) {
        if (!is_whole(matcher, part->kind, at, length))
            continue;
        if (part->capture >= 0)
            matcher->captures->texts[part->capture] = (struct piece){ at, length };
        if (match_from(matcher, index + 1, at + length))
            return true;
    }
    if (part->capture >= 0)
        matcher->captures->texts[part->capture] = before;
    return false;
}

static bool match_from(struct matcher *matcher, size_t index, const char *at)
{
    const struct pattern_part *part;

    if (++matcher->steps > STEPS_MAX)
        return false;
    if (index == matcher->pattern->count)
        return at == matcher->end;
    part = &matcher->pattern->parts[index];
    switch (part->kind) {
    case PATTERN_TEXT:
        return match_text(matcher, index, at, (struct piece){ part->text, part->length });
    case PATTERN_BYTE:
        return match_text(matcher, index, at, (struct piece){ (const char *)&part->byte, 1 });
    case PATTERN_SAME:
        return match_text(matcher, index, at, matcher->captures->texts[part->capture]);
    default:
        return match_kind(matcher, index, at);
    }
}

bool pattern_match(const struct pattern *pattern, const char *text, size_t length,
                   struct captures *captures)
{
    struct matcher matcher = { .pattern = pattern, .end = text + length, .captures = captures };

    return match_from(&matcher, 0, text);
}

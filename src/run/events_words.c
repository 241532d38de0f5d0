#include "run/events_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    FRACTION_DIGITS = 9, /* nanoseconds of a second */
    ERRORS = 200,        /* no error code is greater */
};
static const int64_t second = INT64_C(1000000000);

/* What a word has without quotes. */
static const char simple[] = "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/()";
static const char digits[] = "0123456789";

static size_t left(const struct words *words)
{
    return (size_t)(words->end - words->at);
}

/* How many bytes at the front are of the set. */
static size_t span(const struct words *words, const char *set)
{
    size_t length = 0;

    while (length < left(words) && words->at[length] && strchr(set, words->at[length]))
        length++;
    return length;
}

bool words_take(struct words *words, const char *bytes)
{
    size_t length = strlen(bytes);

    if (left(words) < length || memcmp(words->at, bytes, length) != 0)
        return false;
    words->at += length;
    return true;
}

/* ---- Numbers ---- */

void words_add_number(struct text *text, int64_t number)
{
    text_add(text, "%" PRId64, number);
}

bool words_take_number(struct words *words, int64_t *number)
{
    bool is_negative = words_take(words, "-");
    size_t length = span(words, digits);
    uint64_t value = 0;

    /* 19 digits are below 2^64. */
    if (!length || length > 19)
        return false;
    for (size_t i = 0; i < length; i++)
        value = value * 10 + (uint64_t)(words->at[i] - '0');
    if (value > (uint64_t)INT64_MAX + is_negative)
        return false;
    words->at += length;
    *number = (int64_t)(is_negative ? -value : value);
    return true;
}

bool words_take_count(struct words *words, uint32_t *count)
{
    int64_t number;

    if (!words_take_number(words, &number) || number < 0 || number > UINT32_MAX)
        return false;
    *count = (uint32_t)number;
    return true;
}

void words_add_time(struct text *text, int64_t nanoseconds)
{
    uint64_t time = nanoseconds < 0 ? -(uint64_t)nanoseconds : (uint64_t)nanoseconds;
    char fraction[FRACTION_DIGITS + 1];
    size_t length = FRACTION_DIGITS;

    text_add(text, "%s%" PRIu64, nanoseconds < 0 ? "-" : "", time / (uint64_t)second);
    snprintf(fraction, sizeof fraction, "%09u", (unsigned)(time % (uint64_t)second));
    while (length && fraction[length - 1] == '0')
        length--;
    if (length)
        text_add(text, ".%.*s", (int)length, fraction);
}

bool words_take_time(struct words *words, int64_t *nanoseconds)
{
    bool is_negative = words_take(words, "-");
    int64_t whole, part = 0;
    size_t length;

    if (!words_take_number(words, &whole) || whole < 0 || whole > INT64_MAX / second - 1)
        return false;
    if (words_take(words, ".")) {
        length = span(words, digits);
        if (!length || length > FRACTION_DIGITS)
            return false;
        for (size_t i = 0; i < FRACTION_DIGITS; i++)
            part = part * 10 + (i < length ? words->at[i] - '0' : 0);
        words->at += length;
    }
    *nanoseconds = (whole * second + part) * (is_negative ? -1 : 1);
    return true;
}

/* ---- Results ---- */

/* The error code with this name; 0: none. */
static int code_of(const char *name, size_t length)
{
    for (int code = -1; code > -ERRORS; code--) {
        const char *other = co_error_name(code);

        if (strlen(other) == length && memcmp(other, name, length) == 0)
            return code;
    }
    return 0;
}

void words_add_result(struct text *text, int result)
{
    const char *name = result < 0 ? co_error_name(result) : "";

    if (result < 0 && code_of(name, strlen(name)) == result)
        text_add(text, "%s", name);
    else
        words_add_number(text, result);
}

bool words_take_result(struct words *words, int *result)
{
    size_t length = span(words, simple);
    int64_t number;

    *result = code_of(words->at, length);
    if (*result) {
        words->at += length;
        return true;
    }
    if (!words_take_number(words, &number) || number < INT32_MIN || number > INT32_MAX)
        return false;
    *result = (int)number;
    return true;
}

/* ---- Texts ---- */

static void add_byte(struct text *text, unsigned char byte)
{
    if (byte == '\\' || byte == '"')
        text_add(text, "\\%c", byte);
    else if (byte == '\n')
        text_add(text, "\\n");
    else
        text_add(text, "\\x%02x", byte);
}

/* Returns whether a terminal only prints the character, and the set does not have it. */
static bool is_plain(const char *bytes, size_t length, const char *set)
{
    uint32_t code_point = text_code_point(bytes, length);

    return !text_is_obeyed(code_point) && (code_point >= 0x80 || !strchr(set, bytes[0]));
}

/* Append the bytes, with a backslash before each byte of the set. */
static void add_escaped(struct text *text, const char *bytes, const char *set)
{
    const char *plain = bytes; /* these are not added yet */

    for (size_t size = strlen(bytes), length; size; bytes += length, size -= length) {
        length = text_character_length(bytes, size);
        if (length && is_plain(bytes, length, set))
            continue;
        length = 1;
        text_add_bytes(text, plain, (size_t)(bytes - plain));
        add_byte(text, (unsigned char)bytes[0]);
        plain = bytes + 1;
    }
    text_add_bytes(text, plain, (size_t)(bytes - plain));
}

static int value_of_hex(char digit)
{
    static const char hex[] = "0123456789abcdef";
    const char *found = digit ? strchr(hex, digit) : NULL;

    return found ? (int)(found - hex) : -1;
}

/* Append what the escape at the front stands for. */
static bool take_escape(struct words *words, struct text *text)
{
    int high, low;

    words->at++;
    if (words_take(words, "\\"))
        text_add(text, "\\");
    else if (words_take(words, "\""))
        text_add(text, "\"");
    else if (words_take(words, "n"))
        text_add(text, "\n");
    else if (words_take(words, "x") && left(words) >= 2) {
        high = value_of_hex(words->at[0]);
        low = value_of_hex(words->at[1]);
        if (high < 0 || low < 0 || (high == 0 && low == 0))
            return false;
        text_add(text, "%c", high * 16 + low);
        words->at += 2;
    } else {
        return false;
    }
    return true;
}

/* Append the text up to the end, or to `stop`, which stays; 0: there is no such byte. */
static bool take_escaped(struct words *words, char stop, struct text *text)
{
    while (left(words) && (!stop || words->at[0] != stop)) {
        if (words->at[0] == '\\') {
            if (!take_escape(words, text))
                return false;
        } else if (!words->at[0]) {
            return false;
        } else {
            text_add_bytes(text, words->at++, 1);
        }
    }
    return true;
}

void words_add_rest(struct text *text, const char *rest)
{
    add_escaped(text, rest, "\\");
}

bool words_take_rest(struct words *words, const char *after, struct text *text)
{
    struct words rest = *words;
    size_t length = strlen(after);

    if (left(words) < length || memcmp(words->end - length, after, length) != 0)
        return false;
    rest.end -= length;
    words->at = words->end;
    return take_escaped(&rest, '\0', text);
}

void words_add_word(struct text *text, const char *word)
{
    if (word[0] && !word[strspn(word, simple)]) {
        text_add(text, "%s", word);
        return;
    }
    text_add(text, "\"");
    add_escaped(text, word, "\\\"");
    text_add(text, "\"");
}

bool words_take_word(struct words *words, struct text *text)
{
    size_t length = span(words, simple);

    if (words_take(words, "\""))
        return take_escaped(words, '"', text) && words_take(words, "\"");
    text_add_bytes(text, words->at, length);
    words->at += length;
    return length > 0;
}

size_t words_label(const struct words *words)
{
    struct words copy = *words;

    if (words_take(&copy, "\"")) {
        while (left(&copy) && copy.at[0] != '"')
            copy.at += copy.at[0] == '\\' && left(&copy) > 1 ? 2 : 1;
        if (!words_take(&copy, "\""))
            return 0;
    } else {
        copy.at += span(&copy, simple);
    }
    if (copy.at > words->at && words_take(&copy, "~"))
        copy.at += span(&copy, digits);
    return (size_t)(copy.at - words->at);
}

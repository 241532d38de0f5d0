#include "check/mojibake.h"

#include "check/code_page.h"
#include "check/compare.h"
#include "co/explain/growing_text.h"

#include <string.h>

enum {
    REPLACEMENT = 0xfffd,
    FIRST_LATER_BYTE = 0x80, /* a character of UTF-8 goes on with these bytes */
    LAST_LATER_BYTE = 0xbf,
    FIRST_SECOND_OF_PAIR = 0x40,
};

/* The attempt to turn a transcript back from one code page. */
struct attempt {
    struct code_page_encoder encoder;
    const struct transcript *golden;
    struct text text;
    size_t undone, left; /* runs of characters beyond ASCII: mojibake, and not mojibake */
    struct mojibake found;
};

static bool is_ascii(char byte)
{
    return (unsigned char)byte < 0x80;
}

/* Returns whether the bytes are UTF-8 throughout. */
static bool is_utf_8(const char *bytes, size_t length)
{
    for (size_t i = 0, character; i < length; i += character) {
        character = text_character_length(bytes + i, length - i);
        if (!character)
            return false;
    }
    return true;
}

/* Encode a run in the code page, with `lost` for the bytes that were replaced by U+FFFD. Returns
 * false if the page lacks one of the characters, or if no memory is left. */
static bool encode(struct attempt *attempt, const char *run, size_t length, int lost,
                   struct text *bytes)
{
    text_clear(bytes);
    for (size_t i = 0, character; i < length; i += character) {
        char encoded[CODE_PAGE_BYTES_MAX] = { (char)lost };
        size_t count = lost >= 0;

        character = text_character_length(run + i, length - i);
        if (text_code_point(run + i, character) != REPLACEMENT)
            count = code_page_encode(&attempt->encoder, run + i, character, encoded);
        if (!count)
            return false;
        text_add_bytes(bytes, encoded, count);
    }
    return !bytes->failed;
}

/* Returns whether the golden has this text, or people add it to transcripts. */
static bool is_known(const struct attempt *attempt, const struct text *text)
{
    return strcmp(text_string(text), COMPARE_ARROW) == 0 ||
           memmem(attempt->golden->bytes, attempt->golden->size, text->bytes, text->length);
}

/* In a page with pairs, the bytes of a word can be UTF-8 by chance. So the golden must have it. */
static bool is_plain_mojibake(struct attempt *attempt, const char *run, size_t length,
                              struct text *bytes)
{
    return encode(attempt, run, length, -1, bytes) && is_utf_8(bytes->bytes, bytes->length) &&
           (!attempt->encoder.page->pairs || is_known(attempt, bytes));
}

/* Returns whether the golden has this text before this character. */
static bool is_known_before(const struct attempt *attempt, const struct text *text, char next)
{
    const char *at = attempt->golden->bytes, *end = at + attempt->golden->size;

    while ((at = memmem(at, (size_t)(end - at), text->bytes, text->length))) {
        at += text->length;
        if (at < end && *at == next)
            return true;
    }
    return false;
}

/* `next` is the character behind the run, or NULL for any. */
static bool find_lost_byte(struct attempt *attempt, const char *run, size_t length,
                           const char *next, struct text *bytes)
{
    for (int lost = FIRST_LATER_BYTE; lost <= LAST_LATER_BYTE; lost++) {
        if (!code_page_has(attempt->encoder.page, lost) &&
            encode(attempt, run, length, lost, bytes) && is_utf_8(bytes->bytes, bytes->length) &&
            (next ? is_known_before(attempt, bytes, *next) : is_known(attempt, bytes)))
            return true;
    }
    return false;
}

/* The golden may have several characters that differ in the lost byte alone. What follows tells
 * these apart. */
static bool has_lost_byte(struct attempt *attempt, const char *run, size_t length, size_t left,
                          struct text *bytes)
{
    return (left && find_lost_byte(attempt, run, length, run + length, bytes)) ||
           find_lost_byte(attempt, run, length, NULL, bytes);
}

/* Find what the golden has in the place of the question mark: the last byte of a character, and an
 * ASCII character. `rest` is what follows the question mark in its line. */
static bool find_eaten(const struct attempt *attempt, const struct text *bytes, const char *rest,
                       size_t rest_length, char eaten[2])
{
    const char *at = attempt->golden->bytes, *end = at + attempt->golden->size;
    size_t compared = rest_length && is_ascii(*rest) ? 1 : 0;

    while ((at = memmem(at, (size_t)(end - at), bytes->bytes, bytes->length))) {
        at += bytes->length;
        if ((size_t)(end - at) < 2 + compared)
            return false;
        if (is_utf_8(at - bytes->length, bytes->length + 1) && is_ascii(at[1]) && at[1] != '\n' &&
            at[1] < FIRST_SECOND_OF_PAIR && memcmp(at + 2, rest, compared) == 0) {
            memcpy(eaten, at, 2);
            return true;
        }
    }
    return false;
}

/* Windows takes the last byte of a character and the ASCII character behind it for a pair. If the
 * page has no such pair, a question mark stands for both. */
static bool has_eaten(struct attempt *attempt, const char *run, size_t length, size_t left,
                      struct text *bytes)
{
    char eaten[2];

    if (!attempt->encoder.page->pairs || !left || run[length] != '?' ||
        !encode(attempt, run, length, -1, bytes) ||
        !find_eaten(attempt, bytes, run + length + 1, left - 1, eaten))
        return false;
    text_add_bytes(bytes, eaten, sizeof eaten);
    return true;
}

static void keep_sample(struct attempt *attempt, const char *run, size_t length,
                        const struct text *bytes)
{
    co_format(attempt->found.damaged, MOJIBAKE_SAMPLE_MAX, "%.*s", (int)length, run);
    co_format(attempt->found.meant, MOJIBAKE_SAMPLE_MAX, "%s", text_string(bytes));
}

/* Turn a run back. The bytes of a character beyond ASCII are not ASCII, so a run stands for whole
 * characters; `left` bytes follow it. Returns how many of these also belong to the run. */
static size_t undo_run(struct attempt *attempt, const char *run, size_t length, size_t left)
{
    struct text bytes = { 0 };
    size_t more = 0;
    bool is_mojibake = is_plain_mojibake(attempt, run, length, &bytes) ||
                       has_lost_byte(attempt, run, length, left, &bytes);

    if (!is_mojibake && has_eaten(attempt, run, length, left, &bytes)) {
        is_mojibake = true;
        more = 1;
    }
    if (is_mojibake) {
        if (!attempt->undone++)
            keep_sample(attempt, run, length + more, &bytes);
        text_add_bytes(&attempt->text, bytes.bytes, bytes.length);
    } else {
        attempt->left++;
        text_add_bytes(&attempt->text, run, length);
    }
    attempt->text.failed |= bytes.failed;
    text_free(&bytes);
    return more;
}

static void undo(struct attempt *attempt, const struct transcript *transcript)
{
    const char *at = transcript->bytes, *end = at + transcript->size;

    while (at < end) {
        const char *begin = at;
        bool ascii = is_ascii(*at);

        while (at < end && is_ascii(*at) == ascii)
            at++;
        if (ascii)
            text_add_bytes(&attempt->text, begin, (size_t)(at - begin));
        else
            at += undo_run(attempt, begin, (size_t)(at - begin), (size_t)(end - at));
    }
}

bool mojibake_undo(const struct transcript *golden, const struct transcript *transcript,
                   struct transcript *meant, struct mojibake *mojibake)
{
    struct attempt best = { 0 };
    struct transcript_error error;
    bool undone;

    for (const struct code_page *page = code_pages; page->name; page++) {
        struct attempt attempt = { .golden = golden, .found = { .code_page = page->name } };

        if (!code_page_begin(&attempt.encoder, page))
            continue;
        undo(&attempt, transcript);
        code_page_end(&attempt.encoder);
        if (attempt.undone > best.undone) {
            text_free(&best.text);
            best = attempt;
        } else {
            text_free(&attempt.text);
        }
    }
    *mojibake = best.found;
    undone = best.undone > best.left && !best.text.failed &&
             transcript_parse(meant, "the transcript", text_string(&best.text), best.text.length,
                              TRANSCRIPT_FROM_ELSEWHERE, &error) == 0;
    text_free(&best.text);
    return undone;
}

#include "check/mojibake.h"

#include "check/code_page.h"
#include "check/compare.h"
#include "run/text.h"

#include <string.h>

enum { REPLACEMENT = 0xfffd };

/* The attempt to turn a transcript back from one code page. */
struct attempt {
    const struct code_page *page;
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
 * false if the page lacks one of the characters, or if the bytes are not UTF-8. */
static bool encode(const struct code_page *page, const char *run, size_t length, int lost,
                   struct text *bytes)
{
    text_clear(bytes);
    for (size_t i = 0, character; i < length; i += character) {
        uint32_t code_point;
        char as_char;
        int byte;

        character = text_character_length(run + i, length - i);
        code_point = text_code_point(run + i, character);
        byte = code_point == REPLACEMENT ? lost : code_page_byte(page, code_point);
        if (byte < 0)
            return false;
        as_char = (char)byte;
        text_add_bytes(bytes, &as_char, 1);
    }
    return is_utf_8(bytes->bytes, bytes->length);
}

/* Returns whether the golden has this text, or people add it to transcripts. */
static bool is_known(const struct attempt *attempt, const struct text *text)
{
    return strcmp(text->bytes, COMPARE_ARROW) == 0 ||
           memmem(attempt->golden->bytes, attempt->golden->size, text->bytes, text->length);
}

static bool is_mojibake(const struct attempt *attempt, const char *run, size_t length,
                        struct text *bytes)
{
    if (encode(attempt->page, run, length, -1, bytes))
        return true;
    for (int lost = 0x80; lost < 0xa0; lost++) {
        if (code_page_has(attempt->page, lost) || !encode(attempt->page, run, length, lost, bytes))
            continue;
        if (is_known(attempt, bytes))
            return true;
    }
    return false;
}

static void keep_sample(struct attempt *attempt, const char *run, size_t length,
                        const struct text *bytes)
{
    co_format(attempt->found.damaged, MOJIBAKE_SAMPLE_MAX, "%.*s", (int)length, run);
    co_format(attempt->found.meant, MOJIBAKE_SAMPLE_MAX, "%s", text_string(bytes));
}

/* Turn a run back. The bytes of a character beyond ASCII are not ASCII, so a run stands for whole
 * characters. */
static void undo_run(struct attempt *attempt, const char *run, size_t length)
{
    struct text bytes = { 0 };

    if (is_mojibake(attempt, run, length, &bytes)) {
        if (!attempt->undone++)
            keep_sample(attempt, run, length, &bytes);
        text_add_bytes(&attempt->text, bytes.bytes, bytes.length);
    } else {
        attempt->left++;
        text_add_bytes(&attempt->text, run, length);
    }
    attempt->text.failed |= bytes.failed;
    text_free(&bytes);
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
            undo_run(attempt, begin, (size_t)(at - begin));
    }
}

bool mojibake_undo(const struct transcript *golden, const struct transcript *transcript,
                   struct transcript *meant, struct mojibake *mojibake)
{
    struct attempt best = { 0 };
    struct transcript_error error;
    bool undone;

    for (const struct code_page *page = code_pages; page->name; page++) {
        struct attempt attempt = { .page = page,
                                   .golden = golden,
                                   .found = { .code_page = page->name } };

        undo(&attempt, transcript);
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

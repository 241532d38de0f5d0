#include "check/golden_words.h"

#include "check/golden_draft.h"

#include <ctype.h>
#include <string.h>

enum word_kind { WORD_OTHER, WORD_INT, WORD_FLOAT, WORD_HEX, WORD_PATH };

struct word {
    enum word_kind kind;
    struct piece piece;
};

static size_t count_while(const char *at, const char *end, int (*is)(int character))
{
    const char *begin = at;

    while (at < end && is((unsigned char)*at))
        at++;
    return (size_t)(at - begin);
}

static int is_path(int character)
{
    return character > ' ' && !strchr("\"'<>()[]{},;:=", character);
}

static size_t hex_length(const char *at, const char *end)
{
    bool prefixed = end - at > 2 && at[0] == '0' && at[1] == 'x';
    size_t digits = count_while(prefixed ? at + 2 : at, end, isxdigit);
    size_t word = count_while(at, end, isalnum);

    if (prefixed)
        return digits ? digits + 2 : 0;
    /* "123456" is a number, "defaced" may be a word, "7f3a9c" is neither. */
    return digits >= 6 && digits == word && count_while(at, end, isdigit) != digits &&
                   count_while(at, end, isalpha) != digits
               ? digits
               : 0;
}

/* Read the word at this place, which is not the end. */
static struct word next_word(const char *at, const char *end)
{
    size_t hex = hex_length(at, end), digits = count_while(at, end, isdigit), fraction = 0;
    struct word word = { WORD_OTHER, { at, 1 } };

    if (digits && at + digits < end && at[digits] == '.')
        fraction = count_while(at + digits + 1, end, isdigit);
    if (hex)
        word = (struct word){ WORD_HEX, { at, hex } };
    else if (fraction)
        word = (struct word){ WORD_FLOAT, { at, digits + 1 + fraction } };
    else if (digits)
        word = (struct word){ WORD_INT, { at, digits } };
    else if (*at == '/')
        word = (struct word){ WORD_PATH, { at, count_while(at, end, is_path) } };
    else if (isalpha((unsigned char)*at))
        word.piece.length = count_while(at, end, isalpha);
    return word;
}

static bool is_same(struct piece one, struct piece other)
{
    return one.length == other.length && memcmp(one.text, other.text, one.length) == 0;
}

/* Read the next word of each text. Returns false if a text has ended, or if they cannot be told
 * apart by one placeholder. */
static bool next_words(struct word *words, const struct piece *texts, size_t count, bool *same)
{
    *same = true;
    for (size_t i = 0; i < count; i++) {
        if (!texts[i].length)
            return false;
        words[i] = next_word(texts[i].text, texts[i].text + texts[i].length);
        *same &= is_same(words[i].piece, words[0].piece);
    }
    for (size_t i = 0; i < count && !*same; i++)
        if (words[i].kind != words[0].kind || words[i].kind == WORD_OTHER)
            return false;
    return true;
}

/* Append {*} for what is left, and the end that all texts have in common. */
static void add_rest(struct text *pattern, const struct piece *texts, size_t count)
{
    size_t common = texts[0].length;

    for (size_t i = 1; i < count; i++) {
        size_t same = 0;

        while (same < common && same < texts[i].length &&
               texts[i].text[texts[i].length - 1 - same] ==
                   texts[0].text[texts[0].length - 1 - same])
            same++;
        common = same;
    }
    /* A character of several bytes stays together. */
    while (common && ((unsigned char)texts[0].text[texts[0].length - common] & 0xc0) == 0x80)
        common--;
    text_add(pattern, "{*}");
    draft_escape(pattern, texts[0].text + texts[0].length - common, common);
}

void golden_words_pattern(struct text *pattern, const struct piece *texts, size_t count)
{
    static const char *const placeholders[] = {
        [WORD_INT] = "{int}", [WORD_FLOAT] = "{float}", [WORD_HEX] = "{hex}", [WORD_PATH] = "{path}"
    };
    struct piece rest[GOLDEN_RUNS];
    struct word words[GOLDEN_RUNS];
    bool same;

    memcpy(rest, texts, count * sizeof *rest);
    while (next_words(words, rest, count, &same)) {
        if (same)
            draft_escape(pattern, words[0].piece.text, words[0].piece.length);
        else
            text_add(pattern, "%s", placeholders[words[0].kind]);
        for (size_t i = 0; i < count; i++) {
            rest[i].text += words[i].piece.length;
            rest[i].length -= words[i].piece.length;
        }
    }
    same = true;
    for (size_t i = 0; i < count; i++)
        same &= rest[i].length == 0;
    if (!same)
        add_rest(pattern, rest, count);
}

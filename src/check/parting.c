#include "check/parting.h"

#include "co/explain/growing_text.h"

#include <string.h>

struct range {
    uint32_t first, last;
};

static bool is_in(uint32_t character, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    }
    return false;
}

#define IS_IN(character, ranges) is_in(character, ranges, sizeof(ranges) / sizeof *(ranges))

/* Marks change the character before them: accents, variation selectors, joiners, skin tones. */
static const struct range marks[] = { { 0x0300, 0x036f }, { 0x1ab0, 0x1aff },  { 0x1dc0, 0x1dff },
                                      { 0x200d, 0x200d }, { 0x20d0, 0x20ff },  { 0xfe00, 0xfe0f },
                                      { 0xfe20, 0xfe2f }, { 0x1f3fb, 0x1f3ff } };
static const struct range accents[] = { { 0x0300, 0x036f } };
/* Latin letters with an accent in the letter. */
static const struct range composed[] = { { 0x00c0, 0x024f }, { 0x1e00, 0x1eff } };
static const struct range blanks[] = { { 0x0009, 0x0009 }, { 0x0020, 0x0020 }, { 0x00a0, 0x00a0 },
                                       { 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x202f, 0x202f },
                                       { 0x205f, 0x205f }, { 0x3000, 0x3000 } };
/* Characters without a width, and controls of the direction of text. */
static const struct range invisible[] = { { 0x00ad, 0x00ad }, { 0x061c, 0x061c },
                                          { 0x180e, 0x180e }, { 0x200b, 0x200f },
                                          { 0x2028, 0x202e }, { 0x2060, 0x206f },
                                          { 0xfeff, 0xfeff } };

/* ---- Characters ---- */

/* Returns the length of the character in bytes. A byte that is not UTF-8 counts as a character. */
static size_t length_at(const struct parting_text *text, size_t at)
{
    size_t length = text_character_length(text->text + at, text->length - at);

    return length ? length : 1;
}

/* Returns the character; 0 behind the end, and for a byte that is not UTF-8. */
static uint32_t character_at(const struct parting_text *text, size_t at)
{
    size_t length =
        at < text->length ? text_character_length(text->text + at, text->length - at) : 0;

    return length ? text_code_point(text->text + at, length) : 0;
}

static size_t length_with_marks(const struct parting_text *text, size_t at)
{
    size_t length = length_at(text, at);

    while (at + length < text->length && IS_IN(character_at(text, at + length), marks))
        length += length_at(text, at + length);
    return length;
}

/* ---- The place ---- */

struct place {
    size_t at;        /* the number of bytes before it, which are the same in both */
    size_t character; /* from 1 */
};

static struct place find_place(const struct parting_text *one, const struct parting_text *other)
{
    struct place letter = { 0, 1 }, place = { 0, 1 };

    while (place.at < one->length && place.at < other->length) {
        size_t length = length_at(one, place.at);

        if (length > other->length - place.at ||
            memcmp(one->text + place.at, other->text + place.at, length) != 0)
            break;
        if (!IS_IN(character_at(one, place.at), marks))
            letter = place;
        place.at += length;
        place.character++;
    }
    /* Without its letter, a mark would be shown on the quotation mark before it. */
    if (IS_IN(character_at(one, place.at), marks) || IS_IN(character_at(other, place.at), marks))
        return letter;
    return place;
}

/* ---- In words ---- */

static void write_number(FILE *out, const struct parting_text *text, size_t at, size_t length)
{
    size_t end = at + length;

    if (!text_character_length(text->text + at, text->length - at)) {
        fputs(" (not UTF-8)", out);
        return;
    }
    fputs(" (", out);
    for (const char *blank = ""; at < end; at += length_at(text, at), blank = " ")
        fprintf(out, "%sU+%04lX", blank, (unsigned long)character_at(text, at));
    fputs(")", out);
}

static void write_character(FILE *out, const struct parting_text *text, const char *has, size_t at)
{
    struct text safe = { 0 };
    uint32_t character = character_at(text, at);
    size_t length;

    fprintf(out, "%s %s", text->whose, has);
    if (at == text->length) {
        fputs("its end", out);
        return;
    }
    length = length_with_marks(text, at);
    text_add_safe(&safe, text->text + at, length);
    if (character == ' ')
        fputs("a blank", out);
    else if (character == '\t')
        fputs("a tab", out);
    else if (IS_IN(character, blanks))
        fputs("another kind of blank", out);
    else if (IS_IN(character, invisible) || IS_IN(character, marks))
        fputs("an invisible character", out);
    else
        fprintf(out, "\"%s\"", text_string(&safe));
    write_number(out, text, at, length);
    text_free(&safe);
}

static size_t behind_blanks(const struct parting_text *text, size_t at)
{
    while (at < text->length && IS_IN(character_at(text, at), blanks))
        at += length_at(text, at);
    return at;
}

static bool only_blanks_differ(const struct parting_text *one, const struct parting_text *other)
{
    size_t at = behind_blanks(one, 0), other_at = behind_blanks(other, 0);

    while (at < one->length && other_at < other->length && one->text[at] == other->text[other_at]) {
        at = behind_blanks(one, at + 1);
        other_at = behind_blanks(other, other_at + 1);
    }
    return at == one->length && other_at == other->length;
}

/* Returns whether `one` has here a letter with an accent as one character, and `other` as two. */
static bool is_composed_otherwise(const struct parting_text *one, const struct parting_text *other,
                                  size_t at)
{
    return at < one->length && at + 1 < other->length && IS_IN(character_at(one, at), composed) &&
           character_at(other, at) < 0x80 && IS_IN(character_at(other, at + 1), accents);
}

void parting_write(FILE *out, const char *indent, const struct parting_text *one,
                   const struct parting_text *other)
{
    struct place place = find_place(one, other);

    fprintf(out, "%sThey part at character %zu: ", indent, place.character);
    write_character(out, one, "has ", place.at);
    fprintf(out, ",\n%s", indent);
    write_character(out, other, "", place.at);
    fputs(".", out);
    if (only_blanks_differ(one, other))
        fputs(" Only blanks differ.", out);
    else if (is_composed_otherwise(one, other, place.at) ||
             is_composed_otherwise(other, one, place.at))
        fprintf(out, "\n%sOne has the accent in the letter (NFC), the other behind it (NFD).",
                indent);
    fputc('\n', out);
}

/* Returns the first character that a terminal shows here. For a control character, and for a byte
 * that is not UTF-8, that is the backslash of "\xNN". Returns 0 behind the end. */
static uint32_t shown_at(const struct parting_text *text, size_t at)
{
    uint32_t character = character_at(text, at);
    bool is_control =
        character != '\t' && (character < ' ' || (character >= 0x7f && character < 0xa0));

    if (at == text->length)
        return 0;
    return is_control ? '\\' : character;
}

bool parting_is_hidden(const struct parting_text *one, const struct parting_text *other)
{
    size_t at = find_place(one, other).at;
    uint32_t shown = shown_at(one, at), other_shown = shown_at(other, at);

    return only_blanks_differ(one, other) || shown >= 0x80 || other_shown >= 0x80 ||
           shown == other_shown;
}

#include "run/symbols.h"

#include "co/explain/growing_text.h"

#include <stdio.h>
#include <string.h>

enum { VARIATION_SELECTOR_16 = 0xfe0f }; /* selects the emoji form of the character before it */

const struct symbol symbols_table[] = {
    { 0x00d7, NULL, "x" },             /* × */
    { 0x2013, NULL, "-" },             /* – */
    { 0x2014, NULL, "--" },            /* — */
    { 0x2026, NULL, "..." },           /* … */
    { 0x2190, NULL, "<-" },            /* ← */
    { 0x2192, NULL, "->" },            /* → */
    { 0x2264, NULL, "<=" },            /* ≤ */
    { 0x2265, NULL, ">=" },            /* ≥ */
    { 0x23f0, "[alarm]", "(!)" },      /* ⏰ */
    { 0x23f1, "[timer]", "(t)" },      /* ⏱ */
    { 0x23f3, "[wait]", "(.)" },       /* ⏳ */
    { 0x23f8, "[pause]", "||" },       /* ⏸ */
    { 0x26a0, "[warn]", "!" },         /* ⚠ */
    { 0x2705, "[done]", "+" },         /* ✅ */
    { 0x274c, "[failed]", "x" },       /* ❌ */
    { 0x1f310, "[net]", "(o)" },       /* 🌐 */
    { 0x1f389, "[go]", "*" },          /* 🎉 */
    { 0x1f3c3, "[race]", ">>" },       /* 🏃 */
    { 0x1f40c, "[slow]", "@_" },       /* 🐌 */
    { 0x1f4a1, "[idea]", "i" },        /* 💡 */
    { 0x1f4cb, "[list]", "=" },        /* 📋 */
    { 0x1f4e2, "[signal]", "<))" },    /* 📢 */
    { 0x1f4e5, "[download]", "<-" },   /* 📥 */
    { 0x1f4e6, "[item]", "[]" },       /* 📦 */
    { 0x1f4e8, "[message]", "=>" },    /* 📨 */
    { 0x1f501, "[repeat]", "<>" },     /* 🔁 */
    { 0x1f504, "[retry]", "()" },      /* 🔄 */
    { 0x1f512, "[lock]", "#" },        /* 🔒 */
    { 0x1f522, "[number]", "123" },    /* 🔢 */
    { 0x1f528, "[work]", "T" },        /* 🔨 */
    { 0x1f6a6, "[limit]", ":" },       /* 🚦 */
    { 0x1f6ab, "[cancelled]", "(/)" }, /* 🚫 */
    { 0x1f6d1, "[stop]", "X" },        /* 🛑 */
    { 0x1f947, "[first]", "1." },      /* 🥇 */
    { 0x1f9f5, "[threads]", "~" },     /* 🧵 */
};
const size_t symbols_count = sizeof symbols_table / sizeof *symbols_table;

struct output {
    char *buffer;
    size_t size, length; /* length: of the whole text, even if `size` is less */
};

static void put(struct output *output, const char *bytes, size_t length)
{
    if (output->length < output->size) {
        size_t room = output->size - output->length - 1, part = length < room ? length : room;

        memcpy(output->buffer + output->length, bytes, part);
        output->buffer[output->length + part] = '\0';
    }
    output->length += length;
}

static const struct symbol *find(uint32_t code_point)
{
    for (size_t i = 0; i < symbols_count; i++)
        if (symbols_table[i].code_point == code_point)
            return &symbols_table[i];
    return NULL;
}

/* The spelling of a character that is not ASCII; NULL: the character itself. */
static const char *spelling(uint32_t code_point, enum symbols symbols, char escaped[12])
{
    const struct symbol *symbol = find(code_point);

    if (code_point == VARIATION_SELECTOR_16)
        return "";
    if (symbol)
        return symbols == SYMBOLS_TEXT ? symbol->word : symbol->ascii;
    if (symbols == SYMBOLS_TEXT)
        return NULL;
    snprintf(escaped, 12, code_point > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned int)code_point);
    return escaped;
}

size_t symbols_write(char *buffer, size_t size, const char *text, enum symbols symbols)
{
    struct output output = { buffer, size, 0 };
    size_t left = strlen(text);

    if (size)
        buffer[0] = '\0';
    for (size_t length; left; text += length, left -= length) {
        const char *spelled = NULL;
        char escaped[12];

        length = text_character_length(text, left);
        if (length > 1 && symbols != SYMBOLS_EMOJI)
            spelled = spelling(text_code_point(text, length), symbols, escaped);
        if (!length)
            length = 1;
        put(&output, spelled ? spelled : text, spelled ? strlen(spelled) : length);
    }
    return output.length;
}

void symbols_add(struct text *to, const char *text, enum symbols symbols)
{
    size_t length = strlen(text), room = length;
    char *next = text_room(to, room);

    if (next && symbols != SYMBOLS_EMOJI) {
        length = symbols_write(next, room + 1, text, symbols);
        next = length > room ? text_room(to, length) : next;
        if (next && length > room)
            symbols_write(next, length + 1, text, symbols);
    } else if (next) {
        memcpy(next, text, length);
    }
    if (next)
        text_grow(to, length);
}

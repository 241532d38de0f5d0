#include "run/colour.h"

#include <ctype.h>
#include <string.h>

/* Red is for what is wrong. Bold keeps the lighter colours legible on a light ground. */
static const char *const colours[] = { "36", "35", "32", "33", "34" };
enum { COLOURS = sizeof colours / sizeof *colours };

static bool is_part_of_a_word(char character)
{
    return isalnum((unsigned char)character) || character == '_' || (unsigned char)character >= 128;
}

/* Returns the name where it stands as a word of its own in the line; NULL if it does not. */
static const char *find_name(const char *line, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = line; *name && (at = strstr(at, name)); at++) {
        bool begins = at == line || !is_part_of_a_word(at[-1]);

        if (begins && !is_part_of_a_word(at[length]))
            return at;
    }
    return NULL;
}

void colour_add_line(struct text *text, const char *line, size_t stamp, const char *name,
                     uint32_t task)
{
    const char *found = task ? find_name(line + stamp, name) : NULL;
    size_t begin = found ? (size_t)(found - line) : 0, length = found ? strlen(name) : stamp;

    text_add_bytes(text, line, begin);
    if (task && length) {
        text_add(text, "\033[%s%sm", found ? "1;" : "", colours[(task - 1) % COLOURS]);
        text_add_bytes(text, line + begin, length);
        text_add(text, COLOUR_PLAIN);
        begin += length;
    }
    text_add(text, "%s", line + begin);
}

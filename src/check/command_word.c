#include "check/command_word.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Returns whether a shell takes the word as it is. Characters beyond ASCII have no meaning for a
 * shell. */
static bool is_plain(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "%+,-./:=@_";

    for (const char *at = word; *at; at++) {
        if ((unsigned char)*at < 0x80 && !strchr(plain, *at))
            return false;
    }
    return *word;
}

static void add(char *buffer, size_t size, const char *text)
{
    size_t length = strlen(buffer);

    snprintf(buffer + length, size - length, "%s", text);
}

const char *command_word(char *buffer, size_t size, const char *word)
{
    buffer[0] = '\0';
    if (is_plain(word)) {
        add(buffer, size, word);
        return buffer;
    }
    add(buffer, size, "'");
    for (const char *at = word; *at; at++)
        add(buffer, size, *at == '\'' ? "'\\''" : (char[]){ *at, '\0' });
    add(buffer, size, "'");
    return buffer;
}

void command_add_word(struct text *command, const char *word)
{
    if (is_plain(word)) {
        text_add(command, "%s", word);
        return;
    }
    text_add(command, "'");
    for (const char *at = word; *at; at++)
        text_add(command, *at == '\'' ? "'\\''" : "%c", *at);
    text_add(command, "'");
}

#include "cli/terminal.h"

#include "run/wrapped.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool names_utf8(const char *codeset)
{
    return strncasecmp(codeset, "UTF-8", 5) == 0 || strncasecmp(codeset, "UTF8", 4) == 0;
}

/* The locale's name has no codeset, as in de_DE. For names with a codeset this call is avoided: it
 * costs more than a whole run on the virtual clock. */
static bool system_says_utf8(const char *name)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, name, (locale_t)0);
    bool utf8 = locale && names_utf8(nl_langinfo_l(CODESET, locale));

    if (locale)
        freelocale(locale);
    return utf8;
}

static bool locale_is_utf8(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *name = getenv(variables[i]);
        const char *codeset;

        if (!name || !*name)
            continue;
        codeset = strchr(name, '.');
        if (codeset)
            return names_utf8(codeset + 1);
        return strcmp(name, "C") != 0 && strcmp(name, "POSIX") != 0 && system_says_utf8(name);
    }
    return true;
}

static bool term_is(const char *name)
{
    const char *term = getenv("TERM");

    return term && strcmp(term, name) == 0;
}

enum symbols terminal_symbols(int descriptor)
{
    if (!locale_is_utf8())
        return SYMBOLS_ASCII;
    if ((term_is("linux") || term_is("dumb")) && isatty(descriptor))
        return SYMBOLS_TEXT;
    return SYMBOLS_EMOJI;
}

bool terminal_overwrites(int descriptor)
{
    return !term_is("dumb") && isatty(descriptor);
}

bool terminal_colour(int descriptor)
{
    const char *no_color = getenv("NO_COLOR");

    return !(no_color && *no_color) && terminal_overwrites(descriptor);
}

int terminal_width(int descriptor)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    long set = columns ? strtol(columns, NULL, 10) : 0;

    if (!isatty(descriptor))
        return 0;
    if (set > 0 && set <= UINT16_MAX)
        return (int)set;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void terminal_print(const char *lines)
{
    struct text text = { 0 };

    wrapped_add(&text, lines, (size_t)terminal_width(STDOUT_FILENO));
    fputs(text.failed ? lines : text_string(&text), stdout);
    text_free(&text);
}

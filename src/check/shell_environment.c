#include "check/shell_environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static const char *const usual[] = { "LC_ALL=C.UTF-8", "TZ=UTC",   "TERM=dumb",
                                     "COLUMNS=80",     "LINES=24", "PYTHONUNBUFFERED=1" };

enum { USUAL_COUNT = sizeof usual / sizeof *usual };

/* Set or take away a variable. Returns how many there are then. */
static size_t change(const char **variables, size_t count, const char *text)
{
    size_t length = strcspn(text, "="), kept = 0;

    for (size_t i = 0; i < count; i++)
        if (strncmp(variables[i], text, length) != 0 || variables[i][length] != '=')
            variables[kept++] = variables[i];
    if (text[length] == '=')
        variables[kept++] = text;
    return kept;
}

char **shell_environment(char *const *changes, size_t count)
{
    size_t ours = 0;
    const char **variables;

    while (environ && environ[ours])
        ours++;
    variables = calloc(ours + USUAL_COUNT + count + 1, sizeof *variables);
    if (!variables)
        return NULL;
    if (ours)
        memcpy(variables, environ, ours * sizeof *variables);
    for (size_t i = 0; i < USUAL_COUNT; i++)
        ours = change(variables, ours, usual[i]);
    for (size_t i = 0; i < count; i++)
        ours = change(variables, ours, changes[i]);
    variables[ours] = NULL;
    return (char **)variables;
}

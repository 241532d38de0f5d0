#include "check/shell_environment.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

extern char **environ;

/* The value of a variable; NULL: there is none. It stands there once. */
static const char *value(char **variables, const char *name)
{
    const char *found = NULL;
    size_t length = strlen(name);

    for (; *variables; variables++) {
        if (strncmp(*variables, name, length) != 0 || (*variables)[length] != '=')
            continue;
        ASSERT_TRUE(!found);
        found = *variables + length + 1;
    }
    return found;
}

TEST(environment_has_the_usual_variables_and_ours)
{
    const char *ours[] = { "LC_ALL=de_DE", "HOME=/home", "LC_ALLES=x", NULL };
    char **made;

    environ = (char **)ours;
    made = shell_environment(NULL, 0);
    ASSERT_STR_EQ(value(made, "LC_ALL"), "C.UTF-8");
    ASSERT_STR_EQ(value(made, "LC_ALLES"), "x");
    ASSERT_STR_EQ(value(made, "HOME"), "/home");
    ASSERT_STR_EQ(value(made, "TERM"), "dumb");
    ASSERT_STR_EQ(ours[0], "LC_ALL=de_DE");
    free(made);
}

TEST(environment_obeys_the_changes_in_their_order)
{
    const char *ours[] = { "HOME=/home", "LEFT=1", NULL };
    const char *const changes[] = { "HOME",  "TERM=xterm", "NEW=a=b", "HOMER=d",
                                    "LINES", "NEW=c",      "NONE" };
    char **made;

    environ = (char **)ours;
    made = shell_environment((char *const *)changes, sizeof changes / sizeof *changes);
    ASSERT_TRUE(!value(made, "HOME"));
    ASSERT_TRUE(!value(made, "LINES"));
    ASSERT_TRUE(!value(made, "NONE"));
    ASSERT_STR_EQ(value(made, "TERM"), "xterm");
    ASSERT_STR_EQ(value(made, "NEW"), "c");
    ASSERT_STR_EQ(value(made, "HOMER"), "d");
    ASSERT_STR_EQ(value(made, "LEFT"), "1");
    free(made);
}

TEST(environment_is_made_where_there_is_none)
{
    char **made;

    environ = NULL;
    made = shell_environment(NULL, 0);
    ASSERT_STR_EQ(value(made, "TZ"), "UTC");
    free(made);
}

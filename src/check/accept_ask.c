#include "check/accept_ask.h"

#include <errno.h>
#include <string.h>

int accept_ask(const struct accept_options *options, const char *name)
{
    char answer[16];
    int byte;

    fflush(options->out);
    fprintf(options->messages, "Make this the golden of %s? [y/N] ", name);
    fflush(options->messages);
    if (!fgets(answer, sizeof answer, options->answers)) {
        fputc('\n', options->messages);
        return -EINTR;
    }
    for (byte = answer[strlen(answer) - 1]; byte != '\n' && byte != EOF;)
        byte = fgetc(options->answers);
    return answer[0] == 'y' || answer[0] == 'Y';
}

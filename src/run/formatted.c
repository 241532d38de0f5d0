/* formatted(): texts that a demo makes while it runs, as by an f-string. They live until the run
 * ends. */
#include "run/internal.h"

#include <stdlib.h>

struct kept_text {
    struct kept_text *next;
    struct text text;
};

static void keep(struct run *run, struct kept_text *kept)
{
    pthread_mutex_lock(&run->lock);
    kept->next = run->kept_texts;
    run->kept_texts = kept;
    pthread_mutex_unlock(&run->lock);
}

char *formatted(const char *format, ...)
{
    static char missing[1];
    struct run *run = run_now;
    struct kept_text *kept = run ? calloc(1, sizeof *kept) : NULL;
    va_list arguments;

    if (kept) {
        va_start(arguments, format);
        text_add_arguments(&kept->text, format, arguments);
        va_end(arguments);
        keep(run, kept);
    }
    if (run && (!kept || kept->text.failed)) {
        run->failed_for = -ENOMEM;
        run_stop(run);
    }
    return kept && kept->text.bytes ? kept->text.bytes : missing;
}

void formatted_free(struct run *run)
{
    while (run->kept_texts) {
        struct kept_text *kept = run->kept_texts;

        run->kept_texts = kept->next;
        text_free(&kept->text);
        free(kept);
    }
}

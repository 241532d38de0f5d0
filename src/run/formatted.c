/* Memory that a demo needs while it runs, such as a text as by an f-string. It lives until the run
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

/* The run owns the text from here on. NULL: there is no run, or no memory. */
static char *keep_text(struct text *text)
{
    struct run *run = run_now;
    struct kept_text *kept = run ? calloc(1, sizeof *kept) : NULL;

    if (run && (!kept || text->failed)) {
        run->failed_for = -ENOMEM;
        run_stop(run);
    }
    if (!kept) {
        text_free(text);
        return NULL;
    }
    kept->text = *text;
    keep(run, kept);
    return text->bytes;
}

char *formatted(const char *format, ...)
{
    static char missing[1];
    struct text text = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_add_arguments(&text, format, arguments);
    va_end(arguments);
    char *kept = keep_text(&text);
    return kept ? kept : missing;
}

void *copied(const void *bytes, size_t size)
{
    struct text text = { 0 };

    text_add_bytes(&text, bytes, size);
    return keep_text(&text);
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

#include "show/parts.h"

#include "show/words.h"

#include <inttypes.h>
#include <string.h>

/* Count the second part among those that are left out, and give its place, with its memory, to the
 * part behind the last one. */
static void leave_one_out(struct parts *parts)
{
    struct part second = parts->kept[1];

    parts->left_out += second.times;
    parts->left_out_took += second.took;
    memmove(&parts->kept[1], &parts->kept[2], (PARTS_KEPT - 2) * sizeof second);
    parts->kept[PARTS_KEPT - 1] = second;
    parts->count--;
}

int parts_add(struct parts *parts, const char *sentence, int64_t took)
{
    struct part *last = parts->count ? &parts->kept[parts->count - 1] : NULL;

    if (!*sentence)
        return 0;
    if (last && strcmp(text_string(&last->text), sentence) == 0) {
        last->times++;
        last->took += took;
        return 0;
    }
    if (parts->count == PARTS_KEPT)
        leave_one_out(parts);
    last = &parts->kept[parts->count];
    text_clear(&last->text);
    text_add_bytes(&last->text, sentence, strlen(sentence));
    if (last->text.failed)
        return -ENOMEM;
    last->times = 1;
    last->took = took;
    parts->count++;
    return 0;
}

static void write_part(const struct part *part, struct text *text)
{
    text_add_bytes(text, text_string(&part->text), part->text.length);
    if (part->times == 2)
        text_add(text, " twice");
    else if (part->times > 2)
        text_add(text, " %" PRIu64 " times", part->times);
}

static void write_left_out(uint64_t count, int64_t took, struct text *text)
{
    text_add(text, "; %" PRIu64 " more waits", count);
    if (took) {
        text_add(text, " or sleeps, ");
        words_add_duration(text, took);
        text_add(text, " in all");
    }
}

void parts_write(const struct parts *parts, struct text *text)
{
    for (unsigned i = 0; i < parts->count; i++) {
        const struct part *part = &parts->kept[i];

        if (i == 1 && parts->left_out) {
            write_left_out(parts->left_out + part->times, parts->left_out_took + part->took, text);
            continue;
        }
        text_add(text, "%s", i ? "; " : "");
        write_part(part, text);
    }
}

void parts_clear(struct parts *parts)
{
    parts->count = 0;
    parts->left_out = 0;
    parts->left_out_took = 0;
}

void parts_free(struct parts *parts)
{
    for (unsigned i = 0; i < PARTS_KEPT; i++)
        text_free(&parts->kept[i].text);
    *parts = (struct parts){ 0 };
}

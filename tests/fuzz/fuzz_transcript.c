/* Transcripts: the first byte says of which form. */
#include "check/transcript.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is true whatever came. */
static void check(bool condition)
{
    if (!condition)
        abort();
}

static void check_line(const struct transcript *transcript, size_t i)
{
    const struct transcript_line *line = &transcript->lines[i];
    const char *begin = transcript->bytes, *end = begin + transcript->size;

    check(line->number == i + 1 || i > 0);
    check(line->whole >= begin && line->whole + line->whole_length < end);
    check(line->whole[line->whole_length] == '\n');
    check(!memchr(line->whole, '\n', line->whole_length));
    check(line->text >= line->whole);
    check(line->text + line->text_length == line->whole + line->whole_length);
    check(line->stamped || line->text == line->whole);
}

static void check_transcript(const struct transcript *transcript, enum transcript_form form)
{
    int64_t previous = 0;

    check(transcript->count > 0);
    for (size_t i = 0; i < transcript->count; i++) {
        check_line(transcript, i);
        check(form != TRANSCRIPT_UNSTAMPED || !transcript->lines[i].stamped);
        if (form != TRANSCRIPT_GOLDEN_LOG || !transcript->lines[i].stamped)
            continue;
        check(transcript->lines[i].time >= previous);
        previous = transcript->lines[i].time;
    }
    check(form != TRANSCRIPT_GOLDEN_LOG || transcript->lines[0].stamped);
}

static void check_refusal(int rc, const struct transcript *transcript,
                          const struct transcript_error *error)
{
    check(rc == -EILSEQ || rc == -EBADMSG || rc == -EFBIG);
    check(strncmp(error->message, "file:", 5) == 0);
    check(!transcript->bytes && !transcript->lines && !transcript->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct transcript transcript = { 0 };
    static struct transcript_error error;
    enum transcript_form form;
    int rc;

    if (size == 0)
        return 0;
    form = (enum transcript_form)(data[0] % 3);
    rc = transcript_parse(&transcript, "file", (const char *)data + 1, size - 1, form, &error);
    if (rc == 0)
        check_transcript(&transcript, form);
    else
        check_refusal(rc, &transcript, &error);
    transcript_free(&transcript);
    return 0;
}

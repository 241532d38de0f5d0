#include "show/spelled.h"

#include "co/explain/growing_text.h"
#include "run/symbols.h"

#include <errno.h>

static const char *spell(struct text *text, const char *from)
{
    size_t length = symbols_write(NULL, 0, from, SYMBOLS_ASCII);
    char *room;

    text_clear(text);
    room = text_room(text, length);
    if (!room)
        return "";
    symbols_write(room, length + 1, from, SYMBOLS_ASCII);
    text_grow(text, length);
    return text_string(text);
}

int stream_spell(struct stream *spelled, const struct stream *stream)
{
    struct text text = { 0 }, what = { 0 };
    int error = 0;

    for (size_t i = 0; i < stream->count && !error; i++) {
        struct event event = stream->events[i];

        event.text = spell(&text, event.text);
        event.what = spell(&what, event.what);
        error = text.failed || what.failed ? -ENOMEM : stream_append(spelled, &event);
    }
    text_free(&text);
    text_free(&what);
    return error;
}

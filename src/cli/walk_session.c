#include "cli/walk_session.h"

#include "cli/walk_action.h"

#include <errno.h>
#include <string.h>

enum { PLAY_MILLISECONDS = 1000 };

/* On a page the keys scroll; all others leave it. */
static void scroll(struct walk_session *session, int key)
{
    size_t rest = walk_page_rest(session->walk, session->view.page);
    bool down = key == WALK_KEY_DOWN || key == 'j' || key == ' ' || key == WALK_KEY_PAGE_DOWN;
    bool up = key == WALK_KEY_UP || key == 'k' || key == WALK_KEY_PAGE_UP;
    size_t step = key == ' ' || key == WALK_KEY_PAGE_DOWN || key == WALK_KEY_PAGE_UP
                      ? session->screen.rows / 2
                      : 1;

    if (key == WALK_KEY_NONE)
        return;
    if (up)
        session->view.page_row -= session->view.page_row < step ? session->view.page_row : step;
    else if (down && session->view.page_row < rest)
        session->view.page_row +=
            rest - session->view.page_row < step ? rest - session->view.page_row : step;
    else if (!down || key == ' ')
        session->view.page = NULL;
}

static void find(struct walk_session *session)
{
    size_t found = walk_search(walk_story(session->walk), session->view.moment, session->search);

    session->searches = false;
    if (found != SIZE_MAX)
        walk_go_to(session, found);
    else
        co_format(session->note, sizeof session->note, "not found");
}

/* A byte at a time; a character may have several. */
static void type(struct walk_session *session, int key)
{
    size_t length = strlen(session->search);

    if (key == WALK_KEY_ENTER && length) {
        find(session);
    } else if (key == WALK_KEY_ESCAPE || key == WALK_KEY_ENTER) {
        session->searches = false;
    } else if (key == WALK_KEY_BACKSPACE) {
        while (length && ((unsigned char)session->search[length - 1] & 0xc0) == 0x80)
            length--;
        session->search[length ? length - 1 : 0] = '\0';
    } else if (key >= ' ' && key < 0x100 && length + 1 < sizeof session->search) {
        session->search[length] = (char)key;
        session->search[length + 1] = '\0';
    }
}

void walk_session_key(struct walk_session *session, int key)
{
    if (!session->walk) {
        session->ended = key == 'q' || key == 'Q' || session->ended;
        return;
    }
    if (key != WALK_KEY_NONE)
        session->note[0] = '\0';
    if (session->view.page)
        scroll(session, key);
    else if (session->searches)
        type(session, key);
    else if (key == WALK_KEY_NONE && session->plays)
        walk_act(session, 'n');
    else if (session->asks && key >= '1' && key <= '9')
        walk_answer(session, (size_t)(key - '1'));
    else if (key == WALK_KEY_ESCAPE)
        session->asks = session->plays = false;
    else
        walk_act(session, key);
}

int walk_session_wait(const struct walk_session *session)
{
    if (!session->plays || !session->walk)
        return -1;
    return session->speed < 0 ? PLAY_MILLISECONDS << -session->speed
                              : PLAY_MILLISECONDS >> session->speed;
}

void walk_session_add_score(struct text *text, const struct walk_session *session)
{
    if (session->asked)
        text_add(text, "You predicted %zu of %zu line%s.\n", session->guessed, session->asked,
                 session->asked == 1 ? "" : "s");
}

/* ---- The screen ---- */

int walk_session_resize(struct walk_session *session, size_t rows, size_t columns,
                        enum symbols symbols)
{
    int error;

    walk_free(session->walk);
    session->walk = NULL;
    screen_free(&session->screen);
    error = screen_make(&session->screen, rows, columns, symbols);
    walk_make_help(session);
    if (error || rows < WALK_ROWS_MIN || columns < WALK_COLUMNS_MIN)
        return error;
    error = walk_make(&session->walk, session->stream, session->demo, rows, columns, symbols);
    if (!error && !walk_story(session->walk)->moment_count)
        error = -ENODATA;
    if (error) {
        walk_free(session->walk);
        session->walk = NULL;
    }
    return error;
}

/* The keys that count most, in the last row. */
static void add_keys(struct text *bar, const struct walk_session *session)
{
    enum { ROOM = 80, ROOM_FOR_MORE = 120 };
    const char *steps =
        session->screen.symbols == SYMBOLS_ASCII ? "n next  b back" : "→ next  ← back";

    text_add(bar, "%s  j/k line  ", steps);
    if (session->screen.columns >= ROOM)
        text_add(bar, "t/T time  space play  p predict  w why  ");
    if (session->screen.columns >= ROOM_FOR_MORE)
        text_add(bar, "s source  c commentary  / search  ");
    text_add(bar, "? help  q quit");
}

static void make_bar(struct walk_session *session)
{
    struct text *bar = &session->bar;
    const char *page = session->view.page;

    text_clear(bar);
    if (session->searches)
        text_add(bar, "/%s%s", session->search,
                 session->screen.symbols == SYMBOLS_ASCII ? "_" : "▏");
    else if (page)
        text_add(bar, "%s",
                 walk_page_rest(session->walk, page) > session->view.page_row
                     ? "j/k scroll  space more  q back"
                     : "any key: back");
    else if (session->plays)
        text_add(bar, "space stop  + faster  - slower  q quit");
    else if (session->asks)
        text_add(bar, "1-%zu answer  p another  esc let it run  q quit", session->quiz.count);
    else
        add_keys(bar, session);
}

static size_t story_count(const struct walk_session *session)
{
    return walk_story(session->walk)->moment_count;
}

/* What stands at the right of the keys: what a key said, how fast the run plays, or the score. */
static const char *make_note(struct walk_session *session, char note[64])
{
    int speed = session->speed;

    co_format(note, 64, "%s", session->note);
    if (session->plays)
        co_format(note, 64, "plays %s%dx", speed < 0 ? "1/" : "",
                  1 << (speed < 0 ? -speed : speed));
    else if (!*note && session->asked &&
             (session->asks || session->view.moment + 1 == story_count(session)))
        co_format(note, 64, "%zu of %zu predicted", session->guessed, session->asked);
    return note;
}

static void draw_too_small(struct screen *screen)
{
    char text[128];
    size_t row = 0, length;

    co_format(text, sizeof text,
              "This window has %zux%zu; a walk needs %dx%d. Make it larger, or press q.",
              screen->columns, screen->rows, WALK_COLUMNS_MIN, WALK_ROWS_MIN);
    screen_clear(screen);
    for (char *at = text; *at && row < screen->rows; row++) {
        char rest;

        length = screen_fit(at, screen->columns);
        rest = at[length];
        at[length] = '\0';
        screen_write(screen, row, 0, SIZE_MAX, "", at);
        at[length] = rest;
        at += length;
        at += strspn(at, " ");
    }
}

int walk_session_draw(struct walk_session *session)
{
    char note[64];

    if (!session->walk) {
        draw_too_small(&session->screen);
        return 0;
    }
    make_bar(session);
    session->view.question = session->asks ? &session->quiz : NULL;
    session->view.answer = session->answer[0] ? session->answer : NULL;
    session->view.keys = text_string(&session->bar);
    session->view.note = make_note(session, note);
    return walk_draw(session->walk, &session->view, &session->screen);
}

/* ---- Begin and end ---- */

void walk_session_begin(struct walk_session *session, const struct stream *stream,
                        const struct walk_demo *demo)
{
    *session = (struct walk_session){ .stream = stream, .demo = demo };
    text_add(&session->commentary, "%s: %s\n\n%s", demo->name, demo->title, demo->commentary);
}

void walk_session_free(struct walk_session *session)
{
    walk_free(session->walk);
    screen_free(&session->screen);
    text_free(&session->bar);
    text_free(&session->help);
    text_free(&session->commentary);
}

#include "cli/walk_session.h"

#include <errno.h>
#include <string.h>

enum { SPEED_MIN = -3, SPEED_MAX = 5, PLAY_MILLISECONDS = 1000 };

static const struct story *story_of(const struct walk_session *session)
{
    return walk_story(session->walk);
}

/* ---- Forwards and back ---- */

static void go_to(struct walk_session *session, size_t moment)
{
    session->view.moment = moment;
    session->asks = false;
    session->answer[0] = '\0';
}

static void next(struct walk_session *session)
{
    if (session->view.moment + 1 < story_of(session)->moment_count)
        go_to(session, session->view.moment + 1);
    else
        session->plays = false;
}

static void back(struct walk_session *session)
{
    go_to(session, session->view.moment - (session->view.moment > 0));
}

static void next_line(struct walk_session *session)
{
    go_to(session, story_next_line(story_of(session), session->view.moment));
}

static void line_before(struct walk_session *session)
{
    go_to(session, story_line_before(story_of(session), session->view.moment));
}

static void next_time(struct walk_session *session)
{
    go_to(session, story_next_time(story_of(session), session->view.moment));
}

static void time_before(struct walk_session *session)
{
    go_to(session, story_time_before(story_of(session), session->view.moment));
}

static void first(struct walk_session *session)
{
    go_to(session, 0);
}

static void last(struct walk_session *session)
{
    go_to(session, story_of(session)->moment_count - 1);
}

static void play(struct walk_session *session)
{
    session->plays = !session->plays;
    if (session->plays && session->view.moment + 1 == story_of(session)->moment_count)
        first(session);
    session->asks = false;
}

static void faster(struct walk_session *session)
{
    session->speed += session->speed < SPEED_MAX;
}

static void slower(struct walk_session *session)
{
    session->speed -= session->speed > SPEED_MIN;
}

/* ---- Predict ---- */

static void predict(struct walk_session *session)
{
    bool asks = quiz_ask(story_of(session), session->view.moment, &session->quiz);

    session->plays = false;
    if (asks)
        go_to(session, session->quiz.moment);
    else
        co_format(session->note, sizeof session->note, "no line is left to predict");
    session->asks = asks;
}

static void answer(struct walk_session *session, size_t choice)
{
    const struct quiz *quiz = &session->quiz;
    bool right = choice == quiz->right;

    if (choice >= quiz->count)
        return;
    go_to(session, quiz->printed);
    session->asked++;
    session->guessed += right;
    co_format(session->answer, sizeof session->answer, "%s (%zu of %zu)",
              right ? "Right: this line comes" : "No: this line comes", session->guessed,
              session->asked);
}

void walk_session_add_score(struct text *text, const struct walk_session *session)
{
    if (session->asked)
        text_add(text, "You predicted %zu of %zu line%s.\n", session->guessed, session->asked,
                 session->asked == 1 ? "" : "s");
}

/* ---- Pages, remarks, search ---- */

static void show_page(struct walk_session *session, const struct text *page)
{
    session->view.page = text_string(page);
    session->view.page_row = 0;
    session->plays = false;
}

static void commentary(struct walk_session *session)
{
    show_page(session, &session->commentary);
}

static void help(struct walk_session *session)
{
    show_page(session, &session->help);
}

static void remarks(struct walk_session *session)
{
    session->view.remarks = !session->view.remarks;
}

static void search(struct walk_session *session)
{
    session->searches = true;
    session->plays = false;
    session->search[0] = '\0';
}

static void quit(struct walk_session *session)
{
    session->ended = true;
}

/* ---- The keys ---- */

/* The one table of keys: what each does, and what the help says of it. */
static const struct {
    int keys[4];
    void (*act)(struct walk_session *session);
    const char *names, *ascii_names; /* NULL: the same, or the row above has it */
    const char *meaning;
} keys[] = {
    { { 'n', WALK_KEY_RIGHT, WALK_KEY_ENTER }, next, "→ n", "Right n", "on to the next moment" },
    { { 'b', WALK_KEY_LEFT, WALK_KEY_BACKSPACE },
      back,
      "← b",
      "Left b",
      "back to the moment before" },
    { { 'j', WALK_KEY_DOWN }, next_line, "j", NULL, "the next line that is printed" },
    { { 'k', WALK_KEY_UP }, line_before, "k", NULL, "the line before" },
    { { 't', WALK_KEY_SHIFT_RIGHT, WALK_KEY_PAGE_DOWN },
      next_time,
      "t",
      NULL,
      "the next point in time" },
    { { 'T', WALK_KEY_SHIFT_LEFT, WALK_KEY_PAGE_UP },
      time_before,
      "T",
      NULL,
      "the point in time before" },
    { { 'g', WALK_KEY_HOME }, first, "g Home", NULL, "the beginning" },
    { { 'G', WALK_KEY_END }, last, "G End", NULL, "the end" },
    { { ' ' }, play, "Space", NULL, "play, and stop" },
    { { '+', '=' }, faster, "+", NULL, "play faster" },
    { { '-' }, slower, "-", NULL, "play slower" },
    { { 'p' }, predict, "p", NULL, "predict the next line; answer by its number" },
    { { '/' }, search, "/", NULL, "search in the sentences" },
    { { 'w' }, remarks, "w", NULL, "why: each line with what its task did before" },
    { { 'c' }, commentary, "c", NULL, "the commentary of the demo" },
    { { '?', 'h' }, help, "?", NULL, "this help" },
    { { 'q', 'Q' }, quit, "q", NULL, "quit" },
};
enum { KEYS = sizeof keys / sizeof *keys };

static void act(struct walk_session *session, int key)
{
    for (size_t i = 0; i < KEYS; i++)
        for (size_t k = 0; k < sizeof keys[i].keys / sizeof *keys[i].keys; k++)
            if (keys[i].keys[k] == key)
                keys[i].act(session);
}

static void make_help(struct walk_session *session)
{
    bool ascii = session->screen.symbols == SYMBOLS_ASCII;

    text_clear(&session->help);
    text_add(&session->help, "Keys\n\n");
    for (size_t i = 0; i < KEYS; i++) {
        const char *names = ascii && keys[i].ascii_names ? keys[i].ascii_names : keys[i].names;

        text_add(&session->help, "  %s%*s%s\n", names,
                 (int)(10 - screen_width(&session->screen, names)), "", keys[i].meaning);
    }
    text_add(&session->help, "\n");
    walk_add_legend(&session->help, ascii);
}

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
    size_t found = walk_search(story_of(session), session->view.moment, session->search);

    session->searches = false;
    if (found != SIZE_MAX)
        go_to(session, found);
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
        next(session);
    else if (session->asks && key >= '1' && key <= '9')
        answer(session, (size_t)(key - '1'));
    else if (key == WALK_KEY_ESCAPE)
        session->asks = session->plays = false;
    else
        act(session, key);
}

int walk_session_wait(const struct walk_session *session)
{
    if (!session->plays || !session->walk)
        return -1;
    return session->speed < 0 ? PLAY_MILLISECONDS << -session->speed
                              : PLAY_MILLISECONDS >> session->speed;
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
    make_help(session);
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

static void make_bar(struct walk_session *session)
{
    bool ascii = session->screen.symbols == SYMBOLS_ASCII;

    text_clear(&session->bar);
    if (session->searches)
        text_add(&session->bar, "/%s%s", session->search, ascii ? "_" : "▏");
    else if (session->view.page)
        text_add(&session->bar, "%s",
                 walk_page_rest(session->walk, session->view.page) > session->view.page_row
                     ? "j/k scroll  space more  q back"
                     : "any key: back");
    else if (session->plays)
        text_add(&session->bar, "space stop  + faster  - slower  q quit");
    else if (session->asks)
        text_add(&session->bar, "1-%zu answer  p another  esc let it run  q quit",
                 session->quiz.count);
    else
        text_add(&session->bar, "%s",
                 ascii ? "n next  b back  j/k line  t/T time  space play  p predict  w why"
                         "  ? help  q quit"
                       : "→ next  ← back  j/k line  t/T time  space play  p predict  w why"
                         "  ? help  q quit");
    if (session->plays)
        co_format(session->note, sizeof session->note, "plays %s%dx",
                  session->speed < 0 ? "1/" : "",
                  1 << (session->speed < 0 ? -session->speed : session->speed));
    else if (strncmp(session->note, "plays", 5) == 0)
        session->note[0] = '\0';
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

        length = screen_fit(screen, at, screen->columns);
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
    if (!session->walk) {
        draw_too_small(&session->screen);
        return 0;
    }
    make_bar(session);
    session->view.question = session->asks ? &session->quiz : NULL;
    session->view.answer = session->answer[0] ? session->answer : NULL;
    session->view.keys = text_string(&session->bar);
    session->view.note = session->note;
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

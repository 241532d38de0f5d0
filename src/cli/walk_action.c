#include "cli/walk_action.h"

enum { SPEED_MIN = -3, SPEED_MAX = 5 };

static const struct story *story_of(const struct walk_session *session)
{
    return walk_story(session->walk);
}

/* ---- Forwards and back ---- */

void walk_go_to(struct walk_session *session, size_t moment)
{
    session->view.moment = moment;
    session->asks = false;
    session->answer[0] = '\0';
}

static void next(struct walk_session *session)
{
    if (session->view.moment + 1 < story_of(session)->moment_count)
        walk_go_to(session, session->view.moment + 1);
    else
        session->plays = false;
}

static void back(struct walk_session *session)
{
    walk_go_to(session, session->view.moment - (session->view.moment > 0));
}

static void next_line(struct walk_session *session)
{
    walk_go_to(session, story_next_line(story_of(session), session->view.moment));
}

static void line_before(struct walk_session *session)
{
    walk_go_to(session, story_line_before(story_of(session), session->view.moment));
}

static void next_time(struct walk_session *session)
{
    walk_go_to(session, story_next_time(story_of(session), session->view.moment));
}

static void time_before(struct walk_session *session)
{
    walk_go_to(session, story_time_before(story_of(session), session->view.moment));
}

static void first(struct walk_session *session)
{
    walk_go_to(session, 0);
}

static void last(struct walk_session *session)
{
    walk_go_to(session, story_of(session)->moment_count - 1);
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
        walk_go_to(session, session->quiz.moment);
    else
        co_format(session->note, sizeof session->note, "no line is left to predict");
    session->asks = asks;
}

void walk_answer(struct walk_session *session, size_t choice)
{
    const struct quiz *quiz = &session->quiz;
    bool right = choice == quiz->right;

    if (choice >= quiz->count)
        return;
    walk_go_to(session, quiz->printed);
    session->asked++;
    session->guessed += right;
    co_format(session->answer, sizeof session->answer, "%s (%zu of %zu)",
              right ? "Right: this line comes" : "No: this line comes", session->guessed,
              session->asked);
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

static void source(struct walk_session *session)
{
    enum walk_source_shown *shown = &session->view.source;

    if (session->demo->python && walk_has_both(session->walk))
        *shown = *shown == WALK_BOTH ? WALK_C : *shown == WALK_C ? WALK_PYTHON : WALK_BOTH;
    else if (session->demo->python)
        *shown = *shown == WALK_PYTHON ? WALK_BOTH : WALK_PYTHON;
    else
        co_format(session->note, sizeof session->note, "this demo has no Python");
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
    { { 's' }, source, "s", NULL, "C, Python or both; remarks name lines of C" },
    { { 'c' }, commentary, "c", NULL, "the commentary of the demo" },
    { { '?', 'h' }, help, "?", NULL, "this help" },
    { { 'q', 'Q' }, quit, "q", NULL, "quit" },
};
enum { KEYS = sizeof keys / sizeof *keys };

void walk_act(struct walk_session *session, int key)
{
    for (size_t i = 0; i < KEYS; i++)
        for (size_t k = 0; k < sizeof keys[i].keys / sizeof *keys[i].keys; k++)
            if (keys[i].keys[k] == key)
                keys[i].act(session);
}

void walk_make_help(struct walk_session *session)
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

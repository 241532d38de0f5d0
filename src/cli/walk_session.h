/* A walk as its user sees it: where it is, what a key does, and what is on the screen. It knows no
 * terminal. */
#ifndef CLI_WALK_SESSION_H
#define CLI_WALK_SESSION_H

#include "cli/walk_key.h"
#include "show/walk.h"

enum { WALK_SEARCH_MAX = 64 };

struct walk_session {
    const struct stream *stream;
    const struct walk_demo *demo;
    struct walk *walk; /* NULL: the screen is too small */
    struct screen screen;
    struct walk_view view;
    bool ended; /* the user has enough */
    bool plays;
    int speed; /* the power of 2 of it */
    struct quiz quiz;
    bool asks;             /* the question of the quiz is on the screen */
    size_t asked, guessed; /* the score: questions that were answered, and those rightly */
    char answer[256], note[64];
    bool searches; /* the user types what to search for */
    char search[WALK_SEARCH_MAX];
    struct text bar, help, commentary;
};

/* Begin at the first moment. The stream and the demo must outlive the session. The caller calls
 * walk_session_free(). */
void walk_session_begin(struct walk_session *session, const struct stream *stream,
                        const struct walk_demo *demo);
void walk_session_free(struct walk_session *session);
/* Lay out for a screen of this size. -ENOMEM. */
int walk_session_resize(struct walk_session *session, size_t rows, size_t columns,
                        enum symbols symbols);
/* Do what the key says; an unknown key does nothing. WALK_KEY_NONE: the time of walk_session_wait()
 * has passed. */
void walk_session_key(struct walk_session *session, int key);
/* How long to wait for a key, in milliseconds; negative: as long as it takes. */
int walk_session_wait(const struct walk_session *session);
/* Draw session->screen. -ENOMEM. */
int walk_session_draw(struct walk_session *session);
/* Append the score as a sentence with its newline; nothing if no question was answered. */
void walk_session_add_score(struct text *text, const struct walk_session *session);

#endif

/* What the keys of a walk do, when no page and no search is open. */
#ifndef CLI_WALK_ACTION_H
#define CLI_WALK_ACTION_H

#include "cli/walk_session.h"

/* Do what the table of keys says; an unknown key does nothing. */
void walk_act(struct walk_session *session, int key);
/* Go to a moment; an open question is dropped. */
void walk_go_to(struct walk_session *session, size_t moment);
/* Take the answer of this number, from 0, to the open question; others do nothing. */
void walk_answer(struct walk_session *session, size_t choice);
/* Make the page with the table of keys, and the meaning of the marks. */
void walk_make_help(struct walk_session *session);

#endif

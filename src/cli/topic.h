/* Topics of "asyncdemo help" that are no commands. */
#ifndef CLI_TOPIC_H
#define CLI_TOPIC_H

#include "cli/page.h"

struct topic {
    const char *name;
    const char *summary;
    void (*write)(const struct page *page);
};

/* The topics; the last one has no name. */
extern const struct topic topics[];

/* NULL: there is no such topic. */
const struct topic *topic_find(const char *name);

/* ---- What the topics are made of ---- */

/* A line of "choosing" or of "checklist". The last one is all NULL. */
struct topic_advice {
    const char *need;   /* what a program needs, or should do */
    const char *answer; /* what it should use; NULL: the need says it all */
    const char *demo;   /* shows it */
};
extern const struct topic_advice topic_choosing[], topic_checklist[];

/* A line of the dictionary. `asyncio` is NULL: a heading is in `ours`. The last one is all NULL. */
struct topic_word {
    const char *asyncio;    /* its name */
    const char *ours;       /* our names */
    const char *difference; /* in errors, cancels, ownership and order; NULL: none */
};
extern const struct topic_word topic_words[];

/* For the table of topics. */
void topic_write_events(const struct page *page);
void topic_write_golden(const struct page *page);
void topic_write_choosing(const struct page *page);
void topic_write_checklist(const struct page *page);
void topic_write_asyncio(const struct page *page);

#endif

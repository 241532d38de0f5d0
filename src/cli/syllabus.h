/* The chapters and their demos in teaching order, from demos/CATALOG. */
#ifndef CLI_SYLLABUS_H
#define CLI_SYLLABUS_H

#include "run/run.h"

#include <stddef.h>

struct chapter {
    const char *folder; /* the folder's name is also the chapter's */
    const char *heading;
    const char *tutorial; /* the title of the tutorial that it follows; "": there is none */
    int number;           /* from 1 */
    bool is_unsolved;     /* exercises: they print what is wanted only when they are solved */
};

struct syllabus_entry {
    const struct chapter *chapter;
    const char *name;
    const struct demo *demo;
};

extern const struct chapter syllabus_chapters[];
extern const size_t syllabus_chapter_count;
extern const struct syllabus_entry syllabus[];
extern const size_t syllabus_count;

/* Returns the demo's number within its chapter, from 1. */
int syllabus_number(const struct syllabus_entry *entry);

/* Find a demo by name ("lock"), by chapter and name ("production/lock"), by place ("1.1"), or by
 * its source file ("demos/production/lock.c", "./lock.c"). Returns NULL if there is none. */
const struct syllabus_entry *syllabus_find(const char *word);
/* Find a chapter by folder ("production", "demos/production/") or number ("1"). Returns NULL if
 * there is none. */
const struct chapter *syllabus_find_chapter(const char *word);

/* Returns the demo's variant with this name; NULL if there is none. */
const struct demo_variant *syllabus_find_variant(const struct syllabus_entry *entry,
                                                 const char *name);

#endif

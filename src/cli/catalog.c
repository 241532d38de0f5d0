/* This file holds the data of the syllabus. The build makes "catalog.h" from demos/CATALOG. */
#include "cli/syllabus.h"

#include <stdbool.h>

#define DEMO_ROW(chapter, identifier, name) extern const struct demo demo_##identifier;
#include "catalog.h"

enum {
#define CHAPTER(identifier, folder, heading, tutorial, is_unsolved) CHAPTER_##identifier,
#include "catalog.h"
};

const struct chapter syllabus_chapters[] = {
#define CHAPTER(identifier, folder, heading, tutorial, is_unsolved)                                \
    { folder, heading, tutorial, CHAPTER_##identifier + 1, is_unsolved },
#include "catalog.h"
};
const size_t syllabus_chapter_count = sizeof syllabus_chapters / sizeof *syllabus_chapters;

const struct syllabus_entry syllabus[] = {
#define DEMO_ROW(chapter, identifier, name)                                                        \
    { &syllabus_chapters[CHAPTER_##chapter], name, &demo_##identifier },
#include "catalog.h"
};
const size_t syllabus_count = sizeof syllabus / sizeof *syllabus;

/* The source of a demo and its commentary, which is the first comment of the source. */
#ifndef CLI_DEMO_TEXT_H
#define CLI_DEMO_TEXT_H

#include "cli/syllabus.h"
#include "co/explain/growing_text.h"

/* A part of a text, without a NUL at its end. */
struct part {
    const char *begin, *end;
};

size_t part_length(struct part part);
bool part_begins_with(struct part part, const char *text);
/* Take the first line of the rest, without its newline. */
struct part part_take_line(struct part *rest);

/* A file within the program; empty if there is none. Files there are exactly the compiled ones. */
struct part demo_text_file(const char *path);
/* Write the path of the demo's source, "demos/production/lock.c". */
void demo_text_path(char *path, size_t size, const struct syllabus_entry *entry);
/* The path of the same program in Python, which not every demo has. */
void demo_text_python_path(char *path, size_t size, const struct syllabus_entry *entry);
/* Split the source into its first comment and the rest, which `source` becomes. */
struct part demo_text_split(struct part *source);
/* Take a line of the comment, without the asterisk at its begin. */
struct part demo_text_take_line(struct part *comment);
/* Returns whether this line stays as it is. All other lines belong to a paragraph, which is
 * filled. */
bool demo_text_stays(struct part line);

#endif

#include "cli/demo_text.h"

#include "cli/embedded.h"

#include <string.h>

size_t part_length(struct part part)
{
    return (size_t)(part.end - part.begin);
}

bool part_begins_with(struct part part, const char *text)
{
    return part_length(part) >= strlen(text) && memcmp(part.begin, text, strlen(text)) == 0;
}

struct part part_take_line(struct part *rest)
{
    struct part line = { rest->begin, memchr(rest->begin, '\n', part_length(*rest)) };

    if (!line.end)
        line.end = rest->end;
    rest->begin = line.end < rest->end ? line.end + 1 : rest->end;
    return line;
}

struct part demo_text_file(const char *path)
{
    struct embedded_file file;

    return embedded_find(path, &file) ? (struct part){ file.begin, file.end }
                                      : (struct part){ path, path };
}

void demo_text_path(char *path, size_t size, const struct syllabus_entry *entry)
{
    co_format(path, size, "demos/%s/%s.c", entry->chapter->folder, entry->name);
}

void demo_text_python_path(char *path, size_t size, const struct syllabus_entry *entry)
{
    co_format(path, size, "demos/%s/%s.py", entry->chapter->folder, entry->name);
}

struct part demo_text_split(struct part *source)
{
    struct part rest = *source, line = part_take_line(&rest), comment = { rest.begin, rest.begin };

    if (!part_begins_with(line, "/*") || part_length(line) != 2)
        return comment;
    while (rest.begin < rest.end) {
        line = part_take_line(&rest);
        if (part_begins_with(line, " */")) {
            comment.end = line.begin;
            *source = rest;
            break;
        }
    }
    return comment;
}

struct part demo_text_take_line(struct part *comment)
{
    struct part line = part_take_line(comment);

    if (part_begins_with(line, " * "))
        line.begin += 3;
    else if (part_begins_with(line, " *"))
        line.begin += 2;
    return line;
}

bool demo_text_stays(struct part line)
{
    return line.begin == line.end || *line.begin == ' ';
}

#include "cli/demo_page.h"

#include "cli/demo_text.h"

void demo_page_describe(struct demo_page *page, const struct syllabus_entry *entry,
                        const struct demo_variant *variant)
{
    struct part source, python;

    demo_text_path(page->path, sizeof page->path, entry);
    demo_text_python_path(page->python_path, sizeof page->python_path, entry);
    source = demo_text_file(page->path);
    python = demo_text_file(page->python_path);
    page->demo = (struct show_demo){
        .name = entry->name,
        .variant = variant ? variant->name : NULL,
        .title = entry->demo->title,
        .note = variant ? variant->title : entry->demo->flaw,
        .is_flaw = !variant && entry->demo->flaw,
        .chapter = entry->chapter->heading,
        .section = entry->demo->section,
        .tutorial = entry->chapter->tutorial,
        .path = page->path,
        .source = source.begin,
        .source_length = part_length(source),
    };
    if (part_length(python)) {
        page->demo.python_path = page->python_path;
        page->demo.python = python.begin;
        page->demo.python_length = part_length(python);
    }
}

#include "cli/demo_page.h"

#include "cli/embedded.h"

void demo_page_describe(struct demo_page *page, const struct syllabus_entry *entry,
                        const struct demo_variant *variant)
{
    struct embedded_file source = { 0 };

    co_format(page->path, sizeof page->path, "demos/%s/%s.c", entry->chapter->folder, entry->name);
    if (!embedded_find(page->path, &source))
        source.begin = source.end = "";
    page->demo = (struct show_demo){
        .name = entry->name,
        .variant = variant ? variant->name : NULL,
        .title = entry->demo->title,
        .note = variant ? variant->title : entry->demo->flaw,
        .is_flaw = !variant && entry->demo->flaw,
        .chapter = entry->chapter->heading,
        .section = entry->demo->section,
        .path = page->path,
        .source = source.begin,
        .source_length = (size_t)(source.end - source.begin),
    };
}

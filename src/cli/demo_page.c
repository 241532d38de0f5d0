#include "cli/demo_page.h"

#include "cli/embedded.h"

void demo_page_describe(struct demo_page *page, const struct syllabus_entry *entry,
                        const struct demo_variant *variant)
{
    const struct embedded_file *source;

    co_format(page->path, sizeof page->path, "demos/%s/%s.c", entry->chapter->folder, entry->name);
    source = embedded_find(page->path);
    page->demo = (struct show_demo){
        .name = entry->name,
        .variant = variant ? variant->name : NULL,
        .title = entry->demo->title,
        .note = variant ? variant->title : entry->demo->flaw,
        .is_flaw = !variant && entry->demo->flaw,
        .chapter = entry->chapter->heading,
        .section = entry->demo->section,
        .path = page->path,
        .source = source ? source->begin : "",
        .source_length = source ? (size_t)(source->end - source->begin) : 0,
    };
}

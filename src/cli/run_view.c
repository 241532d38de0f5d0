#include "cli/run_view.h"

#include "cli/command.h"
#include "cli/output_file.h"

#include <string.h>

int run_view_read(struct run_view *view, const struct arguments *arguments,
                  const struct run_list *list)
{
    const char *value = arguments_value(arguments, "output");

    view->file = value && strcmp(value, "-") != 0 ? value : NULL;
    for (size_t i = 0; i < list->count; i++) {
        if (list->entries[i].variant_count > 1)
            return value_error(arguments, "variant", "name one variant.");
    }
    if (list->count > 1 && view->file)
        return value_error(arguments, "output", "one file is for one demo, so name one demo.");
    return view->file && output_file_check(view->file) ? EXIT_TOOL_FAILED : 0;
}

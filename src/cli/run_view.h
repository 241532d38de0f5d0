/* The options --as, -o, --at and --width of "asyncdemo run": what is shown of a run, and
 * where. */
#ifndef CLI_RUN_VIEW_H
#define CLI_RUN_VIEW_H

#include "cli/arguments.h"
#include "cli/run_list.h"
#include "cli/syllabus.h"
#include "run/run.h"

enum view { VIEW_LOG, VIEW_LANES, VIEW_GRAPH, VIEW_SVG, VIEW_TRACE, VIEW_HTML };

struct run_view {
    enum view view;
    const char *file; /* NULL: stdout */
    const char *at;   /* a text of the log; NULL: `time` is the moment */
    int64_t time;     /* nanoseconds; negative: the end */
    int width;        /* in columns */
    const struct arguments *arguments;
};

/* What is drawn of one run. */
struct drawn_run {
    struct stream stream;
    const struct syllabus_entry *entry;
    const struct demo_variant *variant; /* NULL: the default */
    char title[64];                     /* "race.fixed" */
};

/* Read the options; the runs are known. Returns 0; or an exit code, after a message on stderr. */
int run_view_read(struct run_view *view, const struct arguments *arguments,
                  const struct run_list *list);
/* Returns whether the picture is drawn after the run, from its events. If not, the run prints its
 * log. */
bool run_view_is_drawn(const struct run_view *view);
/* Draw the runs of one demo. `run` has the symbols of the log. Returns 0; or an exit code, after a
 * message on stderr. */
int run_view_draw(const struct run_view *view, const struct run_options *run,
                  const struct drawn_run *runs, size_t count);

#endif

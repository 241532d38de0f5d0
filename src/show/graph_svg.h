/* A graph as an SVG picture. */
#ifndef SHOW_GRAPH_SVG_H
#define SHOW_GRAPH_SVG_H

#include "show/graph.h"

#include "co/explain/growing_text.h"

/* The style sheet of the picture, as palette_add_sheet() takes it. */
extern const char graph_svg_shapes[], graph_svg_colors[];
/* Append the picture. On a page it has no style sheet of its own. Returns 0 or -ENOMEM. */
int graph_add_svg(struct text *text, const struct graph *graph, const char *title, bool on_page);

#endif

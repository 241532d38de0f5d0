/* The pager of a terminal: long text is read page by page. */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include <stdbool.h>

/* If stdout is a terminal, let it lead to $PAGER or, without that, to less, which ends by itself if
 * the text fits on the screen. PAGER= and PAGER=cat mean none. If no pager can be started, stdout
 * stays as it is. If $PAGER cannot be run, the shell says so, and the text comes without a pager.
 */
void pager_begin(void);
bool pager_is_open(void);
/* Wait until the reader has enough. stdout has been flushed; nothing can be written to it after. */
void pager_end(void);

#endif

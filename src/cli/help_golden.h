/* This module explains golden files of commands: asyncdemo help golden. */
#ifndef CLI_HELP_GOLDEN_H
#define CLI_HELP_GOLDEN_H

void help_write_golden(void);

#endif

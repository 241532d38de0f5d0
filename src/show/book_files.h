/* The files of the folder book/, which the build puts into the program. */
#ifndef SHOW_BOOK_FILES_H
#define SHOW_BOOK_FILES_H

extern const char book_style[], book_script[];
/* Parts of pages: the beginning of the front page, and explanations. */
extern const char book_front[], book_lanes[], book_clocks[];

#endif

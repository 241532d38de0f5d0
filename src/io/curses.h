/* ncursesw, as a table of functions: curses.newterm() after io_library_load(&curses_library). A
 * program that uses its macros or variables, such as stdscr, would have to be linked with it. */
#ifndef IO_CURSES_H
#define IO_CURSES_H

#include "io/config.h"
#include "io/library.h"

#ifdef HAVE_CURSES
#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#define CURSES_FUNCTIONS(X)                                                                        \
    X(newterm, newterm)                                                                            \
    X(delscreen, delscreen)                                                                        \
    X(endwin, endwin)                                                                              \
    X(cbreak, cbreak)                                                                              \
    X(noecho, noecho)                                                                              \
    X(nonl, nonl)                                                                                  \
    X(curs_set, curs_set)                                                                          \
    X(set_escdelay, set_escdelay)                                                                  \
    X(start_color, start_color)                                                                    \
    X(has_colors, has_colors)                                                                      \
    X(use_default_colors, use_default_colors)                                                      \
    X(init_pair, init_pair)                                                                        \
    X(get_string, tigetstr)                                                                        \
    X(newwin, newwin)                                                                              \
    X(delwin, delwin)                                                                              \
    X(keypad, keypad)                                                                              \
    X(nodelay, nodelay)                                                                            \
    X(resizeterm, resizeterm)                                                                      \
    X(is_term_resized, is_term_resized)                                                            \
    X(wresize, wresize)                                                                            \
    X(wgetch, wgetch)                                                                              \
    X(wmove, wmove)                                                                                \
    X(werase, werase)                                                                              \
    X(wattr_set, wattr_set)                                                                        \
    X(waddnstr, waddnstr)                                                                          \
    X(clearok, clearok)                                                                            \
    X(wrefresh, wrefresh)
#else
#define CURSES_FUNCTIONS(X)
#endif

extern struct curses_functions {
    CURSES_FUNCTIONS(IO_FUNCTION_MEMBER)
} curses;

#endif

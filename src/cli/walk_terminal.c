#include "cli/walk_terminal.h"

#include "cli/command.h"
#include "io/curses.h"

#ifndef HAVE_CURSES

int walk_terminal_open(enum symbols *symbols, bool color)
{
    (void)symbols;
    (void)color;
    return command_can_run("walk", IO_CURSES) ? EXIT_TOOL_FAILED : EXIT_SKIPPED;
}

void walk_terminal_close(void)
{
}

void walk_terminal_size(size_t *rows, size_t *columns)
{
    *rows = *columns = 0;
}

void walk_terminal_draw(const struct screen *screen)
{
    (void)screen;
}

int walk_terminal_key(int milliseconds)
{
    (void)milliseconds;
    return WALK_KEY_SIGNAL;
}

int walk_terminal_end_by_signal(void)
{
    return EXIT_SKIPPED;
}

#else

#include "cli/walk_guard.h"
#include "co/explain/write.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Those that end the walk politely, those that it must notice, and those of a crash. */
static const int polite[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
static const int noticed[] = { SIGTSTP, SIGCONT, SIGWINCH };
static const int crashes[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static struct {
    FILE *output; /* stdout itself has no descriptor in this program */
    SCREEN *screen;
    WINDOW *window;
    struct termios before; /* the terminal's settings, and */
    char leave[128];       /* what makes it leave the other screen */
    size_t leave_length;
    bool color;
    sigset_t outside; /* blocked while the program waits for a key */
} terminal;

static volatile sig_atomic_t ended_by, stopped, resized;

/* ---- Signals ---- */

static void notice(int number)
{
    if (number == SIGTSTP)
        stopped = 1;
    else if (number == SIGCONT || number == SIGWINCH)
        resized = 1;
    else
        ended_by = number;
}

/* Only what a signal handler may call. The handler is gone, so the signal ends the process. */
static void rescue(int number)
{
    ssize_t written = write(STDOUT_FILENO, terminal.leave, terminal.leave_length);

    (void)written;
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
    walk_guard_tell(false);
    raise(number);
}

static void handle(const int *signals, size_t count, void (*handler)(int), int flags, sigset_t *set)
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = flags }, before;

    for (size_t i = 0; i < count; i++) {
        sigaction(signals[i], NULL, &before);
        if (before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
        if (set)
            sigaddset(set, signals[i]);
    }
}

/* Signals arrive only while the program waits for a key: then no frame is half drawn. */
static void handle_signals(void)
{
    sigset_t inside;

    sigemptyset(&inside);
    handle(polite, COUNT_OF(polite), notice, 0, &inside);
    handle(noticed, COUNT_OF(noticed), notice, 0, &inside);
    handle(crashes, COUNT_OF(crashes), rescue, (int)SA_RESETHAND | SA_NODEFER, NULL);
    sigprocmask(SIG_BLOCK, &inside, &terminal.outside);
}

static void forget_signals(void)
{
    handle(polite, COUNT_OF(polite), SIG_DFL, 0, NULL);
    handle(noticed, COUNT_OF(noticed), SIG_DFL, 0, NULL);
    handle(crashes, COUNT_OF(crashes), SIG_DFL, 0, NULL);
    sigprocmask(SIG_SETMASK, &terminal.outside, NULL);
}

/* ---- Open and close ---- */

static const char *capability(const char *name)
{
    const char *string = curses.get_string(name);

    return string && string != (const char *)-1 ? string : NULL;
}

static void add_leave(const char *name)
{
    const char *string = capability(name);
    size_t length = string ? strlen(string) : 0;

    if (terminal.leave_length + length > sizeof terminal.leave)
        return;
    memcpy(terminal.leave + terminal.leave_length, string ? string : "", length);
    terminal.leave_length += length;
}

static int refuse(void)
{
    const char *type = getenv("TERM");

    fprintf(stderr,
            "A terminal of the type \"%s\" (the variable TERM) cannot show a walk, or is unknown"
            " here.\nThe frames as text:  asyncdemo walk DEMO | less\n",
            type ? type : "");
    return EXIT_TOOL_FAILED;
}

static void begin_colors(bool wanted)
{
    terminal.color = wanted && curses.has_colors() && curses.start_color() == OK &&
                     curses.use_default_colors() == OK;
    for (short i = 1; i < 8 && terminal.color; i++)
        curses.init_pair(i, i, -1);
}

static void begin_locale(enum symbols *symbols)
{
    setlocale(LC_CTYPE, "");
    if (*symbols != SYMBOLS_ASCII && MB_CUR_MAX == 1)
        setlocale(LC_CTYPE, "C.UTF-8");
    if (MB_CUR_MAX == 1)
        *symbols = SYMBOLS_ASCII;
}

int walk_terminal_open(enum symbols *symbols, bool color)
{
    if (!command_can_run("walk", IO_CURSES))
        return EXIT_SKIPPED;
    begin_locale(symbols);
    if (tcgetattr(STDIN_FILENO, &terminal.before) < 0)
        return refuse();
    terminal.output = fdopen(dup(STDOUT_FILENO), "w");
    terminal.screen = terminal.output ? curses.newterm(NULL, terminal.output, stdin) : NULL;
    if (!terminal.screen)
        return refuse();
    terminal.window = curses.newwin(0, 0, 0, 0);
    if (!terminal.window || !capability("cup")) {
        walk_terminal_close();
        return refuse();
    }
    add_leave("sgr0");
    add_leave("cnorm");
    add_leave("rmcup");
    add_leave("rmkx");
    handle_signals();
    curses.cbreak();
    curses.noecho();
    curses.nonl();
    curses.set_escdelay(25);
    curses.curs_set(0);
    curses.keypad(terminal.window, TRUE);
    curses.nodelay(terminal.window, TRUE);
    begin_colors(color);
    walk_guard_begin(&terminal.before, terminal.leave, terminal.leave_length);
    return 0;
}

void walk_terminal_close(void)
{
    curses.endwin();
    tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal.before);
    walk_guard_end();
    if (terminal.leave_length)
        forget_signals();
    if (terminal.window)
        curses.delwin(terminal.window);
    curses.delscreen(terminal.screen);
    fclose(terminal.output);
}

int walk_terminal_end_by_signal(void)
{
    if (ended_by == SIGQUIT)
        raise(SIGQUIT);
    return ended_by == SIGHUP ? EXIT_HUNG_UP : EXIT_INTERRUPTED;
}

/* ---- Size ---- */

void walk_terminal_size(size_t *rows, size_t *columns)
{
    struct winsize size;
    enum { ROWS = 24, COLUMNS = 80 };

    *rows = ROWS;
    *columns = COLUMNS;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row || !size.ws_col)
        return;
    *rows = size.ws_row;
    *columns = size.ws_col;
}

static void resize(void)
{
    size_t rows, columns;

    resized = 0;
    walk_terminal_size(&rows, &columns);
    curses.resizeterm((int)rows, (int)columns);
    curses.wresize(terminal.window, (int)rows, (int)columns);
    curses.clearok(terminal.window, TRUE);
}

/* The shell gets its terminal back, until it lets the program go on. */
static void stop(void)
{
    sigset_t only;

    stopped = 0;
    curses.endwin();
    walk_guard_tell(false);
    signal(SIGTSTP, SIG_DFL);
    sigemptyset(&only);
    sigaddset(&only, SIGTSTP);
    raise(SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &only, NULL); /* here it stops */
    sigprocmask(SIG_BLOCK, &only, NULL);
    handle((int[]){ SIGTSTP }, 1, notice, 0, NULL);
    walk_guard_tell(true);
    resize();
}

/* ---- Draw ---- */

/* Set the attributes for the parameters of an escape sequence. */
static void set_style(const char *style)
{
    attr_t attributes = A_NORMAL;
    short pair = 0;

    for (const char *at = style; *at; at += strcspn(at, ";"), at += *at == ';') {
        int number = atoi(at);

        if (number == 1)
            attributes |= A_BOLD;
        else if (number == 2)
            attributes |= A_DIM;
        else if (number == 7)
            attributes |= A_REVERSE;
        else if (terminal.color && number > 30 && number < 38)
            pair = (short)(number - 30);
    }
    curses.wattr_set(terminal.window, attributes, pair, NULL);
}

void walk_terminal_draw(const struct screen *screen)
{
    const struct screen_cell *cell = screen->cells;

    curses.werase(terminal.window);
    for (size_t row = 0; row < screen->rows; row++)
        for (size_t column = 0; column < screen->columns; column++, cell++) {
            if (!cell->width || (!*cell->bytes && !*cell->style))
                continue;
            set_style(cell->style);
            /* Each character has its place, whatever this library thinks of the one before. */
            curses.wmove(terminal.window, (int)row, (int)column);
            curses.waddnstr(terminal.window, *cell->bytes ? cell->bytes : " ", -1);
        }
    set_style("");
    curses.wrefresh(terminal.window);
}

/* ---- Keys ---- */

static int key_of(int code)
{
    static const struct {
        int code;
        enum walk_key key;
    } keys[] = {
        { KEY_LEFT, WALK_KEY_LEFT },
        { KEY_RIGHT, WALK_KEY_RIGHT },
        { KEY_SLEFT, WALK_KEY_SHIFT_LEFT },
        { KEY_SRIGHT, WALK_KEY_SHIFT_RIGHT },
        { KEY_UP, WALK_KEY_UP },
        { KEY_DOWN, WALK_KEY_DOWN },
        { KEY_HOME, WALK_KEY_HOME },
        { KEY_END, WALK_KEY_END },
        { KEY_PPAGE, WALK_KEY_PAGE_UP },
        { KEY_NPAGE, WALK_KEY_PAGE_DOWN },
        { KEY_BACKSPACE, WALK_KEY_BACKSPACE },
        { KEY_ENTER, WALK_KEY_ENTER },
        { '\b', WALK_KEY_BACKSPACE },
        { 0x7f, WALK_KEY_BACKSPACE },
        { '\r', WALK_KEY_ENTER },
        { '\n', WALK_KEY_ENTER },
        { '\f', WALK_KEY_RESIZED },
    };

    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (keys[i].code == code)
            return keys[i].key;
    return code < KEY_MIN ? code : WALK_KEY_NONE;
}

int walk_terminal_key(int milliseconds)
{
    const struct timespec limit = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    int code = curses.wgetch(terminal.window), ready;

    if (code == ERR) {
        ready = ppoll(&input, 1, milliseconds < 0 ? NULL : &limit, &terminal.outside);
        if (stopped)
            stop();
        else if (resized)
            resize();
        else if (!ended_by && ready > 0)
            code = curses.wgetch(terminal.window);
        else if (!ended_by)
            return WALK_KEY_NONE;
        /* It can be read, and there is nothing: the terminal is gone. */
        if (code == ERR && !ended_by && ready > 0)
            ended_by = SIGHUP;
        if (code == ERR)
            return ended_by ? WALK_KEY_SIGNAL : WALK_KEY_RESIZED;
    }
    if (key_of(code) == WALK_KEY_RESIZED)
        resize();
    return key_of(code);
}

#endif

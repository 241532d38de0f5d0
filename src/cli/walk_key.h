/* The keys of a walk: characters, and the keys below, which are none. */
#ifndef CLI_WALK_KEY_H
#define CLI_WALK_KEY_H

enum walk_key {
    WALK_KEY_NONE = 0x110000, /* beyond the characters of Unicode: no key was typed in time */
    WALK_KEY_RESIZED,         /* the terminal has another size, or must be drawn anew */
    WALK_KEY_SIGNAL,          /* a signal asks the program to end */
    WALK_KEY_LEFT,
    WALK_KEY_RIGHT,
    WALK_KEY_SHIFT_LEFT,
    WALK_KEY_SHIFT_RIGHT,
    WALK_KEY_UP,
    WALK_KEY_DOWN,
    WALK_KEY_HOME,
    WALK_KEY_END,
    WALK_KEY_PAGE_UP,
    WALK_KEY_PAGE_DOWN,
    WALK_KEY_BACKSPACE,
    WALK_KEY_ENTER,
    WALK_KEY_ESCAPE = 27,
};

#endif

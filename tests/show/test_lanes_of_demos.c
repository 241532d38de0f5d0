/* The lanes of all demos keep their rules. */
#include "show/show.h"

#include "show/demos.h"
#include "show/lanes_rules.h"

/* The width that arrows need, as the picture says; 0: it has them, or there are none. */
static int needed_width(const struct stream *stream, int width)
{
    struct show_options options = { .width = width, .ascii = true, .at = -1 };
    const char *title = "demo", *hint;
    char *picture = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&picture, &size);
    int needed = 0;

    ASSERT_EQ(show_lanes(file, &stream, &title, 1, &options), 0);
    fclose(file);
    hint = strstr(picture, "\nArrows need ");
    if (hint)
        ASSERT_EQ(sscanf(hint, "\nArrows need %d columns.\n", &needed), 1);
    free(picture);
    return needed;
}

static void check_hint(const struct stream *stream)
{
    for (int width = 40; width <= 120; width += 40) {
        int needed = needed_width(stream, width);

        if (!needed)
            continue;
        ASSERT_TRUE(needed > width);
        ASSERT_EQ(needed_width(stream, needed), 0);
        if (needed > 80) /* narrower pictures shorten their labels */
            ASSERT_EQ(needed_width(stream, needed - 1), needed);
    }
}

static void check_demo(const struct stream *stream)
{
    const struct stream *streams[] = { stream, stream };

    for (int width = 40; width <= 200; width += 40)
        for (int ascii = 0; ascii < 2; ascii++)
            check_lanes(streams, 1, width, ascii);
    check_lanes(streams, 2, 80, false);
    check_hint(stream);
}

TEST(lanes_of_all_demos_keep_their_rules)
{
    check_all_demos(check_demo);
}

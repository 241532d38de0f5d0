#include "show/palette.h"

#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *value(const char *role, bool dark)
{
    for (const struct color *color = palette; color->role[0]; color++)
        if (strcmp(color->role, role) == 0)
            return dark ? color->dark : color->light;
    return "";
}

static double linear(unsigned byte)
{
    double part = byte / 255.0;

    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(const char *color)
{
    unsigned red, green, blue;

    ASSERT_EQ(sscanf(color, "#%2x%2x%2x", &red, &green, &blue), 3);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/* The contrast ratio of WCAG 2. */
static double contrast(const char *a, const char *b)
{
    double one = luminance(a), other = luminance(b);

    return one > other ? (one + 0.05) / (other + 0.05) : (other + 0.05) / (one + 0.05);
}

TEST(contrast_is_that_of_wcag)
{
    ASSERT_NEAR(contrast("#ffffff", "#000000"), 21, 0.001);
    ASSERT_NEAR(contrast("#777777", "#ffffff"), 4.478, 0.001);
}

static void assert_contrast(const char *front, const char *back, double least)
{
    for (int dark = 0; dark < 2; dark++) {
        double found = contrast(value(front, dark), value(back, dark));

        test_note("%s on %s, %s: %.2f", front, back, dark ? "dark" : "light", found);
        ASSERT_TRUE(found >= least);
    }
}

TEST(text_has_a_contrast_of_four_and_a_half)
{
    static const char *const texts[][2] = {
        { "ink", "paper" }, { "ink", "still" }, { "soft", "paper" },   { "soft", "still" },
        { "bad", "paper" }, { "bad", "still" }, { "markink", "mark" }, { "own", "paper" },
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_contrast(texts[i][0], texts[i][1], 4.5);
}

TEST(mark_has_a_contrast_of_three)
{
    static const char *const marks[][2] = {
        { "own", "paper" },   { "own", "hold" },   { "own", "still" },      { "wait", "paper" },
        { "wait", "still" },  { "bad", "paper" },  { "holdedge", "paper" }, { "holdedge", "still" },
        { "baton", "paper" }, { "baton", "hold" }, { "baton", "still" },    { "mark", "paper" },
        { "ink", "paper" },
    };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        assert_contrast(marks[i][0], marks[i][1], 3);
}

TEST(sheet_has_the_colours_of_light_and_of_dark_pages)
{
    struct text text = { 0 };

    palette_add_sheet(&text, ".a{fill:$own}.b{stroke:$holdedge;fill:$hold}\n");
    ASSERT_STR_EQ(text_string(&text), ".a{fill:#0067b0}.b{stroke:#9a5b00;fill:#f2b441}\n"
                                      "@media screen and (prefers-color-scheme:dark){\n"
                                      ".a{fill:#58aefc}.b{stroke:#f0b040;fill:#6b4500}\n"
                                      "}\n");
    text_free(&text);
}

static const char *added(struct text *text)
{
    static char copy[4096];

    ASSERT_EQ(text->failed, false);
    snprintf(copy, sizeof copy, "%s", text_string(text));
    text_free(text);
    return copy;
}

TEST(variables_are_light_first_and_dark_on_screens)
{
    struct text text = { 0 };
    const char *dark, *sheet;

    palette_add_variables(&text);
    sheet = added(&text);
    dark = strstr(sheet, "@media screen and (prefers-color-scheme:dark){");
    ASSERT_TRUE(strstr(sheet, ":root{--paper:#ffffff;") == sheet);
    ASSERT_TRUE(dark && strstr(dark, "--paper:#14171a;"));
}

TEST(scope_stands_before_each_selector)
{
    struct text text = { 0 };

    palette_add_scoped(&text, "a,.b{fill:$own}\n.c d{stroke:$bad;x:1,2}", ".s");
    ASSERT_STR_EQ(added(&text), ".s a,.s .b{fill:var(--own)}\n.s .c d{stroke:var(--bad);x:1,2}");
}

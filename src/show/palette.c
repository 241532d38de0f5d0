#include "show/palette.h"

#include <string.h>

const struct color palette[] = {
    { "paper", "#ffffff", "#14171a" },
    { "ink", "#1b1f23", "#e8eaed" },
    { "soft", "#57606a", "#a2abb5" },
    { "rule", "#d5dae0", "#343a41" },
    { "still", "#f3f5f7", "#1b2025" },
    { "own", "#0067b0", "#58aefc" },
    { "hold", "#f2b441", "#6b4500" },
    { "holdedge", "#9a5b00", "#f0b040" },
    { "wait", "#6a737d", "#8b949e" },
    { "baton", "#a0348a", "#f08bd9" },
    { "bad", "#c42b1c", "#ff7b6b" },
    { "now", "#0b6e4f", "#4fd1a5" },
    { "tint", "#fff4d6", "#3a3011" },
    { "tintedge", "#b07c00", "#d9a520" },
    { "mark", "#1b1f23", "#e8eaed" },
    { "markink", "#ffffff", "#14171a" },
    { "", "", "" },
};

/* The colour of the role whose name has this length; NULL: there is none. */
static const char *find(const char *role, size_t length, bool dark)
{
    for (const struct color *color = palette; color->role[0]; color++)
        if (strlen(color->role) == length && strncmp(color->role, role, length) == 0)
            return dark ? color->dark : color->light;
    return NULL;
}

static void add_sheet(struct text *text, const char *sheet, bool dark)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";

    for (const char *dollar; (dollar = strchr(sheet, '$'));) {
        size_t length = strspn(dollar + 1, letters);
        const char *value = find(dollar + 1, length, dark);

        text_add_bytes(text, sheet, (size_t)(dollar - sheet));
        text_add(text, "%s", value ? value : "inherit");
        sheet = dollar + 1 + length;
    }
    text_add(text, "%s", sheet);
}

void palette_add_sheet(struct text *text, const char *sheet)
{
    add_sheet(text, sheet, false);
    text_add(text, "@media screen and (prefers-color-scheme:dark){\n");
    add_sheet(text, sheet, true);
    text_add(text, "}\n");
}

static void add_variables(struct text *text, bool dark)
{
    text_add(text, ":root{");
    for (const struct color *color = palette; color->role[0]; color++)
        text_add(text, "--%s:%s;", color->role, dark ? color->dark : color->light);
    text_add(text, "}\n");
}

void palette_add_variables(struct text *text)
{
    add_variables(text, false);
    text_add(text, "@media screen and (prefers-color-scheme:dark){");
    add_variables(text, true);
    text_add(text, "}\n");
}

void palette_add_scoped(struct text *text, const char *sheet, const char *scope)
{
    bool in_rule = false, begins = true;

    for (const char *at = sheet; *at; at++) {
        if (begins && *at != '\n') {
            text_add(text, "%s ", scope);
            begins = false;
        }
        if (*at == '$') {
            size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz");

            text_add(text, "var(--%.*s)", (int)length, at + 1);
            at += length;
            continue;
        }
        text_add_bytes(text, at, 1);
        in_rule = *at == '{' || (in_rule && *at != '}');
        begins = begins || *at == '}' || (*at == ',' && !in_rule);
    }
}

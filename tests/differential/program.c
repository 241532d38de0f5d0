#include "program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Text ---- */

/* The next word; false at the end, or if the word is too long. */
static bool take_word(const char **text, char word[32])
{
    size_t length;

    *text += strspn(*text, " ");
    length = strcspn(*text, " ");
    if (length == 0 || length >= 32)
        return false;
    memcpy(word, *text, length);
    word[length] = '\0';
    *text += length;
    return true;
}

static bool take_number(const char **text, double *number)
{
    char word[32], *end;

    if (!take_word(text, word))
        return false;
    *number = strtod(word, &end);
    return *end == '\0';
}

static struct operation *append(struct block *block)
{
    size_t size = (size_t)(block->count + 1) * sizeof *block->operations;
    struct operation *grown = realloc(block->operations, size);

    if (!grown)
        abort();
    block->operations = grown;
    return memset(&grown[block->count++], 0, sizeof *grown);
}

static bool parse_block(struct block *block, const char **text)
{
    char word[32];
    double b;

    if (!take_word(text, word) || strcmp(word, "{") != 0)
        return false;
    while (take_word(text, word)) {
        if (strcmp(word, "}") == 0)
            return true;
        struct operation *operation = append(block);
        if (strlen(word) >= sizeof operation->name)
            return false;
        strcpy(operation->name, word);
        if (!take_number(text, &operation->a) || !take_number(text, &b) ||
            !parse_block(&operation->block, text))
            return false;
        operation->b = (int)b;
    }
    return false;
}

static void free_block(struct block *block)
{
    for (int i = 0; i < block->count; i++)
        free_block(&block->operations[i].block);
    free(block->operations);
}

/* ---- Labels ---- */

/* Write a label. A program that nests so deep that its labels do not fit is none of ours. */
__attribute__((format(printf, 2, 3))) static void print_label(char label[LABEL_MAX],
                                                              const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (vsnprintf(label, LABEL_MAX, format, arguments) >= LABEL_MAX)
        abort();
    va_end(arguments);
}

static void label_block(struct block *block, const char *owner, const char *way);

static void label_operation(struct operation *operation, const char *owner, const char *way,
                            int index)
{
    const char *name = operation->name;
    char inner_owner[LABEL_MAX], inner_way[LABEL_MAX];

    print_label(operation->owner, "%s", owner);
    print_label(operation->label, "%s%s.%d%s", owner, way, index, name);
    print_label(inner_way, "%s.%d", way, index);
    print_label(inner_owner, "%s%s", owner,
                strcmp(name, "wf") == 0   ? "w"
                : strcmp(name, "ee") == 0 ? "e"
                : strcmp(name, "ge") == 0 ? "g"
                                          : "");
    if (strcmp(name, "ge") != 0) {
        label_block(&operation->block, inner_owner, inner_way);
        return;
    }
    /* A generator runs each of its operations as a block of that one. */
    for (int i = 0; i < operation->block.count; i++) {
        char step[LABEL_MAX];

        print_label(step, "%s.%d", inner_way, i);
        label_operation(&operation->block.operations[i], inner_owner, step, 0);
    }
}

static void label_block(struct block *block, const char *owner, const char *way)
{
    for (int i = 0; i < block->count; i++) {
        struct operation *operation = &block->operations[i];
        char child[LABEL_MAX];

        if (strcmp(operation->name, "ch") != 0) {
            label_operation(operation, owner, way, i);
            continue;
        }
        print_label(child, "%sc%d", owner, i);
        label_block(&operation->block, child, way);
    }
}

/* ---- Programs ---- */

bool program_parse(struct program *program, const char *text)
{
    double count;

    *program = (struct program){ 0 };
    if (!take_number(&text, &count) || count < 1 || count > 1000)
        return false;
    program->tasks = calloc((size_t)count, sizeof *program->tasks);
    if (!program->tasks)
        abort();
    for (; program->count < (int)count; program->count++) {
        struct block *task = &program->tasks[program->count];
        char owner[LABEL_MAX];

        if (!parse_block(task, &text)) {
            free_block(task);
            return false;
        }
        print_label(owner, "t%d", program->count);
        label_block(task, owner, "");
    }
    return text[strspn(text, " ")] == '\0';
}

void program_free(struct program *program)
{
    for (int i = 0; i < program->count; i++)
        free_block(&program->tasks[i]);
    free(program->tasks);
}

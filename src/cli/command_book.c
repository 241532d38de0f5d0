#include "cli/command.h"
#include "cli/demo_page.h"
#include "cli/output_file.h"
#include "cli/process.h"
#include "cli/recording.h"
#include "show/book.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct option options[] = {
    { "force", 0, NULL, "write into a folder that is not empty, over files of the same names" },
    { 0 },
};

struct book {
    const char *folder;
    const char *program;
    struct book_entry *entries; /* of the demos that can run here */
    struct book_run *runs;      /* of all entries */
    size_t count, run_count;
};

/* ---- The folder ---- */

static int cannot(const char *folder, int code)
{
    fprintf(stderr, "%s cannot become the folder of a book: %s.\n", folder, strerror(-code));
    return EXIT_TOOL_FAILED;
}

/* Returns whether anything is in the folder; or -errno. */
static int has_files(const char *folder)
{
    DIR *files = opendir(folder);
    struct dirent *file;
    int found = 0;

    if (!files)
        return -errno;
    while (!found && (file = readdir(files)))
        found = strcmp(file->d_name, ".") != 0 && strcmp(file->d_name, "..") != 0;
    closedir(files);
    return found;
}

static int prepare_folder(const char *folder, bool force)
{
    int found;

    if (mkdir(folder, 0777) < 0 && errno != EEXIST)
        return cannot(folder, -errno);
    found = has_files(folder);
    if (found < 0)
        return cannot(folder, found);
    if (found && !force) {
        fprintf(stderr,
                "%s is not empty. Name another folder, or add --force to write over files there.\n",
                folder);
        return EXIT_TOOL_FAILED;
    }
    return 0;
}

/* Write a file of the book, which `draw` makes. */
static int write_text(const struct book *book, const char *name, const struct text *text)
{
    char path[PATH_MAX];

    if (text->failed)
        return cannot(book->folder, -ENOMEM);
    if (co_format(path, sizeof path, "%s/%s", book->folder, name) >= (int)sizeof path)
        return cannot(book->folder, -ENAMETOOLONG);
    return output_file_write(path, text_string(text), text->length);
}

/* ---- Runs ---- */

/* A run in a process of its own. */
struct job {
    const char *name;
    const struct demo *demo;
    struct run_options run;
    struct recording recording;
};

static int run_job(void *context)
{
    struct job *job = context;
    struct run_result result;

    recording_attach(&job->recording, &job->run, job->name);
    run_demo(job->demo, &job->run, &result);
    if (result.exit_code == EXIT_TOOL_FAILED)
        fprintf(stderr, "%s\n", result.message);
    return result.exit_code;
}

static int record(const struct book *book, const struct syllabus_entry *entry, struct book_run *run,
                  struct stream *stream)
{
    struct job job = { .name = entry->name,
                       .demo = entry->demo,
                       .run = { .clock = CO_CLOCK_VIRTUAL,
                                .pace = 1,
                                .seed = entry->demo->seed,
                                .variant = run->demo.variant,
                                .program = book->program,
                                .output = -1,
                                .errors = -1,
                                .handle_signals = true } };
    int rc = recording_begin(&job.recording);

    if (rc < 0)
        return cannot(book->folder, rc);
    run->exit_code = process_call(entry->name, run_job, &job);
    rc = recording_end(&job.recording, stream);
    if (rc < 0)
        return cannot(book->folder, rc);
    /* A deadlock, and a MUST() that does not hold, are what such a variant shows. */
    if (run->exit_code == EXIT_DEADLOCK || run->exit_code == EXIT_CHECK_FAILED)
        return 0;
    return run->exit_code;
}

/* ---- Pages of runs ---- */

typedef int draw_page(FILE *file, const struct stream *stream, const struct book_run *run);

static int draw_html(FILE *file, const struct stream *stream, const struct book_run *run)
{
    return show_html(file, stream, &run->demo);
}

static int draw_svg(FILE *file, const struct stream *stream, const struct book_run *run)
{
    const struct show_options svg = { .title = run->demo.variant ? run->demo.variant : "default" };

    return show_svg(file, stream, &svg);
}

static int write_drawn(const struct book *book, const char *name, draw_page *draw,
                       const struct stream *stream, const struct book_run *run)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    int rc = file ? draw(file, stream, run) : -ENOMEM, exit_code;
    struct text text;

    if (file && fclose(file) != 0)
        rc = -ENOMEM;
    text = (struct text){ .bytes = bytes, .length = size, .failed = rc < 0 };
    exit_code = write_text(book, name, &text);
    free(bytes);
    return exit_code;
}

/* The picture of a variant is a file, for the page with all variants. */
static int write_run(const struct book *book, const struct book_entry *entry,
                     const struct syllabus_entry *demo, struct book_run *run)
{
    struct stream stream = { 0 };
    char picture[64];
    int exit_code = record(book, demo, run, &stream);

    co_format(picture, sizeof picture, "%.*s.svg", (int)(strlen(run->file) - strlen(".html")),
              run->file);
    if (!exit_code)
        exit_code = write_drawn(book, run->file, draw_html, &stream, run);
    if (!exit_code && entry->run_count > 1)
        exit_code = write_drawn(book, picture, draw_svg, &stream, run);
    if (!exit_code && book_add_picture(&run->picture, &stream) < 0)
        exit_code = cannot(book->folder, -ENOMEM);
    stream_free(&stream);
    return exit_code;
}

/* ---- What the book has ---- */

static bool can_run(const struct syllabus_entry *demo)
{
    char reasons[IO_REASONS_MAX];

    if (!io_libraries_missing(demo->demo->needs, reasons))
        return true;
    fprintf(stderr, "%s is left out: %s.\n", demo->name, reasons);
    return false;
}

static void add_run(struct book *book, const struct syllabus_entry *demo,
                    const struct demo_variant *variant)
{
    struct book_run *run = &book->runs[book->run_count++];
    struct demo_page page;

    demo_page_describe(&page, demo, variant);
    run->demo = page.demo;
    strcpy(run->path, page.path);
    run->demo.path = run->path;
    strcpy(run->python_path, page.python_path);
    if (run->demo.python)
        run->demo.python_path = run->python_path;
    run->demo.front = BOOK_FRONT;
    co_format(run->file, sizeof run->file, "%s%s%s.html", demo->name, variant ? "." : "",
              variant ? variant->name : "");
}

static void add_entry(struct book *book, const struct syllabus_entry *demo)
{
    struct book_entry *entry = &book->entries[book->count++];
    struct book_run *runs = &book->runs[book->run_count];

    *entry = (struct book_entry){ .name = demo->name,
                                  .chapter = demo->chapter->number,
                                  .number = syllabus_number(demo),
                                  .runs = runs };
    add_run(book, demo, NULL);
    for (int i = 0; i < DEMO_VARIANTS_MAX && demo->demo->variants[i].name; i++)
        add_run(book, demo, &demo->demo->variants[i]);
    entry->run_count = (size_t)(&book->runs[book->run_count] - runs);
    if (entry->run_count > 1)
        co_format(entry->variants, sizeof entry->variants, "%s.variants.html", demo->name);
}

/* Each page leads to those of the demos before and behind it. */
static void link_entries(struct book *book)
{
    struct book_run *run = book->runs;

    for (size_t i = 0; i < book->count; i++)
        for (size_t k = 0; k < book->entries[i].run_count; k++, run++) {
            run->demo.before = i ? book->entries[i - 1].runs->file : NULL;
            run->demo.next = i + 1 < book->count ? book->entries[i + 1].runs->file : NULL;
            run->demo.variants = *book->entries[i].variants ? book->entries[i].variants : NULL;
        }
}

static int write_explanations(const struct book *book)
{
    struct text front = { 0 }, lanes = { 0 }, clocks = { 0 };
    int exit_code;

    book_add_front(&front, book->entries, book->count);
    book_add_lanes(&lanes);
    book_add_clocks(&clocks);
    exit_code = write_text(book, BOOK_LANES, &lanes);
    if (!exit_code)
        exit_code = write_text(book, BOOK_CLOCKS, &clocks);
    if (!exit_code)
        exit_code = write_text(book, BOOK_FRONT, &front);
    text_free(&front);
    text_free(&lanes);
    text_free(&clocks);
    return exit_code;
}

static int write_variants(const struct book *book)
{
    int exit_code = 0;

    for (size_t i = 0; i < book->count && !exit_code; i++) {
        struct text text = { 0 };

        if (book->entries[i].run_count < 2)
            continue;
        book_add_variants(&text, &book->entries[i]);
        exit_code = write_text(book, book->entries[i].variants, &text);
        text_free(&text);
    }
    return exit_code;
}

static int write_book(struct book *book)
{
    struct book_run *run = book->runs;
    int exit_code = 0;

    for (size_t i = 0; i < syllabus_count; i++)
        if (can_run(&syllabus[i]))
            add_entry(book, &syllabus[i]);
    link_entries(book);
    for (size_t i = 0; i < book->count && !exit_code; i++)
        for (size_t k = 0; k < book->entries[i].run_count && !exit_code; k++, run++)
            exit_code =
                write_run(book, &book->entries[i], syllabus_find(book->entries[i].name), run);
    if (!exit_code)
        exit_code = write_variants(book);
    return exit_code ? exit_code : write_explanations(book);
}

static int execute(const struct arguments *arguments)
{
    struct book book = { .program = arguments->program };
    int exit_code;

    if (arguments->word_count != 1)
        return usage_error("Try:  asyncdemo book ./book", "Name one folder for the book.");
    book.folder = arguments->words[0];
    exit_code = prepare_folder(book.folder, arguments_value(arguments, "force"));
    if (exit_code)
        return exit_code;
    book.entries = calloc(syllabus_count, sizeof *book.entries);
    book.runs = calloc(syllabus_count * (DEMO_VARIANTS_MAX + 1), sizeof *book.runs);
    exit_code = book.entries && book.runs ? write_book(&book) : cannot(book.folder, -ENOMEM);
    for (size_t i = 0; i < book.run_count; i++)
        text_free(&book.runs[i].picture);
    free(book.entries);
    free(book.runs);
    if (!exit_code)
        printf("%s/" BOOK_FRONT "\n", book.folder);
    return exit_code;
}

const struct command command_book = {
    .name = "book",
    .words = "FOLDER",
    .summary = "make a site of pages of all demos and variants",
    .example = "asyncdemo book ./book\nasyncdemo book --force ./book",
    .details =
        "The pages need no server and no other site: open index.html in a browser, or copy the"
        " folder to any host.",
    .options = options,
    .execute = execute,
};

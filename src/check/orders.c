#include "check/orders.h"

#include "check/command_word.h"
#include "co/explain/write.h"
#include "run/order_record.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUFFIX_MAX = 24 };

static bool has_failed(const struct checked *one)
{
    enum verdict_kind kind = one->real_verdict.kind;

    return kind == VERDICT_FAILED || kind == VERDICT_INCONCLUSIVE;
}

/* ---- The file ---- */

/* -ENOMEM. The caller frees the text. */
static int make_order(const struct checked *one, struct text *text)
{
    const char *variant = one->what.variant;
    struct order order = { 0 };
    int rc = order_record(&order, &one->real_run.stream, &one->real_run.record);

    co_format(order.demo, sizeof order.demo, "%s", one->what.demo->name);
    co_format(order.variant, sizeof order.variant, "%s", variant ? variant : "");
    if (rc == 0)
        order_write(&order, text);
    order_free(&order);
    return rc == 0 && text->failed ? -ENOMEM : rc;
}

/* Another check may write or read the same file: it is replaced as a whole. */
static int write_file(const char *path, const struct text *text)
{
    char temporary[PATH_MAX + SUFFIX_MAX];
    int descriptor, rc;

    snprintf(temporary, sizeof temporary, "%s.%u.part", path, (unsigned)getpid());
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return -errno;
    rc = write_all(descriptor, text_string(text), text->length);
    if (close(descriptor) < 0 && rc == 0)
        rc = -errno;
    if (rc == 0 && rename(temporary, path) < 0)
        rc = -errno;
    if (rc < 0)
        unlink(temporary);
    return rc;
}

static int save(const struct checked *one, const char *folder, const char *path)
{
    struct text text = { 0 };
    int rc = make_order(one, &text);

    if (rc == 0 && mkdir(folder, 0777) < 0 && errno != EEXIST)
        rc = -errno;
    if (rc == 0)
        rc = write_file(path, &text);
    text_free(&text);
    return rc;
}

/* ---- The sentence ---- */

/* The path, as short as the working folder allows. */
static const char *from_here(const char *path)
{
    char here[PATH_MAX];
    size_t length = getcwd(here, sizeof here) ? strlen(here) : 0;

    return length > 1 && strncmp(path, here, length) == 0 && path[length] == '/' ? path + length + 1
                                                                                 : path;
}

static void say_command(struct checked *one, const char *path)
{
    char option[PATH_MAX + 16], word[2 * PATH_MAX];

    snprintf(option, sizeof option, "--order=%s", from_here(path));
    verdict_add(&one->real_verdict, "; to run it again: asyncdemo %s %s", one->what.demo->name,
                command_word(word, sizeof word, option));
}

/* Without --orders, another folder may be the way out. */
static void say_failure(struct checked *one, const struct check_options *options, const char *path,
                        int rc)
{
    verdict_add(&one->real_verdict, "; its order could not be written to %s: %s%s", from_here(path),
                strerror(-rc), options->orders ? "" : "; --orders=FOLDER keeps it elsewhere");
}

/* ---- Each case ---- */

static void keep(struct checked *one, const struct check_options *options, const char *folder)
{
    const char *variant = one->what.variant;
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s%s%s.order", folder, one->what.demo->name,
                          variant ? "." : "", variant ? variant : "");
    bool is_kept = has_failed(one) && one->real_run.end == CHILD_ENDED;
    int rc = length < PATH_MAX ? 0 : -ENAMETOOLONG;

    /* The order of an earlier check is not that of this run. */
    if (rc == 0 && !is_kept && !options->orders)
        unlink(path);
    if (rc == 0 && is_kept)
        rc = save(one, folder, path);
    if (rc < 0 && is_kept)
        say_failure(one, options, path, rc);
    else if (is_kept)
        say_command(one, path);
    else if (has_failed(one))
        verdict_add(&one->real_verdict, "; the run left no order, because it did not end");
}

void orders_keep(struct check *check)
{
    const struct check_options *options = check->options;
    const char *folder = options->orders ? options->orders : options->orders_of_build;

    for (size_t i = 0; i < check->count; i++) {
        struct checked *one = &check->cases[i];

        if (!one->real_judged || one->real_run.end == CHILD_NOT_RUN)
            continue;
        if (folder)
            keep(one, options, folder);
        else if (has_failed(one))
            verdict_add(&one->real_verdict, "; its order is not kept: --orders=FOLDER keeps it");
    }
}

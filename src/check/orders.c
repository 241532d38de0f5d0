#include "check/orders.h"

#include "run/order_record.h"
#include "run/write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_wanted(const struct checked *one)
{
    enum verdict_kind kind = one->real_verdict.kind;

    return one->real_judged && (kind == VERDICT_FAILED || kind == VERDICT_INCONCLUSIVE) &&
           one->real_run.end == CHILD_ENDED;
}

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

static int write_file(const char *path, const struct text *text)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int rc = descriptor < 0 ? -errno : write_all(descriptor, text_string(text), text->length);

    if (descriptor >= 0 && close(descriptor) < 0 && rc == 0)
        rc = -errno;
    return rc;
}

static int save(const struct checked *one, const char *folder, char path[PATH_MAX])
{
    const char *variant = one->what.variant;
    struct text text = { 0 };
    int length = snprintf(path, PATH_MAX, "%s/%s%s%s.order", folder, one->what.demo->name,
                          variant ? "." : "", variant ? variant : "");
    int rc = length < PATH_MAX ? make_order(one, &text) : -ENAMETOOLONG;

    if (rc == 0 && mkdir(folder, 0777) < 0 && errno != EEXIST)
        rc = -errno;
    if (rc == 0)
        rc = write_file(path, &text);
    text_free(&text);
    return rc;
}

void orders_keep(struct check *check)
{
    const char *folder = check->options->orders;
    char path[PATH_MAX];

    for (size_t i = 0; folder && i < check->count; i++) {
        struct checked *one = &check->cases[i];
        int rc = is_wanted(one) ? save(one, folder, path) : 1;

        if (rc == 0)
            verdict_add(&one->real_verdict, "; to run it again: asyncdemo %s --order=%s",
                        one->what.demo->name, path);
        else if (rc < 0)
            verdict_add(&one->real_verdict, "; its order could not be written to %s: %s", path,
                        strerror(-rc));
    }
}

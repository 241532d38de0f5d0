/* Files of orders: what is read can be written, and is read again as the same order. */
#include "run/order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is true whatever came. */
static void check(bool condition)
{
    if (!condition)
        abort();
}

static void write_and_read(const struct order *order, struct text *text)
{
    struct order again = { 0 };
    struct text second = { 0 }, why = { 0 };

    order_write(order, text);
    check(order_read(&again, text_string(text), text->length, &why) == 0);
    order_write(&again, &second);
    check(strcmp(text_string(text), text_string(&second)) == 0);
    order_free(&again);
    text_free(&second);
    text_free(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct order order = { 0 };
    struct text text = { 0 }, why = { 0 };
    int rc = order_read(&order, (const char *)data, size, &why);

    check(rc == 0 || (rc == -EPROTO && why.length));
    if (rc == 0)
        write_and_read(&order, &text);
    order_free(&order);
    text_free(&text);
    text_free(&why);
    return 0;
}

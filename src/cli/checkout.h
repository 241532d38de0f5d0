/* The checkout that this program is run from. */
#ifndef CLI_CHECKOUT_H
#define CLI_CHECKOUT_H

/*
 * ./asyncdemo starts the program at once and names its checkout in ASYNCDEMO_CHECKOUT, because a
 * process that only compares times would take longer than most runs. If a file of the checkout has
 * changed since the build began, or a library has been installed since, the launcher takes the
 * place of this process, with the same arguments, and builds. Returns if the program is as new as
 * its checkout, or was started in another way.
 */
void checkout_compare(char **arguments);

#endif

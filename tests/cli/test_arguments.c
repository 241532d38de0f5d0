#include "cli/arguments.h"

#include "cli/command.h"

#include "capture.h"
#include "test.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

/* What the case gives as arguments, up to NULL. */
static struct arguments parsed;
static int exit_code;
static const char *messages;

static void parse(const char *first, ...)
{
    static char *strings[16];
    static struct capture capture;
    va_list more;
    int count = 0;

    va_start(more, first);
    for (const char *string = first; string; string = va_arg(more, const char *))
        strings[count++] = (char *)string;
    va_end(more);
    capture_begin(&capture, stderr);
    exit_code = arguments_parse(&parsed, count, strings);
    messages = capture_end(&capture);
}

#define PARSE(...) parse(__VA_ARGS__, NULL)

TEST(single_word_is_a_demo_to_run)
{
    PARSE("lock");
    ASSERT_EQ(exit_code, 0);
    ASSERT_TRUE(parsed.command == &command_run);
    ASSERT_TRUE(!parsed.command_named);
    ASSERT_EQ(parsed.word_count, 1);
    ASSERT_STR_EQ(parsed.words[0], "lock");
    ASSERT_STR_EQ(arguments_value(&parsed, "clock"), NULL);
}

TEST(first_word_may_name_a_command)
{
    PARSE("show", "lock", "run");
    ASSERT_TRUE(parsed.command == &command_show);
    ASSERT_TRUE(parsed.command_named);
    ASSERT_EQ(parsed.word_count, 2);
    ASSERT_STR_EQ(parsed.words[0], "lock");
    ASSERT_STR_EQ(parsed.words[1], "run");
}

TEST(option_may_stand_anywhere_in_two_spellings)
{
    PARSE("--clock", "virtual", "run", "--seed=7", "lock", "--stamp", "none", "event");
    ASSERT_EQ(exit_code, 0);
    ASSERT_TRUE(parsed.command == &command_run);
    ASSERT_EQ(parsed.word_count, 2);
    ASSERT_STR_EQ(parsed.words[0], "lock");
    ASSERT_STR_EQ(parsed.words[1], "event");
    ASSERT_STR_EQ(arguments_value(&parsed, "clock"), "virtual");
    ASSERT_STR_EQ(arguments_value(&parsed, "seed"), "7");
    ASSERT_STR_EQ(arguments_value(&parsed, "stamp"), "none");
}

TEST(letter_takes_its_value_with_or_without_a_blank)
{
    PARSE("check", "-j4", "lock");
    ASSERT_STR_EQ(arguments_value(&parsed, "jobs"), "4");
    PARSE("-j", "5", "check", "lock");
    ASSERT_TRUE(parsed.command == &command_check);
    ASSERT_STR_EQ(arguments_value(&parsed, "jobs"), "5");
    ASSERT_EQ(parsed.word_count, 1);
}

TEST(last_of_several_values_counts)
{
    PARSE("lock", "--seed=1", "--seed=2");
    ASSERT_STR_EQ(arguments_value(&parsed, "seed"), "2");
}

TEST(two_hyphens_end_the_options)
{
    PARSE("--seed=1", "--", "--seed=2", "-h", "--");
    ASSERT_EQ(exit_code, 0);
    ASSERT_EQ(parsed.word_count, 3);
    ASSERT_STR_EQ(parsed.words[0], "--seed=2");
    ASSERT_STR_EQ(parsed.words[2], "--");
    ASSERT_TRUE(!parsed.help);
    ASSERT_STR_EQ(arguments_value(&parsed, "seed"), "1");

    /* Nor is a command looked for behind them. */
    PARSE("--", "list");
    ASSERT_TRUE(parsed.command == &command_run);
}

TEST(words_before_two_hyphens_are_counted)
{
    PARSE("accept", "a.golden", "--yes", "--", "ls", "-l");
    ASSERT_EQ(parsed.word_count, 3);
    ASSERT_EQ(parsed.words_before, 1);
    ASSERT_STR_EQ(parsed.words[2], "-l");
    PARSE("accept", "lock", "event");
    ASSERT_EQ(parsed.words_before, 2);
    PARSE("accept", "--", "lock");
    ASSERT_EQ(parsed.words_before, 0);
}

TEST(single_hyphen_is_a_word)
{
    PARSE("compare", "golden", "-");
    ASSERT_EQ(parsed.word_count, 2);
    ASSERT_STR_EQ(parsed.words[1], "-");
}

TEST(help_is_printed_whatever_else_is_typed)
{
    PARSE("list", "--nonsense", "-h");
    ASSERT_EQ(exit_code, 0);
    ASSERT_TRUE(parsed.help && !parsed.version);
    ASSERT_TRUE(parsed.command == &command_list && parsed.command_named);
    PARSE("--version", "nonsense");
    ASSERT_TRUE(parsed.version && !parsed.help && !parsed.command_named);
}

TEST(error_names_the_wrong_argument)
{
    PARSE("lock", "--clok=real");
    ASSERT_EQ(exit_code, EXIT_USAGE);
    ASSERT_STR_EQ(messages, "\"asyncdemo run\" has no option --clok. Did you mean --clock?\n"
                            "Its options:  asyncdemo help run\n");
    PARSE("list", "-x");
    ASSERT_EQ(exit_code, EXIT_USAGE);
    ASSERT_STR_EQ(messages, "\"asyncdemo list\" has no option -x.\n"
                            "Its options:  asyncdemo help list\n");
    PARSE("lock", "--seed");
    ASSERT_EQ(exit_code, EXIT_USAGE);
    ASSERT_STR_EQ(messages, "--seed needs a value: --seed=N\nIts options:  asyncdemo help run\n");
    PARSE("lock", "--seed=");
    ASSERT_EQ(exit_code, EXIT_USAGE);
    PARSE("list", "--json=yes");
    ASSERT_EQ(exit_code, EXIT_USAGE);
    ASSERT_STR_EQ(messages,
                  "--json=yes: --json takes no value.\nIts options:  asyncdemo help list\n");
}

TEST(name_is_not_guessed_from_its_beginning)
{
    PARSE("lock", "--cl=real");
    ASSERT_EQ(exit_code, EXIT_USAGE);
    ASSERT_STR_EQ(messages, "\"asyncdemo run\" has no option --cl. Did you mean --clock?\n"
                            "Its options:  asyncdemo help run\n");
}

TEST(unknown_letter_is_shown_whole)
{
    PARSE("lock", "-\303\251");
    ASSERT_EQ(exit_code, EXIT_USAGE);
    ASSERT_STR_EQ(messages, "\"asyncdemo run\" has no option -\303\251.\n"
                            "Its options:  asyncdemo help run\n");
}

/* The scanner relies on it. */
TEST(option_takes_a_value_in_all_commands_or_in_none)
{
    for (size_t i = 0; commands[i]; i++) {
        for (const struct option *one = commands[i]->options; one->name; one++) {
            for (size_t k = 0; commands[k]; k++) {
                for (const struct option *other = commands[k]->options; other->name; other++) {
                    test_note("%s --%s, %s --%s", commands[i]->name, one->name, commands[k]->name,
                              other->name);
                    ASSERT_TRUE((strcmp(one->name, other->name) != 0 &&
                                 (!one->letter || one->letter != other->letter)) ||
                                !one->value == !other->value);
                }
            }
        }
    }
}

TEST(command_has_no_more_options_than_fit)
{
    for (size_t i = 0; commands[i]; i++) {
        int count = 0;

        while (commands[i]->options[count].name)
            count++;
        ASSERT_TRUE(count <= ARGUMENTS_OPTIONS_MAX);
    }
}

TEST(whole_numbers_are_checked)
{
    static const struct {
        const char *text;
        int exit_code;
        unsigned long long number;
    } rows[] = {
        { "1", 0, 1 },
        { "007", 0, 7 },
        { "18446744073709551615", 0, UINT64_MAX },
        { "18446744073709551616", EXIT_USAGE, 0 },
        { "0", EXIT_USAGE, 0 }, /* less than the least */
        { "12x", EXIT_USAGE, 0 },
        { "-1", EXIT_USAGE, 0 },
        { "+1", EXIT_USAGE, 0 },
        { " 1", EXIT_USAGE, 0 },
        { "0x10", EXIT_USAGE, 0 },
        { "1.5", EXIT_USAGE, 0 },
        { "1e3", EXIT_USAGE, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arguments arguments = { .command = &command_run };
        unsigned long long number = 0;

        test_note("%s", rows[i].text);
        for (int k = 0; command_run.options[k].name; k++)
            arguments.values[k] = rows[i].text;
        ASSERT_EQ(value_number(&arguments, "seed", 1, UINT64_MAX, &number), rows[i].exit_code);
        ASSERT_TRUE(number == rows[i].number);
    }
}

TEST(decimal_numbers_are_checked)
{
    static const struct {
        const char *text;
        double number; /* negative: it is none */
    } rows[] = {
        { "0", 0 },           { "0.25", 0.25 },       { "10", 10 },  { "999999999.999999999", 1e9 },
        { "", -1 },           { ".5", -1 },           { "5.", -1 },  { "1e3", -1 },
        { "inf", -1 },        { "nan", -1 },          { "0x1", -1 }, { "-1", -1 },
        { "1.2.3", -1 },      { " 1", -1 },           { "1 ", -1 },  { "1,5", -1 },
        { "1234567890", -1 }, { "0.1234567890", -1 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double number = -1;
        bool is_number = decimal_parse(rows[i].text, &number);

        test_note("%s", rows[i].text);
        ASSERT_EQ(is_number, rows[i].number >= 0);
        if (is_number)
            ASSERT_NEAR(number, rows[i].number, 1e-9 * (1 + number));
    }
}

TEST(seconds_are_checked)
{
    int64_t nanoseconds = 5;

    PARSE("compare", "--late=0.0305", "--early=3601");
    ASSERT_EQ(value_seconds(&parsed, "late", &nanoseconds), 0);
    ASSERT_EQ(nanoseconds, 30500000);
    ASSERT_EQ(value_seconds(&parsed, "early", &nanoseconds), EXIT_USAGE);
    ASSERT_EQ(nanoseconds, 30500000);
    PARSE("compare");
    ASSERT_EQ(value_seconds(&parsed, "early", &nanoseconds), 0);
    ASSERT_EQ(nanoseconds, 30500000);
}

TEST(choices_are_checked)
{
    static const char *const names[] = { "clock", "elapsed", NULL };
    static struct capture capture;
    int choice = 7;

    PARSE("lock");
    ASSERT_EQ(value_choice(&parsed, "stamp", names, &choice), 0);
    ASSERT_EQ(choice, 7);
    PARSE("lock", "--stamp=elapsed");
    ASSERT_EQ(value_choice(&parsed, "stamp", names, &choice), 0);
    ASSERT_EQ(choice, 1);
    PARSE("lock", "--stamp=elapsd");
    capture_begin(&capture, stderr);
    ASSERT_EQ(value_choice(&parsed, "stamp", names, &choice), EXIT_USAGE);
    ASSERT_STR_EQ(capture_end(&capture),
                  "--stamp=elapsd: --stamp takes one of clock, elapsed. Did you mean elapsed?\n"
                  "Its options:  asyncdemo help run\n");
}

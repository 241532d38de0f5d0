#include "check/advice.h"

#include "check/check.h"

#include "test.h"

#include <stdlib.h>

static struct advice_call call = { .root = ".", .limits = { CHECK_EARLY, CHECK_LATE } };
static struct advice_case one = { .chapter = "chapter", .demo = "one" };
static struct verdict verdict = { .kind = VERDICT_FAILED, .difference = DIFFERENCE_WRONG_TEXT };

static void assert_advice(const char *expected)
{
    char *advice = NULL;
    size_t size;
    FILE *out = open_memstream(&advice, &size);

    advice_write(out, &call, &one, &verdict);
    fclose(out);
    ASSERT_STR_EQ(advice, expected);
    free(advice);
}

static void assert_mending(enum transcript_damage damage, const char *expected)
{
    verdict = (struct verdict){ .kind = VERDICT_BROKEN, .difference = DIFFERENCE_GOLDEN };
    verdict.golden = (struct verdict_golden){ .line = 7, .damage = damage };
    assert_advice(expected);
}

TEST(a_transcript_that_differs_may_be_accepted)
{
    assert_advice("  Next       asyncdemo one --clock=virtual --stamp=elapsed  # see it run\n"
                  "             asyncdemo accept one  # show all differences, and ask first\n");
}

TEST(a_run_that_accept_would_refuse_is_not_to_be_accepted)
{
    verdict.difference = DIFFERENCE_DEADLOCK;
    assert_advice("  Next       asyncdemo one --clock=virtual --stamp=elapsed  # see it run\n"
                  "             asyncdemo show one  # what it is meant to do\n");
    /* Goldens within the program. */
    verdict.difference = DIFFERENCE_WRONG_TEXT;
    call.root = NULL;
    assert_advice("  Next       asyncdemo one --clock=virtual --stamp=elapsed  # see it run\n"
                  "             asyncdemo show one  # what it is meant to do\n");
}

TEST(options_of_the_call_are_repeated_when_they_matter)
{
    call = (struct advice_call){ .root = "my folder",
                                 .root_was_given = true,
                                 .turns = 7,
                                 .reference = "ref",
                                 .limits = { CHECK_EARLY, 250000000 } };
    one.variant = "flaw";
    assert_advice(
        "  Next       asyncdemo one --variant=flaw --clock=virtual --stamp=elapsed --turns=7\n"
        "               # see it run\n"
        "             asyncdemo accept one --variant=flaw --root='my folder' --turns=7\n"
        "               # show all differences, and ask first\n");
    verdict.kind = VERDICT_INCONCLUSIVE;
    one.real = true;
    assert_advice(
        "  Next       asyncdemo check one --variant=flaw --clock=real --root='my folder' "
        "--reference=ref --late=0.25 --turns=7\n"
        "               # when this machine is less busy\n"
        "             asyncdemo check one --variant=flaw --clock=virtual --root='my folder' "
        "--turns=7\n"
        "               # this needs no real time\n");
}

TEST(missing_golden_may_be_accepted)
{
    static const char made[] =
        "  Next       asyncdemo accept one  # make a golden of what it prints\n"
        "             asyncdemo one --clock=virtual --stamp=elapsed  # see it run\n";

    assert_mending(TRANSCRIPT_ABSENT, made);
    assert_mending(TRANSCRIPT_EMPTY, made);
}

TEST(damaged_golden_has_the_command_that_repairs_it)
{
    assert_mending(TRANSCRIPT_HAS_CRLF,
                   "  Next       sed -i 's/\\r$//' golden/chapter/one.txt\n"
                   "               # take the carriage returns off\n"
                   "             asyncdemo check one --clock=virtual  # does it pass now?\n");
    assert_mending(TRANSCRIPT_HAS_BYTE_ORDER_MARK,
                   "  Next       sed -i '1s/^\\xef\\xbb\\xbf//' golden/chapter/one.txt\n"
                   "               # take the mark off\n"
                   "             asyncdemo check one --clock=virtual  # does it pass now?\n");
    assert_mending(TRANSCRIPT_UNMERGED,
                   "  Next       vi +7 golden/chapter/one.txt  # finish the merge\n"
                   "             asyncdemo check one --clock=virtual  # does it pass now?\n");
    assert_mending(TRANSCRIPT_UNREAD,
                   "  Next       ls -ld golden/chapter/one.txt  # show its permissions\n"
                   "             asyncdemo check one --clock=virtual  # does it pass now?\n");
}

TEST(folder_in_the_place_of_a_golden_is_removed)
{
    assert_mending(
        TRANSCRIPT_FOLDER,
        "  Next       ls -A golden/chapter/one.txt  # a folder is in the golden's place\n"
        "             rmdir golden/chapter/one.txt  # remove it, if it is empty ...\n"
        "             asyncdemo accept one  # ... and make a golden\n");
}

TEST(damage_with_a_loss_is_repaired_from_an_older_file)
{
    for (enum transcript_damage damage = TRANSCRIPT_UNREAD; damage <= TRANSCRIPT_WRONG_STAMP;
         damage++) {
        if (damage != TRANSCRIPT_CUT_SHORT && damage < TRANSCRIPT_NOT_TEXT)
            continue;
        test_note("damage %d", damage);
        assert_mending(
            damage, "  Next       git checkout -- golden/chapter/one.txt  # restore it from git\n"
                    "             rm golden/chapter/one.txt  # or remove it ...\n"
                    "             asyncdemo accept one  # ... and make a new one\n");
    }
}

TEST(an_orphan_may_be_removed)
{
    one = (struct advice_case){ .chapter = "chapter",
                                .demo = "gone",
                                .orphan = "a b/golden/gone.txt" };
    assert_advice("  Next       rm 'a b/golden/gone.txt'  # if its demo was removed or renamed\n"
                  "             asyncdemo list  # list all demos\n");
}

TEST(a_reference_that_cannot_be_read_is_saved)
{
    verdict.difference = DIFFERENCE_GOLDEN;
    call.reference = "ref";
    one.real = true;
    assert_advice("  Next       asyncdemo check one --clock=virtual --save-reference=ref\n"
                  "               # run this with the build to compare with\n");
}

TEST(fewer_jobs_are_advised_when_the_system_has_no_room)
{
    verdict = (struct verdict){ .kind = VERDICT_BROKEN, .difference = DIFFERENCE_RESOURCES };
    assert_advice("  Next       asyncdemo check one --jobs=1  # run one case at a time\n");
}

TEST(a_command_that_cannot_run_is_mended)
{
    one = (struct advice_case){ .demo = "a.golden", .file = "a.golden", .real = true };
    verdict = (struct verdict){ .kind = VERDICT_FAILED, .difference = DIFFERENCE_EXIT_CODE };
    verdict.golden = (struct verdict_golden){ .line = 2 };
    assert_advice(
        "  Next       asyncdemo accept a.golden  # show all differences, and ask first\n");
    verdict.golden.is_command = true;
    assert_advice("  Next       vi +2 a.golden  # mend the command\n"
                  "             asyncdemo check a.golden  # does it pass now?\n");
}

TEST(a_golden_file_that_cannot_be_read_is_mended_or_made_anew)
{
    one = (struct advice_case){ .demo = "a.golden", .file = "a.golden", .real = true };
    assert_mending(TRANSCRIPT_CUT_SHORT,
                   "  Next       echo >> a.golden  # end its last line, if no line is missing\n"
                   "             asyncdemo check a.golden  # does it pass now?\n");
    assert_mending(TRANSCRIPT_NOT_TEXT,
                   "  Next       git checkout -- a.golden  # restore it from git\n"
                   "             rm a.golden  # or remove it ...\n"
                   "             asyncdemo accept a.golden -- COMMAND  # ... and make a new one\n");
}

#include "check/compare.h"
#include "check/instants.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int64_t MILLISECOND = 1000000;

static const struct compare_options DEFAULTS = COMPARE_DEFAULTS;

static struct transcript golden, transcript;

static void read_or_fail(struct transcript *into, const char *path, enum transcript_form form)
{
    struct transcript_error error = { 0 };

    transcript_read(into, path, form, &error);
    ASSERT_STR_EQ(error.message, "");
}

static void parse_or_fail(struct transcript *into, const char *text)
{
    struct transcript_error error = { 0 };

    transcript_parse(into, "text", text, strlen(text), TRANSCRIPT_OF_A_PROGRAM, &error);
    ASSERT_STR_EQ(error.message, "");
}

static struct compare_result compare_with(const char *golden_text, const char *text,
                                          double early_ms, double late_ms)
{
    struct compare_options options = { (int64_t)(early_ms * 1e6), (int64_t)(late_ms * 1e6) };

    transcript_free(&golden);
    transcript_free(&transcript);
    parse_or_fail(&golden, golden_text);
    parse_or_fail(&transcript, text);
    return compare_transcripts(&golden, &transcript, &options);
}

static struct compare_result compare(const char *golden_text, const char *text)
{
    return compare_with(golden_text, text, 50, 50);
}

/* The line numbers of a difference, 0 for the end. */
static void assert_difference(const struct compare_result *result, enum compare_kind kind,
                              size_t expected, size_t actual, size_t lines)
{
    ASSERT_EQ(result->kind, kind);
    ASSERT_EQ(result->expected ? result->expected->number : 0, expected);
    ASSERT_EQ(result->actual ? result->actual->number : 0, actual);
    ASSERT_EQ(result->lines, lines);
}

static void end(void)
{
    transcript_free(&golden);
    transcript_free(&transcript);
}

/* ---- Recorded transcripts ---- */

static const struct recording {
    const char *name; /* golden/production/NAME.txt */
    const char *path; /* below tests/check/recorded/ */
    size_t elided_from;
} recordings[] = {
    /* The output in the tutorial, without its remarks. */
    { "lock", "lock", 0 },
    { "semaphore", "semaphore", 0 },
    { "event", "event", 0 },
    { "queue", "queue", 0 },
    { "timeout", "timeout", 0 },
    { "cancel", "cancel", 0 },
    { "as-completed", "as-completed", 0 },
    { "wait-first", "wait-first", 0 },
    { "async-generator", "async-generator", 0 },
    { "executor", "executor", 0 },
    /*
     * The one exception. The tutorial's ninth line says "Sleeping for 0.49s": a time which that run
     * measured and rounded, where the virtual clock measures 0.50s exactly. And the tutorial stops
     * there, four lines before the program does. The text comparison has no rule for figures that
     * are measured, since it could not tell them from figures that are wrong; so the ninth line is
     * taken for an elision here, as a person would do, and the case below sees to it that it is
     * found as it stands.
     */
    { "rate-limit", "rate-limit", 9 },
    { "retry", "retry", 0 },
    /* The output of the same programs in Python. */
    { "lock", "python/lock", 0 },
    { "semaphore", "python/semaphore", 0 },
    { "event", "python/event", 0 },
    { "queue", "python/queue", 0 },
    { "timeout", "python/timeout", 0 },
    { "cancel", "python/cancel", 0 },
    { "as-completed", "python/as-completed", 0 },
    { "wait-first", "python/wait-first", 0 },
    { "async-generator", "python/async-generator", 0 },
    { "executor", "python/executor", 0 },
    { "rate-limit", "python/rate-limit", 0 },
    { "rate-limit.fixed", "python/rate-limit.fixed", 0 },
    { "retry", "python/retry", 0 },
};

enum { RECORDINGS = sizeof recordings / sizeof recordings[0] };

static void elide_from(struct transcript *into, size_t number)
{
    static const char elision[] = "...";

    into->lines[number - 1] = (struct transcript_line){
        .number = number, .whole = elision, .whole_length = 3, .text = elision, .text_length = 3
    };
    into->count = number;
}

static void load(const struct recording *recording)
{
    char path[PATH_MAX];

    test_note("recorded/%s.txt", recording->path);
    snprintf(path, sizeof path, SOURCE_ROOT "/golden/production/%s.txt", recording->name);
    read_or_fail(&golden, path, TRANSCRIPT_GOLDEN_LOG);
    snprintf(path, sizeof path, SOURCE_ROOT "/tests/check/recorded/%s.txt", recording->path);
    read_or_fail(&transcript, path, TRANSCRIPT_OF_A_PROGRAM);
    if (recording->elided_from)
        elide_from(&transcript, recording->elided_from);
}

static bool is_elision(size_t i)
{
    return i < transcript.count && !transcript.lines[i].stamped;
}

static bool is_beside_elision(size_t i)
{
    return is_elision(i) || is_elision(i + 1) || (i > 0 && is_elision(i - 1));
}

/* A copy of the transcript with room for one more line, to be changed and then compared. */
static struct transcript copy_transcript(void)
{
    struct transcript copy = transcript;

    copy.lines = calloc(transcript.count + 1, sizeof *copy.lines);
    memcpy(copy.lines, transcript.lines, transcript.count * sizeof *copy.lines);
    return copy;
}

/* Takes the copy; the result is good until the next one. */
static struct compare_result compare_changed(struct transcript *changed)
{
    static struct transcript kept;

    for (size_t i = 0; i < changed->count; i++)
        changed->lines[i].number = i + 1;
    free(kept.lines);
    kept = *changed;
    return compare_transcripts(&golden, &kept, &DEFAULTS);
}

TEST(recorded_transcripts_are_accepted)
{
    for (size_t i = 0; i < RECORDINGS; i++) {
        struct compare_result result;

        load(&recordings[i]);
        result = compare_transcripts(&golden, &transcript, &DEFAULTS);
        assert_difference(&result, COMPARE_SAME, 0, 0, 0);
        ASSERT_EQ(result.matched + result.elided, golden.count);
        ASSERT_EQ(result.judged, result.matched);
        end();
    }
}

TEST(goldens_agree_with_themselves)
{
    for (size_t i = 0; i < RECORDINGS; i++) {
        struct compare_options exactly = { 0, 0 };
        struct compare_result result;

        load(&recordings[i]);
        result = compare_transcripts(&golden, &golden, &exactly);
        assert_difference(&result, COMPARE_SAME, 0, 0, 0);
        ASSERT_EQ(result.matched, golden.count);
        end();
    }
}

TEST(measured_time_of_the_tutorial_is_a_different_text)
{
    struct recording as_shown = { "rate-limit", "rate-limit", 0 };
    struct compare_result result;

    load(&as_shown);
    ASSERT_EQ(transcript.count, 9);
    result = compare_transcripts(&golden, &transcript, &DEFAULTS);
    assert_difference(&result, COMPARE_WRONG_TEXT, 9, 9, 0);
    ASSERT_EQ(result.matched, 8);
    end();
}

TEST(two_swapped_lines_are_found_in_every_recording)
{
    for (size_t i = 0; i < RECORDINGS; i++) {
        load(&recordings[i]);
        for (size_t at = 0; at + 1 < transcript.count; at++) {
            for (int texts_alone = 0; texts_alone < 2; texts_alone++) {
                struct transcript changed = copy_transcript();
                struct transcript_line first = changed.lines[at], second = changed.lines[at + 1];
                struct compare_result result;

                if (texts_alone) {
                    int64_t time = first.time;

                    first.time = second.time;
                    second.time = time;
                }
                changed.lines[at] = second;
                changed.lines[at + 1] = first;
                result = compare_changed(&changed);
                test_note("recorded/%s.txt, line %zu, texts alone: %d", recordings[i].path, at + 1,
                          texts_alone);
                ASSERT_TRUE(result.kind != COMPARE_SAME);
                if (is_elision(at) || is_elision(at + 1))
                    continue;
                ASSERT_EQ(result.kind, COMPARE_SWAPPED_LINES);
                ASSERT_EQ(result.actual->number, at + 1);
            }
        }
        end();
    }
}

TEST(a_missing_line_is_found_in_every_recording)
{
    for (size_t i = 0; i < RECORDINGS; i++) {
        load(&recordings[i]);
        for (size_t at = 0; at < transcript.count; at++) {
            struct transcript changed = copy_transcript();
            struct compare_result result;

            memmove(&changed.lines[at], &changed.lines[at + 1],
                    (changed.count - at - 1) * sizeof changed.lines[0]);
            changed.count--;
            result = compare_changed(&changed);
            test_note("recorded/%s.txt, line %zu", recordings[i].path, at + 1);
            if (is_beside_elision(at) && !is_elision(at)) {
                ASSERT_EQ(result.kind, COMPARE_SAME); /* the elision stands for it */
                continue;
            }
            ASSERT_EQ(result.kind, COMPARE_MISSING_LINES);
            ASSERT_EQ(result.actual ? result.actual->number : changed.count + 1, at + 1);
            if (!is_elision(at))
                ASSERT_EQ(result.lines, 1);
        }
        end();
    }
}

TEST(a_doubled_line_is_found_in_every_recording)
{
    for (size_t i = 0; i < RECORDINGS; i++) {
        load(&recordings[i]);
        for (size_t at = 0; at < transcript.count; at++) {
            struct transcript changed = copy_transcript();
            struct compare_result result;

            memmove(&changed.lines[at + 1], &changed.lines[at],
                    (changed.count - at) * sizeof changed.lines[0]);
            changed.count++;
            result = compare_changed(&changed);
            test_note("recorded/%s.txt, line %zu", recordings[i].path, at + 1);
            if (is_elision(at)) {
                ASSERT_EQ(result.kind, COMPARE_SAME); /* any lines and then any lines */
                continue;
            }
            ASSERT_TRUE(result.kind != COMPARE_SAME);
            if (is_beside_elision(at))
                continue;
            ASSERT_EQ(result.kind, COMPARE_EXTRA_LINES);
            ASSERT_EQ(result.lines, 1);
            ASSERT_EQ(result.actual->number, at + 2);
        }
        end();
    }
}

/* Compares with line `at` reading `text` and asserts that this is found. Beside an elision it may
 * be taken for a line that the golden has further on. */
static void assert_text_found(size_t at, const char *text, size_t length, bool beside_elision)
{
    struct transcript changed = copy_transcript();
    struct compare_result result;

    changed.lines[at].text = changed.lines[at].whole = text;
    changed.lines[at].text_length = changed.lines[at].whole_length = length;
    result = compare_changed(&changed);
    ASSERT_TRUE(result.kind != COMPARE_SAME);
    if (beside_elision)
        return;
    ASSERT_EQ(result.kind, COMPARE_WRONG_TEXT);
    ASSERT_EQ(result.actual->number, at + 1);
}

TEST(a_changed_character_is_found_in_every_recording)
{
    for (size_t i = 0; i < RECORDINGS; i++) {
        load(&recordings[i]);
        for (size_t at = 0; at < transcript.count; at++) {
            const struct transcript_line *line = &transcript.lines[at];
            size_t length = line->text_length;
            bool beside_elision = is_beside_elision(at);
            char text[256];

            test_note("recorded/%s.txt, line %zu", recordings[i].path, at + 1);
            for (size_t byte = 0; byte < length; byte++) {
                memcpy(text, line->text, length);
                text[byte] ^= 1;
                assert_text_found(at, text, length, beside_elision);
                memmove(text + byte, text + byte + 1, length - byte - 1);
                assert_text_found(at, text, length - 1, beside_elision);
            }
            memcpy(text, line->text, length);
            text[length] = ' ';
            assert_text_found(at, text, length + 1, beside_elision);
            memmove(text + 1, line->text, length);
            text[0] = ' ';
            assert_text_found(at, text, length + 1, beside_elision);
        }
        end();
    }
}

/* Puts `delay` before line `at` and before all that follow. */
static struct compare_result compare_delayed(size_t at, int64_t delay)
{
    struct transcript changed = copy_transcript();

    for (size_t i = at; i < changed.count; i++)
        changed.lines[i].time += delay;
    return compare_changed(&changed);
}

TEST(half_a_second_is_found_before_any_line_of_a_recording)
{
    for (size_t i = 0; i < RECORDINGS; i++) {
        load(&recordings[i]);
        for (size_t at = 1; at < transcript.count; at++) {
            size_t first = is_elision(at) ? at + 2 : at + 1; /* the first line that it is seen in */
            struct compare_result result;

            if (first > transcript.count)
                continue;
            test_note("recorded/%s.txt, line %zu", recordings[i].path, at + 1);
            result = compare_delayed(at, 500 * MILLISECOND);
            ASSERT_EQ(result.kind, COMPARE_TOO_LATE);
            ASSERT_EQ(result.actual->number, first);
            ASSERT_EQ(result.actual_step - result.latest_step > 300 * MILLISECOND, true);
            result = compare_delayed(at, -500 * MILLISECOND);
            ASSERT_EQ(result.kind, COMPARE_TOO_EARLY);
            ASSERT_EQ(result.actual->number, first);
        }
        end();
    }
}

TEST(late_line_is_found_in_every_recording)
{
    for (size_t i = 0; i < RECORDINGS; i++) {
        load(&recordings[i]);
        for (size_t at = 1; at < transcript.count; at++) {
            struct transcript changed = copy_transcript();
            struct compare_result result;

            changed.lines[at].time += 500 * MILLISECOND;
            result = compare_changed(&changed);
            test_note("recorded/%s.txt, line %zu", recordings[i].path, at + 1);
            ASSERT_EQ(result.kind, is_elision(at) ? COMPARE_SAME : COMPARE_TOO_LATE);
        }
        end();
    }
}

/* ---- Text ---- */

static const char ABC[] = "[  0.000] a\n[  0.010] b\n[  0.020] c\n";

TEST(kind_of_stamp_and_its_zero_make_no_difference)
{
    ASSERT_EQ(compare(ABC, ABC).kind, COMPARE_SAME);
    ASSERT_EQ(compare(ABC, "[007.000] a\n[007.010] b\n[007.020] c\n").kind, COMPARE_SAME);
    ASSERT_EQ(compare(ABC, "[23:59:59.990] a\n[00:00:00.000] b\n[00:00:00.010] c\n").kind,
              COMPARE_SAME);
    ASSERT_EQ(compare(ABC, "[+5.000] a\n[+0.010] b\n[+0.010] c\n").kind, COMPARE_SAME);
    end();
}

TEST(the_first_difference_is_named)
{
    static const struct {
        const char *golden, *transcript; /* one character a line */
        enum compare_kind kind;
        size_t expected, actual, lines;
    } rows[] = {
        { "abcd", "abcd", COMPARE_SAME, 0, 0, 0 },
        { "abcd", "xbcd", COMPARE_WRONG_TEXT, 1, 1, 0 },
        { "abcd", "abcx", COMPARE_WRONG_TEXT, 4, 4, 0 },
        { "abcd", "axyd", COMPARE_WRONG_TEXT, 2, 2, 0 },
        { "a", "x", COMPARE_WRONG_TEXT, 1, 1, 0 },
        { "abcd", "bcd", COMPARE_MISSING_LINES, 1, 1, 1 },
        { "abcd", "abd", COMPARE_MISSING_LINES, 3, 3, 1 },
        { "abcd", "abc", COMPARE_MISSING_LINES, 4, 0, 1 },
        { "abcd", "ad", COMPARE_MISSING_LINES, 2, 2, 2 },
        { "abcd", "a", COMPARE_MISSING_LINES, 2, 0, 3 },
        { "abcd", "xabcd", COMPARE_EXTRA_LINES, 1, 1, 1 },
        { "abcd", "abxcd", COMPARE_EXTRA_LINES, 3, 3, 1 },
        { "abcd", "abcdx", COMPARE_EXTRA_LINES, 0, 5, 1 },
        { "abcd", "abcdxyz", COMPARE_EXTRA_LINES, 0, 5, 3 },
        { "abcd", "abbcd", COMPARE_EXTRA_LINES, 3, 3, 1 },
        { "abcd", "abxyzcd", COMPARE_EXTRA_LINES, 3, 3, 3 },
        { "abcd", "bacd", COMPARE_SWAPPED_LINES, 1, 1, 0 },
        { "abcd", "abdc", COMPARE_SWAPPED_LINES, 3, 3, 0 },
        { "abcd", "bcda", COMPARE_MISSING_LINES, 1, 1, 1 },
        { "abcd", "dabc", COMPARE_EXTRA_LINES, 1, 1, 1 },
        /* lines that repeat */
        { "ababc", "aababc", COMPARE_EXTRA_LINES, 2, 2, 1 },
        { "ababc", "abbc", COMPARE_MISSING_LINES, 3, 3, 1 },
        { "aaaa", "aaa", COMPARE_MISSING_LINES, 4, 0, 1 },
        { "aaaa", "aaaaa", COMPARE_EXTRA_LINES, 0, 5, 1 },
        { "ababc", "abbac", COMPARE_SWAPPED_LINES, 3, 3, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char texts[2][256];
        struct compare_result result;

        for (int side = 0; side < 2; side++) {
            const char *lines = side ? rows[i].transcript : rows[i].golden;

            texts[side][0] = '\0';
            for (size_t line = 0; lines[line]; line++)
                sprintf(texts[side] + strlen(texts[side]), "[0.000] %c\n", lines[line]);
        }
        test_note("%s %s", rows[i].golden, rows[i].transcript);
        result = compare(texts[0], texts[1]);
        assert_difference(&result, rows[i].kind, rows[i].expected, rows[i].actual, rows[i].lines);
    }
    end();
}

TEST(place_of_a_missing_line_is_named)
{
    struct compare_result result = compare(ABC, "[0.000] b\n[0.010] c\n[0.020] a\n");

    assert_difference(&result, COMPARE_MISSING_LINES, 1, 1, 1);
    ASSERT_EQ(result.elsewhere->number, 3);
    result = compare(ABC, "[0.010] b\n[0.020] c\n");
    ASSERT_TRUE(!result.elsewhere);
    end();
}

TEST(remarks_are_not_part_of_the_text)
{
    ASSERT_EQ(
        compare(ABC, "[0.000] a   \xe2\x86\x90 first\n[0.010] b  \xe2\x86\x90\n[0.020] c\n").kind,
        COMPARE_SAME);
    ASSERT_EQ(
        compare("[0.0] a  \xe2\x86\x90 b\n", "[0.0] a  \xe2\x86\x90 b  \xe2\x86\x90 c\n").kind,
        COMPARE_SAME);
    ASSERT_EQ(compare(ABC, "[0.000] a   <- first\n[0.010] b  <-\n[0.020] c\n").kind, COMPARE_SAME);
    end();
}

TEST(arrow_in_the_golden_is_text)
{
    ASSERT_EQ(compare("[0.0] a  <- b\n", "[0.0] a  <- b\n").kind, COMPARE_SAME);
    ASSERT_EQ(compare("[0.0] a  <- b\n", "[0.0] a  <- b  <- c\n").kind, COMPARE_SAME);
    ASSERT_EQ(compare("[0.0] a  <- b\n", "[0.0] a  <- c\n").kind, COMPARE_WRONG_TEXT);
    ASSERT_EQ(compare("[0.0] a  <- b\n", "[0.0] a\n").kind, COMPARE_WRONG_TEXT);
    end();
}

TEST(almost_a_remark_is_text)
{
    static const char *const texts[] = {
        "[0.0] a \xe2\x86\x90 one blank\n",
        "[0.0] a\xe2\x86\x90 none\n",
        "[0.0] a <- one blank\n",
        "[0.0] a  <-nothing between\n",
        "[0.0] a   <= another arrow\n",
        "[0.0] a   \xe2\x86\x92 to the right\n",
        "[0.0] a   \xe2\x86\x90nothing between\n",
        "[0.0] a  \n",
        "[0.0] ab  \xe2\x86\x90 another text\n",
        "[0.0] a\t\xe2\x86\x90 tab\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        test_note("%s", texts[i]);
        ASSERT_EQ(compare("[0.0] a\n", texts[i]).kind, COMPARE_WRONG_TEXT);
    }
    /* It is the transcript that may have one. */
    ASSERT_EQ(compare("[0.0] a  \xe2\x86\x90 b\n", "[0.0] a\n").kind, COMPARE_WRONG_TEXT);
    end();
}

/* ---- Elisions ---- */

static const char TO_F[] = "[0.00] a\n[0.10] b\n[0.20] c\n[0.30] d\n[0.40] e\n[0.50] f\n";

TEST(an_elision_stands_for_any_lines)
{
    static const struct {
        const char *transcript;
        size_t elided;
    } rows[] = {
        { "...\n", 6 },
        { "[0.00] a\n...\n", 5 },
        { "...\n[0.50] f\n", 5 },
        { "[0.00] a\n...\n[0.50] f\n", 4 },
        { "[0.00] a\n[0.10] b\n...\n[0.40] e\n[0.50] f\n", 2 },
        { "[0.00] a\n...\n[0.20] c\n...\n[0.50] f\n", 3 },
        { "...\n[0.20] c\n[0.30] d\n...\n", 4 },
        { "[0.00] a\n...\n...\n[0.50] f\n", 4 },
        { "[0.00] a\n...   \xe2\x86\x90 and so on\n[0.50] f\n", 4 },
        { "[0.00] a\n[0.10] b\n[0.20] c\n...\n[0.30] d\n[0.40] e\n[0.50] f\n", 0 },
        { "[0.00] a\n[0.10] b\n[0.20] c\n[0.30] d\n[0.40] e\n[0.50] f\n...\n", 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct compare_result result = compare(TO_F, rows[i].transcript);

        test_note("%s", rows[i].transcript);
        assert_difference(&result, COMPARE_SAME, 0, 0, 0);
        ASSERT_EQ(result.elided, rows[i].elided);
        ASSERT_EQ(result.matched + result.elided, 6);
    }
    end();
}

TEST(lines_behind_an_elision_are_compared)
{
    static const struct {
        const char *transcript;
        enum compare_kind kind;
        size_t expected, actual, lines;
    } rows[] = {
        { "[0.00] a\n...\n[0.40] e\n", COMPARE_MISSING_LINES, 6, 0, 1 },
        { "[0.00] a\n...\n[0.50] x\n", COMPARE_WRONG_TEXT, 6, 3, 0 },
        { "[0.00] a\n...\n[0.30] x\n[0.40] e\n[0.50] f\n", COMPARE_WRONG_TEXT, 4, 3, 0 },
        { "[0.00] a\n...\n[0.30] d\n[0.40] x\n[0.50] f\n", COMPARE_WRONG_TEXT, 5, 4, 0 },
        { "[0.00] a\n...\n[0.30] d\n[0.50] f\n", COMPARE_MISSING_LINES, 5, 4, 1 },
        { "[0.00] a\n...\n[0.30] d\n[0.50] f\n[0.40] e\n", COMPARE_SWAPPED_LINES, 5, 4, 0 },
        { "[0.00] a\n...\n[0.40] e\n[0.50] f\n[0.60] g\n", COMPARE_EXTRA_LINES, 0, 5, 1 },
        { "[0.00] a\n...\n[0.10] b\n...\n[0.00] a\n...\n", COMPARE_WRONG_TEXT, 3, 5, 0 },
        { "...\n[0.80] d\n...\n[0.50] f\n", COMPARE_TOO_EARLY, 6, 4, 0 },
        { "[0.00] a\n...\n[0.90] e\n[1.00] f\n", COMPARE_TOO_LATE, 5, 3, 0 },
        { "[0.00] a\n...\n[0.40] e\n[1.00] f\n", COMPARE_TOO_LATE, 6, 4, 0 },
        { "[0.00] a\n...\n[0.80] d\n[0.90] e\n...\n", COMPARE_TOO_LATE, 4, 3, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct compare_result result = compare(TO_F, rows[i].transcript);

        test_note("%s", rows[i].transcript);
        assert_difference(&result, rows[i].kind, rows[i].expected, rows[i].actual, rows[i].lines);
    }
    end();
}

TEST(an_elision_ends_where_text_and_time_fit)
{
    static const char ticks[] =
        "[0.0] tick\n[0.1] tick\n[0.2] tick\n[0.3] tick\n[0.4] tock\n[0.5] tick\n[0.6] end\n";
    struct compare_result result = compare(ticks, "[0.0] tick\n...\n[0.3] tick\n...\n[0.6] end\n");

    assert_difference(&result, COMPARE_SAME, 0, 0, 0);
    ASSERT_EQ(result.elided, 4);
    result = compare(ticks, "...\n[0.3] tick\n[0.4] tock\n...\n");
    assert_difference(&result, COMPARE_SAME, 0, 0, 0);
    result = compare(ticks, "[0.0] tick\n...\n[0.9] tick\n...\n[0.6] end\n");
    ASSERT_EQ(result.kind, COMPARE_TOO_LATE);
    end();
}

TEST(an_elision_may_stand_before_lines_with_remarks)
{
    static const char abab[] = "[0.0] a\n[0.0] b  \n[0.0] a\n[0.0] b  \n[0.0] c\n";
    struct compare_result result = compare(abab, "...\nb      \xe2\x86\x90 1\nc  \xe2\x86\x90 2\n");

    assert_difference(&result, COMPARE_SAME, 0, 0, 0);
    ASSERT_EQ(result.elided, 3);
    result = compare(abab, "a\n...\na  \xe2\x86\x90 \xe2\x86\x90\n...\nc\n");
    assert_difference(&result, COMPARE_SAME, 0, 0, 0);
    ASSERT_EQ(result.elided, 2);
    end();
}

/* Where each place is tried with all lines behind it, one of these takes minutes. Under Valgrind, the
 * table of the differences takes most of ten seconds. */
TEST(an_elision_before_many_equal_lines_takes_little_time)
{
    enum { LINES = 50000 };
    char *equal = malloc(LINES * strlen("[0.0] x\n") + 1), *text, *at = equal;

    for (int i = 0; i < LINES; i++)
        at = stpcpy(at, "[0.0] x\n");
    text = malloc((size_t)(at - equal) + 64);
    sprintf(text, "...\n%s[0.0] x\n", equal); /* one too many */
    ASSERT_EQ(compare(equal, text).kind, COMPARE_EXTRA_LINES);
    sprintf(text, "[0.0] x\n...\n%.*s[0.0] y\n...\n[0.0] x\n", (int)(at - equal) / 2, equal);
    ASSERT_EQ(compare(equal, text).kind, COMPARE_WRONG_TEXT);
    sprintf(text, "...\n%s[0.0] y\n", equal + strlen("[0.0] x\n"));
    ASSERT_EQ(compare(equal, text).kind, COMPARE_WRONG_TEXT);
    ASSERT_TRUE(clock() < 30 * CLOCKS_PER_SEC);
    free(equal);
    free(text);
    end();
}

TEST(an_empty_transcript_lacks_all_lines)
{
    struct transcript_error error;
    struct compare_result result = compare(ABC, "a\n");

    transcript_free(&transcript);
    ASSERT_EQ(transcript_parse(&transcript, "text", "", 0, TRANSCRIPT_FROM_ELSEWHERE, &error), 0);
    result = compare_transcripts(&golden, &transcript, &DEFAULTS);
    assert_difference(&result, COMPARE_MISSING_LINES, 1, 0, 3);
    end();
}

TEST(dots_with_a_stamp_or_more_text_are_no_elision)
{
    ASSERT_EQ(compare(TO_F, "[0.00] a\n[0.10] ...\n[0.50] f\n").kind, COMPARE_WRONG_TEXT);
    ASSERT_TRUE(compare(TO_F, "[0.00] a\n....\n[0.50] f\n").kind != COMPARE_SAME);
    ASSERT_TRUE(compare(TO_F, "[0.00] a\n ...\n[0.50] f\n").kind != COMPARE_SAME);
    /* In the golden it is a line like any other. */
    ASSERT_TRUE(compare("[0.0] a\n...\n[0.1] b\n", "[0.0] a\n[0.1] b\n").kind != COMPARE_SAME);
    end();
}

/* ---- Time ---- */

TEST(the_tolerances_are_exact)
{
    static const char *const ab = "[0.000000000] a\n[1.000000000] b\n";
    struct compare_result result = compare_with(ab, "[0.000000000] a\n[1.020000000] b\n", 10, 20);

    ASSERT_EQ(result.kind, COMPARE_SAME);
    ASSERT_EQ(result.most_late, 20 * MILLISECOND);
    ASSERT_EQ(result.most_early, 0);
    result = compare_with(ab, "[0.000000000] a\n[0.990000000] b\n", 10, 20);
    ASSERT_EQ(result.kind, COMPARE_SAME);
    ASSERT_EQ(result.most_late, 0);
    ASSERT_EQ(result.most_early, 10 * MILLISECOND);
    result = compare_with(ab, "[0.000000000] a\n[1.020000001] b\n", 10, 20);
    assert_difference(&result, COMPARE_TOO_LATE, 2, 2, 0);
    ASSERT_EQ(result.expected_step, 1000 * MILLISECOND);
    ASSERT_EQ(result.actual_step, 1020 * MILLISECOND + 1);
    ASSERT_EQ(result.earliest_step, 990 * MILLISECOND);
    ASSERT_EQ(result.latest_step, 1020 * MILLISECOND);
    result = compare_with(ab, "[0.000000000] a\n[0.989999999] b\n", 10, 20);
    assert_difference(&result, COMPARE_TOO_EARLY, 2, 2, 0);
    ASSERT_EQ(compare_with(ab, ab, 0, 0).kind, COMPARE_SAME);
    end();
}

/* Writes `count` lines, one each `step` milliseconds. */
static char *write_ticks(int count, double step)
{
    char *text = malloc((size_t)count * 32 + 1);
    size_t size = 0;

    for (int i = 0; i < count; i++)
        size += (size_t)sprintf(text + size, "[%.3f] tick %d\n", i * step / 1e3, i);
    return text;
}

TEST(small_delays_may_add_up)
{
    char *ticks = write_ticks(300, 10), *late_ticks = write_ticks(300, 16);
    struct compare_result result = compare_with(ticks, late_ticks, 2, 6);

    ASSERT_EQ(result.kind, COMPARE_SAME);
    ASSERT_EQ(result.matched, 300);
    ASSERT_EQ(result.most_late, 6 * MILLISECOND);
    ASSERT_EQ(compare_with(ticks, late_ticks, 2, 5).kind, COMPARE_TOO_LATE);
    free(ticks);
    free(late_ticks);
    end();
}

/* A chain of lines has fallen 60 ms behind; a line of another task, due at 1 s, is on time. */
TEST(line_on_time_is_not_early_after_a_late_one)
{
    static const char chain[] = "[0.0] a\n[0.3] a\n[0.6] a\n[0.9] a\n[1.0] b\n[1.2] a\n";
    struct compare_result result =
        compare_with(chain, "[0.0] a\n[0.32] a\n[0.64] a\n[0.96] a\n[1.0] b\n[1.28] a\n", 2, 20);

    ASSERT_EQ(result.kind, COMPARE_SAME);
    /* But it is not earlier than the first one allows. */
    result =
        compare_with(chain, "[0.0] a\n[0.32] a\n[0.64] a\n[0.96] a\n[0.997] b\n[1.28] a\n", 2, 20);
    assert_difference(&result, COMPARE_TOO_EARLY, 5, 5, 0);
    ASSERT_EQ(result.expected_before->number, 4);
    ASSERT_EQ(result.actual_before->number, 4);
    ASSERT_EQ(result.expected_step, 100 * MILLISECOND);
    ASSERT_EQ(result.actual_step, 37 * MILLISECOND);
    ASSERT_EQ(result.earliest_step, 38 * MILLISECOND);
    ASSERT_EQ(result.latest_step, 120 * MILLISECOND);
    end();
}

/* The transcript falls behind by 1 ms at each of `count` instants; then a line comes as if it had
 * not. */
static enum compare_kind compare_after_drift(int count)
{
    char *ticks = write_ticks(count, 10), *late_ticks = write_ticks(count, 11);
    struct compare_result result;

    ticks = realloc(ticks, (size_t)count * 32 + 64);
    late_ticks = realloc(late_ticks, (size_t)count * 32 + 64);
    sprintf(ticks + strlen(ticks), "[%.3f] last\n", count * 0.020);
    sprintf(late_ticks + strlen(late_ticks), "[%.3f] last\n", count * 0.020);
    result = compare_with(ticks, late_ticks, 0, 1);
    free(ticks);
    free(late_ticks);
    return result.kind;
}

TEST(late_line_of_long_ago_excuses_no_early_line)
{
    ASSERT_EQ(compare_after_drift(COMPARE_INSTANTS), COMPARE_SAME);
    ASSERT_EQ(compare_after_drift(COMPARE_INSTANTS + 1), COMPARE_TOO_EARLY);
    end();
}

TEST(many_lines_of_one_instant_are_one_instant)
{
    char golden_text[4096] = "[0.0] first\n", text[4096] = "[0.0] first\n";
    struct compare_result result;

    for (int i = 0; i < 3 * COMPARE_INSTANTS; i++) {
        strcat(golden_text, "[1.0] a\n");
        strcat(text, "[1.04] a\n");
    }
    strcat(golden_text, "[2.0] last\n");
    strcat(text, "[2.0] last\n");
    result = compare_with(golden_text, text, 0, 50);
    assert_difference(&result, COMPARE_SAME, 0, 0, 0);
    end();
}

TEST(time_that_runs_backwards_is_judged_like_any_step)
{
    ASSERT_EQ(compare_with(ABC, "[0.000] a\n[0.010] b\n[0.005] c\n", 20, 20).kind, COMPARE_SAME);
    ASSERT_EQ(compare_with(ABC, "[0.000] a\n[0.010] b\n[0.005] c\n", 10, 20).kind,
              COMPARE_TOO_EARLY);
    end();
}

/* ---- Stamps ---- */

TEST(without_stamps_order_and_text_are_compared)
{
    struct compare_result result = compare(ABC, "a\nb\nc\n");

    assert_difference(&result, COMPARE_SAME, 0, 0, 0);
    ASSERT_EQ(result.matched, 3);
    ASSERT_EQ(result.judged, 0);
    result = compare(ABC, "a\nc\nb\n");
    assert_difference(&result, COMPARE_SWAPPED_LINES, 2, 2, 0);
    end();
}

TEST(a_line_whose_stamp_is_missing_is_found)
{
    struct compare_result result = compare(ABC, "[0.000] a\nb\n[0.020] c\n");

    assert_difference(&result, COMPARE_NO_STAMP, 2, 2, 0);
    end();
}

TEST(a_stamp_that_is_not_understood_is_found)
{
    static const char *const texts[] = { "31.01.2026 08:49:08.869 a\n", "[0,000] a\n",
                                         "08:49:08 INFO a\n", "[0] a  \xe2\x86\x90 remark\n" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct compare_result result = compare(ABC, texts[i]);

        test_note("%s", texts[i]);
        assert_difference(&result, COMPARE_NO_STAMP, 1, 1, 0);
    }
    end();
}

TEST(lines_that_have_no_stamp_in_the_golden_need_none)
{
    static const char multiline[] = "[0.000] a\n  more of a\n[0.010] b\n";
    struct compare_result result = compare(multiline, multiline);

    assert_difference(&result, COMPARE_SAME, 0, 0, 0);
    ASSERT_EQ(result.matched, 3);
    ASSERT_EQ(result.judged, 2);
    result = compare(multiline, "[0.000] a\n  other\n[0.010] b\n");
    assert_difference(&result, COMPARE_WRONG_TEXT, 2, 2, 0);
    end();
}

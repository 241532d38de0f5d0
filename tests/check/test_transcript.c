#include "check/transcript.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct transcript transcript;
static struct transcript_error error;

static int parse_bytes(const char *bytes, size_t size, enum transcript_form form)
{
    return transcript_parse(&transcript, "file", bytes, size, form, &error);
}

static int parse(const char *text)
{
    return parse_bytes(text, strlen(text), TRANSCRIPT_OF_A_PROGRAM);
}

static void assert_text(size_t line, const char *text)
{
    char actual[256];

    ASSERT_TRUE(line < transcript.count);
    snprintf(actual, sizeof actual, "%.*s", (int)transcript.lines[line].text_length,
             transcript.lines[line].text);
    ASSERT_STR_EQ(actual, text);
}

static void assert_line(size_t line, double milliseconds, const char *text)
{
    assert_text(line, text);
    ASSERT_TRUE(transcript.lines[line].stamped);
    ASSERT_EQ(transcript.lines[line].time, milliseconds * 1e6);
}

static void assert_refused(int code, size_t line, const char *message)
{
    ASSERT_STR_EQ(error.message, message);
    ASSERT_EQ(error.line, line);
    ASSERT_TRUE(code < 0);
    ASSERT_TRUE(!transcript.bytes && !transcript.lines && !transcript.size && !transcript.count);
}

/* ---- Stamps ---- */

TEST(elapsed_seconds_are_read)
{
    ASSERT_EQ(parse("[  0.010] one\n[000.020] two\n[1234.5]   three\n[0.000000001]\n"), 0);
    ASSERT_EQ(transcript.count, 4);
    ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_ELAPSED);
    assert_line(0, 10, "one");
    assert_line(1, 20, "two");
    assert_line(2, 1234500, "  three"); /* only one blank belongs to the stamp */
    assert_line(3, 1e-6, "");
    ASSERT_EQ(transcript.lines[2].number, 3);
    ASSERT_EQ(transcript.lines[2].whole_length, strlen("[1234.5]   three"));
    transcript_free(&transcript);
}

TEST(times_of_day_are_read)
{
    ASSERT_EQ(parse("[08:49:08.869] one\n[08:49:08.885] two\n[09:00:00.000001] three\n"), 0);
    ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_CLOCK);
    ASSERT_EQ(transcript.lines[1].time - transcript.lines[0].time, 16000000);
    ASSERT_EQ(transcript.lines[2].time - transcript.lines[0].time, 651131001000);
    assert_text(2, "three");
    transcript_free(&transcript);
}

TEST(midnight_may_come_between_two_lines)
{
    ASSERT_EQ(parse("[23:59:59.900] one\n[00:00:00.100] two\n[23:59:59.950] back\n"
                    "[11:00:00.000] three\n[22:00:00.000] four\n[09:00:00.000] five\n"),
              0);
    ASSERT_EQ(transcript.lines[1].time - transcript.lines[0].time, 200000000);
    ASSERT_EQ(transcript.lines[2].time - transcript.lines[1].time, -150000000);
    for (int i = 3; i < 6; i++)
        ASSERT_EQ((transcript.lines[i].time - transcript.lines[i - 1].time) / 3600000000000, 11);
    transcript_free(&transcript);
}

TEST(a_clock_that_is_set_back_after_midnight_runs_backwards)
{
    ASSERT_EQ(parse("[00:00:00.100] one\n[23:59:59.900] two\n[23:59:59.700] three\n"), 0);
    ASSERT_EQ(transcript.lines[1].time - transcript.lines[0].time, -200000000);
    ASSERT_EQ(transcript.lines[2].time - transcript.lines[1].time, -200000000);
    transcript_free(&transcript);
}

TEST(differences_add_up)
{
    ASSERT_EQ(parse("[+0.010] one\n[+  1.500] two\nmore of two\n[  +0.000] three\n"), 0);
    ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_DELTA);
    assert_line(0, 10, "one");
    assert_line(1, 1510, "two");
    assert_line(3, 1510, "three");
    transcript_free(&transcript);
}

TEST(lines_without_a_stamp_are_lines)
{
    ASSERT_EQ(parse("first\n[  0.010] second\n\n    third\n"), 0);
    ASSERT_EQ(transcript.count, 4);
    assert_text(0, "first");
    assert_line(1, 10, "second");
    assert_text(2, "");
    assert_text(3, "    third");
    ASSERT_TRUE(!transcript.lines[0].stamped && !transcript.lines[2].stamped);
    transcript_free(&transcript);
    ASSERT_EQ(parse("no\nstamp\n"), 0);
    ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_NONE);
    transcript_free(&transcript);
}

TEST(stamp_of_a_different_kind_is_text)
{
    ASSERT_EQ(parse("[+0.010] one\n[0.010] two\n[08:49:08.869] three\n[+0.010] four\n"), 0);
    assert_text(1, "[0.010] two");
    assert_text(2, "[08:49:08.869] three");
    assert_line(3, 20, "four");
    transcript_free(&transcript);
}

TEST(almost_a_stamp_is_text)
{
    static const char *const lines[] = {
        "[1] x",
        "[1.] x",
        "[.5] x",
        "[0.010]x",
        "[0.010 ] x",
        "[0.010",
        "[",
        "[ ]",
        "[-0.010] x",
        "[+ ] x",
        "[8:49:08.869] x",
        "[08:49:08] x",
        "[08:49:08,869] x",
        "[24:00:00.000] x",
        "[08:60:00.000] x",
        "[08:49:61.000] x",
        " [0.010] x",
        "(0.010) x",
        "[0.0100000000] x",
        "[1234567890.0] x",
        "[\t0.010] x",
        "[0x1.0] x",
        "[1e3.0] x",
        "[++0.1] x",
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[64];

        test_note("%s", lines[i]);
        snprintf(text, sizeof text, "%s\n", lines[i]);
        ASSERT_EQ(parse(text), 0);
        ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_NONE);
        assert_text(0, lines[i]);
        transcript_free(&transcript);
    }
}

TEST(dates_are_counted_from_the_first_stamp)
{
    ASSERT_EQ(parse("2026-11-30 23:59:59,900 one\n2026-12-01 00:00:00,100 two\n"
                    "not stamped\n2027-12-01 00:00:00,100 three\n"),
              0);
    ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_DATE);
    assert_text(0, "one");
    ASSERT_EQ(transcript.lines[1].time - transcript.lines[0].time, 200000000);
    ASSERT_TRUE(!transcript.lines[2].stamped);
    ASSERT_EQ(transcript.lines[3].time - transcript.lines[1].time, INT64_C(365) * 86400000000000);
    transcript_free(&transcript);
}

TEST(a_date_of_another_century_is_text)
{
    ASSERT_EQ(parse("2026-11-30T12:00:00Z one\n2199-11-30T12:00:00Z two\n"
                    "2026-11-30T12:00:01Z three\n"),
              0);
    ASSERT_TRUE(!transcript.lines[1].stamped);
    assert_text(1, "2199-11-30T12:00:00Z two");
    ASSERT_EQ(transcript.lines[2].time - transcript.lines[0].time, 1000000000);
    transcript_free(&transcript);
}

TEST(time_out_of_range_is_text)
{
    ASSERT_EQ(parse("[+999999999.0] one\n[+999999999.0] two\n[+999999999.0] three\n[+1.0] four\n"),
              0);
    ASSERT_EQ(transcript.lines[1].time, 1999999998000000000);
    assert_text(2, "[+999999999.0] three");
    ASSERT_EQ(transcript.lines[3].time, 1999999999000000000);
    transcript_free(&transcript);
}

TEST(lines_have_no_stamp_when_the_transcript_has_none)
{
    static const char text[] = "[  0.010] one\n[08:49:08.869] two\n";

    ASSERT_EQ(parse_bytes(text, sizeof text - 1, TRANSCRIPT_UNSTAMPED), 0);
    ASSERT_EQ(transcript.stamp, TRANSCRIPT_STAMP_NONE);
    assert_text(0, "[  0.010] one");
    transcript_free(&transcript);
}

TEST(bytes_are_kept_unchanged)
{
    static const char text[] = "[  0.010] one\n\n[  0.020]  two \n";

    ASSERT_EQ(parse(text), 0);
    ASSERT_EQ(transcript.size, sizeof text - 1);
    ASSERT_TRUE(memcmp(transcript.bytes, text, sizeof text - 1) == 0);
    transcript_free(&transcript);
    transcript_free(&transcript);
}

/* ---- Malformed transcripts ---- */

TEST(malformed_text_is_refused_with_its_line)
{
    static const struct {
        const char *bytes;
        size_t size;
        int code;
        size_t line;
        const char *message;
    } rows[] = {
#define BYTES(text) text, sizeof text - 1
        { BYTES(""), -EBADMSG, 0, "file: the file is empty." },
        { BYTES("one"), -EBADMSG, 1,
          "file:1: the file is cut short: its last line has no newline." },
        { BYTES("one\ntwo"), -EBADMSG, 2,
          "file:2: the file is cut short: its last line has no newline." },
        { BYTES("one\nt\0o\n"), -EBADMSG, 2,
          "file:2: byte 2 of the line is NUL, so the file is not text." },
        { BYTES("one\ntwo\r\n"), -EBADMSG, 2,
          "file:2: the line ends with a carriage return and a newline; lines end with a newline "
          "alone." },
        { BYTES("one\rtwo\n"), -EBADMSG, 1,
          "file:1: byte 4 of the line is a carriage return; lines end with a newline alone." },
        { BYTES("one\n\xf0\x9f\x94\x92\n \xff\n"), -EILSEQ, 3,
          "file:3: byte 2 of the line, 0xff, is not UTF-8." },
        { BYTES("cut \xf0\x9f\x94\n"), -EILSEQ, 1,
          "file:1: byte 5 of the line, 0xf0, is not UTF-8." },
        { BYTES("\xef\xbb\xbfone\n"), -EBADMSG, 1,
          "file:1: the file begins with a byte order mark, which is no part of a transcript." },
        { BYTES("\xff\xfeo\0n\0"), -EILSEQ, 0,
          "file: the file is UTF-16; save it as UTF-8:  iconv -f UTF-16 -t UTF-8" },
        { BYTES("\xfe\xff\0o\0n"), -EILSEQ, 0,
          "file: the file is UTF-16; save it as UTF-8:  iconv -f UTF-16 -t UTF-8" },
        { BYTES("one\n<<<<<<< HEAD\n"), -EBADMSG, 2,
          "file:2: a merge mark (<<<<<<<): the file holds both sides of an unfinished merge." },
        { BYTES("one\n||||||| base\n"), -EBADMSG, 2,
          "file:2: a merge mark (|||||||): the file holds both sides of an unfinished merge." },
        { BYTES("one\ntwo\n=======\n"), -EBADMSG, 3,
          "file:3: a merge mark (=======): the file holds both sides of an unfinished merge." },
        { BYTES(">>>>>>> other\n"), -EBADMSG, 1,
          "file:1: a merge mark (>>>>>>>): the file holds both sides of an unfinished merge." },
#undef BYTES
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (enum transcript_form form = 0; form <= TRANSCRIPT_UNSTAMPED; form++) {
            test_note("row %zu, form %d", i, form);
            /* A golden's first line is at fault before anything else if it has no stamp. */
            if (form == TRANSCRIPT_GOLDEN_LOG && rows[i].line > 1)
                continue;
            if (form == TRANSCRIPT_GOLDEN_LOG && strcmp(rows[i].bytes, "one") == 0)
                continue;
            ASSERT_EQ(parse_bytes(rows[i].bytes, rows[i].size, form), rows[i].code);
            assert_refused(rows[i].code, rows[i].line, rows[i].message);
        }
    }
}

TEST(damage_of_a_golden_is_named)
{
    static const struct {
        const char *text;
        enum transcript_damage damage;
    } rows[] = {
        { "", TRANSCRIPT_EMPTY },
        { "[0.0] a", TRANSCRIPT_CUT_SHORT },
        { "[0.0] a\r\n", TRANSCRIPT_HAS_CRLF },
        { "\xef\xbb\xbf[0.0] a\n", TRANSCRIPT_HAS_BYTE_ORDER_MARK },
        { "[0.0] a\n=======\n", TRANSCRIPT_UNMERGED },
        { "[0.0] a\rb\n", TRANSCRIPT_NOT_TEXT },
        { "[0.0] \xff\n", TRANSCRIPT_NOT_TEXT },
        { "a\n", TRANSCRIPT_WRONG_STAMP },
        { "[1.0] a\n[0.5] a\n", TRANSCRIPT_WRONG_STAMP },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_note("row %zu", i);
        ASSERT_TRUE(parse_bytes(rows[i].text, strlen(rows[i].text), TRANSCRIPT_GOLDEN_LOG) < 0);
        ASSERT_EQ(error.damage, rows[i].damage);
    }
    ASSERT_TRUE(transcript_read(&transcript, "nowhere", TRANSCRIPT_GOLDEN_LOG, &error) < 0);
    ASSERT_EQ(error.damage, TRANSCRIPT_ABSENT);
    ASSERT_TRUE(transcript_read(&transcript, "..", TRANSCRIPT_GOLDEN_LOG, &error) < 0);
    ASSERT_EQ(error.damage, TRANSCRIPT_FOLDER);
}

TEST(flaws_of_a_foreign_text_are_removed)
{
    static const struct {
        const char *text;
        size_t lines;
        unsigned flaws;
    } rows[] = {
        { "[0.0] a\n", 1, 0 },
        { "", 0, 0 },
        { "[0.0] a", 1, TRANSCRIPT_NO_NEWLINE },
        { "[0.0] a\r\n\r\n", 2, TRANSCRIPT_CRLF },
        { "\xef\xbb\xbf[0.0] a\n", 1, TRANSCRIPT_BYTE_ORDER_MARK },
        { "\xef\xbb\xbf[0.0] a\r\n[1.0] b\r", 2,
          TRANSCRIPT_BYTE_ORDER_MARK | TRANSCRIPT_CRLF | TRANSCRIPT_NO_NEWLINE },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_note("row %zu", i);
        ASSERT_EQ(parse_bytes(rows[i].text, strlen(rows[i].text), TRANSCRIPT_FROM_ELSEWHERE), 0);
        ASSERT_EQ(transcript.count, rows[i].lines);
        ASSERT_EQ(transcript.flaws, rows[i].flaws);
        if (transcript.count)
            assert_line(0, 0, "a");
        transcript_free(&transcript);
    }
    ASSERT_EQ(parse_bytes("a\rb\n", 4, TRANSCRIPT_FROM_ELSEWHERE), -EBADMSG);
    ASSERT_EQ(parse_bytes("a\n\xff\n", 4, TRANSCRIPT_FROM_ELSEWHERE), -EILSEQ);
}

TEST(almost_a_merge_mark_is_text)
{
    ASSERT_EQ(parse("========\n ======= \n<<<<<<<x\n>>>>>> x\n[0.010] =======\n"), 0);
    ASSERT_EQ(transcript.count, 5);
    transcript_free(&transcript);
}

TEST(a_golden_log_begins_with_elapsed_seconds)
{
    static const char *const texts[] = { "one\n[  0.010] two\n", "[08:49:08.869] one\n",
                                         "[+0.010] one\n" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        test_note("%s", texts[i]);
        ASSERT_EQ(parse_bytes(texts[i], strlen(texts[i]), TRANSCRIPT_GOLDEN_LOG), -EBADMSG);
        assert_refused(
            -EBADMSG, 1,
            "file:1: a golden transcript begins with the seconds since the start, as in [  0.010].");
    }
}

TEST(time_does_not_run_backwards_in_a_golden_log)
{
    static const char text[] = "[  0.010] one\nmore\n[  0.010] two\n[  0.009] three\n";

    ASSERT_EQ(parse_bytes(text, sizeof text - 1, TRANSCRIPT_GOLDEN_LOG), -EBADMSG);
    assert_refused(
        -EBADMSG, 4,
        "file:4: time runs backwards: this line is 0.001 s earlier than the one before.");
    ASSERT_EQ(parse(text), 0);
    transcript_free(&transcript);
}

TEST(a_line_may_be_long_but_not_without_limit)
{
    char *text = malloc(TRANSCRIPT_LINE_MAX + 4);

    memset(text, 'x', TRANSCRIPT_LINE_MAX + 4);
    memcpy(text, "a\n", 2);
    text[TRANSCRIPT_LINE_MAX + 2] = '\n';
    ASSERT_EQ(parse_bytes(text, TRANSCRIPT_LINE_MAX + 3, TRANSCRIPT_OF_A_PROGRAM), 0);
    transcript_free(&transcript);
    text[TRANSCRIPT_LINE_MAX + 2] = 'x';
    text[TRANSCRIPT_LINE_MAX + 3] = '\n';
    ASSERT_EQ(parse_bytes(text, TRANSCRIPT_LINE_MAX + 4, TRANSCRIPT_OF_A_PROGRAM), -EFBIG);
    assert_refused(-EFBIG, 2, "file:2: the line has 65537 bytes; more than 65536 are not read.");
    free(text);
}

TEST(a_file_may_be_large_but_not_without_limit)
{
    size_t size = TRANSCRIPT_SIZE_MAX;
    char *text = malloc(size + 1);

    memset(text, 'x', size + 1);
    for (size_t i = 1023; i < size; i += 1024)
        text[i] = '\n';
    ASSERT_EQ(parse_bytes(text, size, TRANSCRIPT_OF_A_PROGRAM), 0);
    ASSERT_EQ(transcript.count, size / 1024);
    transcript_free(&transcript);
    ASSERT_EQ(parse_bytes(text, size + 1, TRANSCRIPT_OF_A_PROGRAM), -EFBIG);
    assert_refused(-EFBIG, 0, "file: more than 16777216 bytes are not read.");

    memset(text, '\n', size);
    ASSERT_EQ(parse_bytes(text, TRANSCRIPT_LINES_MAX, TRANSCRIPT_OF_A_PROGRAM), 0);
    transcript_free(&transcript);
    ASSERT_EQ(parse_bytes(text, TRANSCRIPT_LINES_MAX + 1, TRANSCRIPT_OF_A_PROGRAM), -EFBIG);
    assert_refused(-EFBIG, 0, "file: more than 1048576 lines are not read.");
    free(text);
}

/* ---- Characters ---- */

static size_t encode(unsigned long number, char text[4])
{
    size_t length = number < 0x80 ? 1 : number < 0x800 ? 2 : number < 0x10000 ? 3 : 4;

    for (size_t i = length; i-- > 1;)
        text[i] = (char)(0x80 | (number >> 6 * (length - 1 - i) & 0x3f));
    text[0] = (char)(length == 1 ? number : (0xf00 >> length & 0xff) | number >> 6 * (length - 1));
    return length;
}

TEST(every_character_of_unicode_is_read)
{
    char *text = malloc(0x110000 * 4 + 0x1100);
    size_t size = 0;

    for (unsigned long number = 0x20; number <= 0x10ffff; number++) {
        if (number < 0xd800 || number >= 0xe000)
            size += encode(number, text + size);
        if (number % 0x1000 == 0xfff)
            text[size++] = '\n';
    }
    ASSERT_EQ(parse_bytes(text, size, TRANSCRIPT_OF_A_PROGRAM), 0);
    ASSERT_EQ(transcript.count, 0x110);
    transcript_free(&transcript);
    free(text);
}

TEST(surrogates_are_refused)
{
    for (unsigned long number = 0xd800; number < 0xe000; number++) {
        char text[5];

        text[encode(number, text)] = '\n';
        ASSERT_EQ(parse_bytes(text, 4, TRANSCRIPT_OF_A_PROGRAM), -EILSEQ);
    }
}

TEST(malformed_utf8_is_refused)
{
    static const char *const texts[] = {
        "\x80\n", /* goes on with nothing */
        "\xbf\n",
        "\xc0\xaf\n", /* longer than they need be */
        "\xc1\xbf\n",
        "\xe0\x9f\xbf\n",
        "\xf0\x8f\xbf\xbf\n",
        "\xf4\x90\x80\x80\n", /* beyond U+10FFFF */
        "\xf5\x80\x80\x80\n",
        "\xf8\x88\x80\x80\x80\n",
        "\xfe\n",
        "\xff\n",
        "\xc2\n", /* cut short */
        "\xe2\x82\n",
        "\xf0\x9f\x94\n",
        "\xc2 \n", /* goes on with something else */
        "\xe2\x82 \n",
        "\xf0\x9f\x94 \n",
        "\xf0\x9f\x94\xc0\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        test_note("row %zu", i);
        ASSERT_EQ(parse(texts[i]), -EILSEQ);
        ASSERT_EQ(error.line, 1);
    }
}

TEST(control_characters_are_shown_in_visible_form)
{
    static const char text[] = "\x1b[31m \t \x7f \xc2\x9b \xc2\xa0 \xff \xf0\x9f\x94\x92 \0.";
    char *shown = NULL;
    size_t size;
    FILE *out = open_memstream(&shown, &size);

    transcript_show(out, text, sizeof text - 1);
    fclose(out);
    ASSERT_STR_EQ(shown, "\\x1b[31m \t \\x7f \\xc2\\x9b \xc2\xa0 \\xff \xf0\x9f\x94\x92 \\x00.");
    free(shown);
}

/* ---- Files ---- */

TEST(a_file_is_read)
{
    char path[PATH_MAX];
    FILE *file;

    snprintf(path, sizeof path, "%s/file", test_folder());
    file = fopen(path, "w");
    for (int i = 0; i < 5000; i++)
        fprintf(file, "[%7.3f] line %d\n", i * 0.001, i);
    fclose(file);
    ASSERT_EQ(transcript_read(&transcript, path, TRANSCRIPT_GOLDEN_LOG, &error), 0);
    ASSERT_EQ(transcript.count, 5000);
    assert_line(4999, 4999, "line 4999");
    transcript_free(&transcript);
}

TEST(a_pipe_is_read_to_its_end)
{
    char path[64];
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(write(ends[1], "[0.010] one\n", 12), 12);
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    ASSERT_EQ(transcript_read(&transcript, path, TRANSCRIPT_OF_A_PROGRAM, &error), 0);
    close(ends[0]);
    assert_line(0, 10, "one");
    transcript_free(&transcript);
}

TEST(a_missing_file_is_named)
{
    ASSERT_EQ(transcript_read(&transcript, "/nowhere/at/all", TRANSCRIPT_OF_A_PROGRAM, &error),
              -ENOENT);
    assert_refused(-ENOENT, 0, "/nowhere/at/all: it cannot be opened: No such file or directory.");
}

TEST(a_folder_is_named)
{
    ASSERT_EQ(transcript_read(&transcript, "/", TRANSCRIPT_OF_A_PROGRAM, &error), -EISDIR);
    assert_refused(-EISDIR, 0, "/: it cannot be read: Is a directory.");
}

TEST(a_file_that_may_not_be_read_is_named)
{
    char path[PATH_MAX];

    if (geteuid() == 0)
        test_skip("root may read every file");
    snprintf(path, sizeof path, "%s/file", test_folder());
    close(open(path, O_WRONLY | O_CREAT, 0));
    ASSERT_EQ(transcript_read(&transcript, path, TRANSCRIPT_OF_A_PROGRAM, &error), -EACCES);
}

TEST(a_device_without_end_is_not_read_for_ever)
{
    ASSERT_EQ(transcript_read(&transcript, "/dev/zero", TRANSCRIPT_OF_A_PROGRAM, &error), -EFBIG);
    assert_refused(-EFBIG, 0, "/dev/zero: it cannot be read: File too large.");
}

#include "show/show.h"

#include "co/explain/growing_text.h"
#include "show/events.h"

static const char source[] = "/*\n"
                             " * Two tasks [1] and co_sleep() [2], see [9].\n"
                             " *\n"
                             " *     kept as it is [1], as [9]\n"
                             " */\n"
                             "#include <demo.h>\n"
                             "\n"
                             "    await(co_sleep(my->delay[1]));    /* [1] */\n"
                             "    puts(\"/* no comment */\");        /* [2] why not */\n"
                             "    take(it);                         /* added */\n"
                             "/* of two\n"
                             "   lines [1] */ int a;\n";

static const struct show_demo demo = {
    .name = "demo",
    .title = "A <title>",
    .note = "a note",
    .chapter = "Chapter",
    .section = "1a",
    .path = "demos/chapter/demo.c",
    .source = source,
    .source_length = sizeof source - 1,
};

static const char *page_of(const struct show_demo *about)
{
    static char *page;
    size_t size;
    FILE *file;

    free(page);
    page = NULL;
    file = open_memstream(&page, &size);
    ASSERT_TRUE(file != NULL);
    ASSERT_EQ(show_html(file, &events, about), 0);
    fclose(file);
    return page;
}

static void assert_has(const char *page, const char *words)
{
    if (!strstr(page, words))
        ASSERT_STR_EQ("not in the page", words);
}

static void assert_lacks(const char *page, const char *words)
{
    if (strstr(page, words))
        ASSERT_STR_EQ("in the page", words);
}

static void tell(void)
{
    task_is_made(1, 0, "main", 0);
    task_steps(1, 0);
    thing_is_named(1, "lock", "a_lock");
    task_touches(1, 0, CO_VERB_TAKE, 1, 0, 8);
    task_sleeps(1, 0, 10);
    task_is_woken(1, 10, 1);
    task_steps(1, 10);
    task_logs(1, 10, "  </script> & \"more\"");
    task_ends(1, 10);
    run_ends(10, NULL);
}

TEST(page_has_what_is_known_of_the_demo)
{
    const char *page;

    tell();
    page = page_of(&demo);
    assert_has(page, "<title>demo: A &lt;title&gt;</title>");
    assert_has(page, "<h1>A &lt;title&gt;</h1>");
    assert_has(page, "Chapter, section “1a”");
    assert_has(page, "<code>asyncdemo demo --clock=virtual</code>");
    assert_has(page, "</html>\n");
}

TEST(page_tells_a_variant_from_a_flaw)
{
    struct show_demo about = demo;

    tell();
    about.is_flaw = true;
    assert_has(page_of(&about), "<p class=\"variant\">The flaw: a note.</p>");
    about.tutorial = "A tutorial";
    assert_has(page_of(&about), "<p class=\"variant\">The tutorial’s flaw: a note.</p>");
    about.is_flaw = false;
    about.variant = "fixed";
    assert_has(page_of(&about), "<p class=\"variant\">Variant “fixed”: a note.</p>");
    assert_has(page_of(&about), "asyncdemo demo --variant=fixed --clock=virtual");
    about.variant = about.note = NULL;
    assert_lacks(page_of(&about), "class=\"variant\"");
}

TEST(marks_of_the_commentary_lead_to_their_lines)
{
    const char *page;

    tell();
    page = page_of(&demo);
    assert_has(page, "<p>Two tasks <a class=\"n\" href=\"#m1\">1</a> and <code>co_sleep()</code> "
                     "<a class=\"n\" href=\"#m2\">2</a>, see [9].</p>");
    assert_has(page, "<pre>    kept as it is <a class=\"n\" href=\"#m1\">1</a>, as [9]\n</pre>");
    assert_has(page, "<li id=\"l8\" style=\"--d:4\"><span class=\"m\" id=\"m1\">1</span>");
    assert_has(page, "<span class=\"m\" id=\"m2\">2</span>");
}

TEST(source_is_shown_as_it_is_written)
{
    const char *page;

    tell();
    page = page_of(&demo);
    assert_has(
        page,
        "<li id=\"l6\" style=\"counter-reset:n 5\"><code>#include &lt;demo.h&gt;</code></li>");
    assert_has(page, "<code><b>await</b>(<wbr>co_sleep(<wbr><u>my-&gt;delay</u>[1]));</code>");
    assert_has(page, "puts(<wbr>\"/* no comment */\");  <i>/* why not */</i>");
    assert_has(page, "take(<wbr>it);  <i>/* added */</i>");
    assert_has(page, "<code><i>/* of two</i></code>");
    assert_has(page, "<code><i>lines [1] */</i> int a;</code>");
}

TEST(text_of_the_run_is_no_markup)
{
    const char *page;

    tell();
    page = page_of(&demo);
    assert_has(page, "<span class=\"x\">  &lt;/script&gt; &amp; &quot;more&quot;</span>");
    assert_lacks(page, "</script> &");
}

TEST(data_has_no_markup)
{
    task_is_made(1, 0, "</script>", 0);
    task_steps(1, 0);
    task_logs(1, 0, "\"more\"");
    task_ends(1, 0);
    run_ends(0, NULL);
    assert_has(page_of(&demo), "\"names\":[\"\\u003c/script>\"]");
    stream_free(&events);
}

TEST(data_has_what_changes_at_each_moment)
{
    const char *page;

    tell();
    page = page_of(&demo);
    assert_has(page, "{\"k\":0,\"s\":3,\"l\":8,\"c\":{\"0\":[2,4,8]},\"g\":{\"0\":5}},\n"
                     "{\"k\":0,\"s\":6,\"l\":8,\"c\":{\"0\":[3,7,8]}}");
    assert_has(page, "\"words\":[\"not made yet\",\"The program begins: the loop makes main.\","
                     "\"ready, not begun\",\"main takes a_lock.\",\"runs\",\"held by main\","
                     "\"main sleeps 10 ms: other tasks may run.\",\"sleeps until 0.010\"");
    assert_has(page, "\"names\":[\"main\"],\"lanes\":[0],\"things\":[\"a_lock\"],\n"
                     "\"times\":[\"0.000\",\"0.010\"]");
}

TEST(sentence_of_a_line_is_not_written_twice)
{
    const char *page;

    tell();
    page = page_of(&demo);
    assert_has(page, "</span> <span class=\"x\">  &lt;/script&gt;");
    assert_has(page, "{\"k\":0,\"n\":1,\"l\":9,");
    assert_lacks(page, "main prints: ");
}

TEST(many_stretches_of_a_lane_share_an_element)
{
    int elements = 0;
    int64_t time = 0;

    task_is_made(1, 0, "main", 0);
    for (int i = 0; i < 300; i++, time += 10) {
        task_steps(1, time);
        task_sleeps(1, time, 10);
        task_is_woken(1, time + 10, 1);
    }
    task_steps(1, time);
    task_logs(1, time, "end");
    task_ends(1, time);
    run_ends(time, NULL);
    /* One of the lane, and one of the legend. */
    for (const char *at = page_of(&demo); (at = strstr(at, "<path class=\"own\"")); at++)
        elements++;
    ASSERT_EQ(elements, 2);
    stream_free(&events);
}

TEST(deadlock_has_its_graph_and_report)
{
    const char *page;

    tell();
    assert_lacks(page_of(&demo), "Why it ends here");
    stream_free(&events);
    task_is_made(1, 0, "main", 0);
    task_waits(1, 1, "event e", 4, 7);
    run_ends(1, "DEADLOCK <at> 0.001 s");
    page = page_of(&demo);
    assert_has(page, "<div class=\"graph\">\n<svg ");
    assert_has(page, "<pre>DEADLOCK &lt;at&gt; 0.001 s\n</pre>");
    assert_has(page, ".graph .task{");
}

static const char python[] = "import asyncio\n"
                             "\n"
                             "    await asyncio.sleep(delay[1])    # [1]\n"
                             "    puts(\"# no comment\")           # [2] why not\n";

TEST(python_stands_beside_its_line_of_c)
{
    struct show_demo about = demo;
    const char *page;

    about.python_path = "demos/chapter/demo.py";
    about.python = python;
    about.python_length = sizeof python - 1;
    tell();
    page = page_of(&about);
    assert_has(page, "<h2 class=\"py\">demos/chapter/demo.py</h2>");
    assert_has(page, "<li id=\"l8\" style=\"--d:4;--r:4\"><span class=\"m\" id=\"m1\">1</span>");
    assert_has(page, "<li id=\"p3\" data-l=\"8\" style=\"--d:4;--r:4\">"
                     "<span class=\"m\">1</span><code><b>await</b> asyncio.sleep(");
    assert_has(page, "data-l=\"9\" style=\"--d:4;--r:5\"><span class=\"m\">2</span>"
                     "<code>puts(<wbr>\"# no comment\")  <i># why not</i></code>");
    assert_has(page, "<button id=\"code\"");
}

TEST(page_without_python_has_no_button_for_it)
{
    tell();
    assert_lacks(page_of(&demo), "id=\"code\"");
    assert_lacks(page_of(&demo), "--r:");
}

TEST(page_of_an_empty_run_is_whole)
{
    static const struct show_demo nothing = { .name = "demo", .source = "" };

    assert_has(page_of(&nothing), "{\"moments\":[],");
    assert_has(page_of(&demo), "</html>\n");
}

TEST(page_of_a_source_that_is_cut_is_whole)
{
    struct show_demo about = demo;

    tell();
    for (about.source_length = 0; about.source_length < sizeof source; about.source_length++)
        assert_has(page_of(&about), "</html>\n");
}

TEST(page_of_nonsense_is_whole)
{
    for (uint32_t seed = 0; seed < 100; seed++) {
        make_nonsense(seed, 80);
        assert_has(page_of(&demo), "</html>\n");
        stream_free(&events);
    }
}

static void tell_lines(int64_t count)
{
    task_is_made(1, 0, "main", 0);
    for (int64_t ms = 1; ms <= count; ms++) {
        char line[32];

        task_sleeps(1, ms - 1, ms);
        task_is_woken(1, ms, 1);
        task_steps(1, ms);
        co_format(line, sizeof line, "line %d", (int)ms);
        task_logs(1, ms, line);
    }
    run_ends(count, NULL);
}

TEST(page_of_a_longer_run_has_no_python)
{
    struct show_demo about = demo;
    struct text text = { 0 };
    const char *page;

    for (int i = 0; i < 1000; i++)
        text_add(&text, "    a_call(%d)\n", i);
    about.python_path = "demos/chapter/demo.py";
    about.python = text_string(&text);
    about.python_length = text.length;
    tell_lines(20);
    page = page_of(&about);
    assert_lacks(page, "a_call");
    assert_has(page,
               "<p class=\"variant\">The run is long, so this page has no room for the Python in "
               "demos/chapter/demo.py.</p>");
    assert_has(page, "line 20</span>");
    assert_lacks(page, "So that this page stays small");
    stream_free(&events);
    text_free(&text);
}

TEST(page_of_a_long_run_has_its_beginning)
{
    const char *page;

    tell_lines(3000);
    page = page_of(&demo);
    test_note("the page has %zu bytes", strlen(page));
    ASSERT_TRUE(strlen(page) <= PAGE_BYTES_MAX && strlen(page) > PAGE_BYTES_MAX / 2);
    assert_has(
        page, "<p class=\"variant\">The run is long. So that this page stays small, it ends at 0.");
    assert_has(page, " of the 3000 lines that the run prints.</p>");
    assert_has(page, "line 1</span>");
    assert_lacks(page, "line 3000</span>");
    stream_free(&events);
}

TEST(page_of_a_long_source_is_whole)
{
    struct show_demo about = demo;
    struct text text = { 0 };

    for (int i = 0; i < 5000; i++)
        text_add(&text, "    a_call(%d);\n", i);
    about.source = text_string(&text);
    about.source_length = text.length;
    tell();
    assert_has(page_of(&about), "a_call(<wbr>4999);");
    stream_free(&events);
    text_free(&text);
}

TEST(full_disk_is_told)
{
    FILE *file = fopen("/dev/full", "w");

    tell();
    ASSERT_TRUE(file != NULL);
    ASSERT_EQ(show_html(file, &events, &demo), -EIO);
    fclose(file);
}

#include "show/quiz.h"

#include <string.h>

static const char *text_of(const struct story *story, size_t moment)
{
    return story->life->lines[story->moments[moment].printed - 1].event->text;
}

/* The last moment before the step that prints at this moment; SIZE_MAX: there is none. */
static size_t before_step(const struct story *story, size_t printed)
{
    size_t step = life_step_of(story->life, story->moments[printed].event);
    size_t first =
        step == SIZE_MAX ? story->moments[printed].event : story->life->steps[step].first;
    size_t moment = printed;

    while (moment > 0 && story->moments[moment].event >= first)
        moment--;
    return story->moments[moment].event < first ? moment : SIZE_MAX;
}

/* A line of a task that has none among the answers, with another text. */
static bool is_another(const struct story *story, const struct quiz *quiz, size_t moment)
{
    for (size_t i = 0; i < quiz->count; i++) {
        size_t answer = quiz->answers[i];

        if (story->moments[answer].task == story->moments[moment].task ||
            strcmp(text_of(story, answer), text_of(story, moment)) == 0)
            return false;
    }
    return true;
}

/* An order that does not tell which answer is right, and is the same each time. */
static size_t order_of(const struct quiz *quiz, size_t answer)
{
    return (answer * 7919 + quiz->printed * 31) % 101;
}

static void mix(struct quiz *quiz)
{
    for (size_t i = 1; i < quiz->count; i++)
        for (size_t k = i;
             k > 0 && order_of(quiz, quiz->answers[k]) < order_of(quiz, quiz->answers[k - 1]);
             k--) {
            size_t other = quiz->answers[k];

            quiz->answers[k] = quiz->answers[k - 1];
            quiz->answers[k - 1] = other;
        }
    for (size_t i = 0; i < quiz->count; i++)
        if (quiz->answers[i] == quiz->printed)
            quiz->right = i;
}

static void find_answers(const struct story *story, struct quiz *quiz)
{
    quiz->answers[0] = quiz->printed;
    quiz->count = 1;
    for (size_t i = quiz->printed + 1; i < story->moment_count && quiz->count < QUIZ_ANSWERS; i++)
        if (story->moments[i].printed && is_another(story, quiz, i))
            quiz->answers[quiz->count++] = i;
    mix(quiz);
}

bool quiz_ask(const struct story *story, size_t moment, struct quiz *quiz)
{
    for (size_t i = moment + 1; i < story->moment_count; i++) {
        size_t before = story->moments[i].printed ? before_step(story, i) : SIZE_MAX;

        if (before == SIZE_MAX || before < moment)
            continue;
        *quiz = (struct quiz){ .moment = before, .printed = i };
        find_answers(story, quiz);
        if (quiz->count > 1)
            return true;
    }
    return false;
}

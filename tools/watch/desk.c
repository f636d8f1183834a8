/* desk.c - see desk.h. */
#include "watch/desk.h"

#include "common/clock.h"
#include "common/text.h"
#include "kit/result.h"
#include "kit/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* An editor may empty the file before it writes it, or write in pieces: a file is looked at once
 * whoever wrote it has closed it. Where the kernel doesn't tell that, once it has been quiet for so
 * long, but not later than at the end of the patience. */
static const double quiet_seconds = 0.03, patience_seconds = 0.5;
enum { LOCK_MILLISECONDS = 100, LOOK_MILLISECONDS = 1000, SHORT_LOOK = 200, COACH_SECONDS = 10 };

static const char lock_path[] = "build/watch.lock";

static void set_text(char **text, char *to)
{
    free(*text);
    *text = to;
}

/* Frees what is known of the file. */
static void forget(struct desk *desk)
{
    json_decref(desk->result);
    desk->result = NULL;
    set_text(&desk->trouble, NULL);
    set_text(&desk->details, NULL);
    desk->redraw = true;
}

/* Takes the lock that keeps watches from building in the same place at once. */
static bool take_lock(struct desk *desk)
{
    if (desk->lock < 0) {
        desk->lock = open(lock_path, O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    }
    /* Where there can be none, checking without is better than not to check. */
    return desk->lock < 0 || flock(desk->lock, LOCK_EX | LOCK_NB) == 0;
}

static void release_lock(struct desk *desk)
{
    if (desk->lock >= 0) {
        flock(desk->lock, LOCK_UN);
    }
}

static void stop_job(struct desk *desk)
{
    if (job_runs(&desk->job)) {
        job_cancel(&desk->job);
        release_lock(desk);
    }
}

/* Everything that coach prints for this command, about the exercise; the caller frees it. */
static char *ask_coach(const struct desk *desk, const char *command)
{
    struct job job = {.output = -1};
    char *arguments[] = {(char *)desk->commands->coach, (char *)command, desk->place->folder, NULL};
    if (strcmp(command, "progress") == 0) {
        arguments[2] = NULL;
    }
    const int error = job_run(&job, arguments, COACH_SECONDS);
    char *said = error == 0 ? text_format("%s", job.text != NULL ? job.text : "")
                            : text_format("%s\n", strerror(error));
    job_release(&job);
    return said;
}

/* Where lines follow each other: tells what is new. */
static void say(const struct desk *desk, const char *what, const char *text)
{
    struct lines body = lines_of(text != NULL ? text : "");
    char *line = text_format("%s: %s", desk->place->folder, what);
    screen_say(&desk->screen, line, &body);
    free(line);
    lines_release(&body);
}

static void say_verdict(const struct desk *desk)
{
    if (desk->result != NULL) {
        char *text = verdict_text(desk->result, desk->screen.columns);
        char *whole = text_format("%s%s", text, desk->details != NULL ? desk->details : "");
        say(desk, verdict_words(verdict_kind(desk->result)), whole);
        free(whole);
        free(text);
    } else if (desk->trouble != NULL) {
        say(desk, desk->trouble, desk->details);
    }
}

/* Takes the result over. */
static void accept_result(struct desk *desk, json_t *result)
{
    forget(desk);
    desk->result = result;
    desk->activity = IDLE;
    desk->anew = false;
    if (verdict_kind(result) == VERDICT_FIXED) {
        desk->details = ask_coach(desk, "after");
    }
    say_verdict(desk);
}

/* There is no verdict. Takes both texts over. */
static void accept_trouble(struct desk *desk, char *trouble, char *details)
{
    forget(desk);
    desk->trouble = trouble;
    desk->details = details;
    desk->activity = IDLE;
    desk->anew = false;
    say_verdict(desk);
}

/* The result about the file as it is, unless a check is wanted all the same. */
static json_t *known_result(const struct desk *desk)
{
    json_t *result = desk->anew ? NULL : result_read(desk->place->result, desk->place->source);
    const enum verdict_kind kind = verdict_kind(result);
    if (kind == VERDICT_NONE || kind == VERDICT_UNABLE) {
        json_decref(result);
        return NULL;
    }
    return result;
}

/* Starts make for that verb, with what it was told itself. */
static int start_make(struct desk *desk, const char *verb)
{
    enum { OWN = 6 };
    size_t count = 0, used = 0;
    while (desk->commands->variables[count] != NULL) {
        count++;
    }
    char *exercise = text_format("EX=%s", desk->place->folder);
    char **arguments = calloc(count + OWN, sizeof *arguments);
    int error = ENOMEM;
    if (arguments != NULL) {
        arguments[used++] = (char *)desk->commands->make;
        arguments[used++] = "--no-print-directory";
        arguments[used++] = (char *)verb;
        arguments[used++] = exercise;
        arguments[used++] = "PROGRESS=1";
        memcpy(arguments + used, desk->commands->variables, count * sizeof *arguments);
        error = job_begin(&desk->job, arguments);
    }
    free(arguments);
    free(exercise);
    return error;
}

/* Begins what is wanted, if no other watch keeps the lock. */
static void begin_wanted(struct desk *desk)
{
    const enum activity wanted = desk->wanted;
    desk->redraw = desk->redraw || desk->activity != WAITING;
    desk->activity = WAITING;
    if (!take_lock(desk)) {
        return;
    }
    json_t *known = wanted == CHECKING ? known_result(desk) : NULL;
    desk->wanted = IDLE;
    if (known != NULL) {
        release_lock(desk);
        accept_result(desk, known);
        return;
    }
    desk->before = file_mark_of(desk->place->result);
    const int error = start_make(desk, wanted == CHECKING ? "verify" : "explore");
    if (error != 0) {
        release_lock(desk);
        accept_trouble(desk, text_format("no verdict: make: %s", strerror(error)), NULL);
        return;
    }
    desk->activity = wanted;
    desk->redraw = true;
    if (wanted == CHECKING) {
        say(desk, "checking", NULL);
    }
}

/* What make said, without verify's telling which check was running; the caller frees it. */
static char *said_by_make(const struct job *job)
{
    static const char progress[] = "checking: ";
    struct lines lines = lines_of(job->text != NULL ? job->text : "");
    char *said = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);
    for (size_t i = 0; out != NULL && i < lines.count; i++) {
        if (strncmp(lines.texts[i], progress, sizeof progress - 1) != 0) {
            fprintf(out, "%s\n", lines.texts[i]);
        }
    }
    if (out != NULL) {
        fclose(out);
    }
    lines_release(&lines);
    return said != NULL ? said : text_format("%s", "");
}

/* A check is over: its result counts if it has written one, about the file as it is. */
static void finish_check(struct desk *desk)
{
    const struct file_mark after = file_mark_of(desk->place->result);
    json_t *result = file_mark_same(&after, &desk->before)
                         ? NULL
                         : result_read(desk->place->result, desk->place->source);
    const struct file_mark now = file_mark_of(desk->place->source);
    if (!file_mark_same(&now, &desk->seen)) {
        json_decref(result);
        desk->activity = IDLE; /* the next turn sees the change */
    } else if (verdict_kind(result) != VERDICT_NONE) {
        accept_result(desk, result);
    } else {
        json_decref(result);
        accept_trouble(desk, text_format("no verdict: make verify could not check it"),
                       said_by_make(&desk->job));
    }
}

static void finish_exploring(struct desk *desk)
{
    desk->activity = IDLE;
    set_text(&desk->panel, said_by_make(&desk->job));
    desk->panel_alone = true;
    desk->screen.scrolled = 0;
    desk->redraw = true;
    say(desk, "explored", desk->panel);
}

static void look_at_job(struct desk *desk)
{
    const size_t length = desk->job.length;
    const enum activity activity = desk->activity;
    const bool ended = job_look(&desk->job);
    desk->redraw = desk->redraw || desk->job.length != length;
    if (!ended) {
        return;
    }
    release_lock(desk);
    if (activity == CHECKING) {
        finish_check(desk);
    } else {
        finish_exploring(desk);
    }
}

/* Sees a change: nothing that was known holds any more. */
static void look_at_file(struct desk *desk, double now)
{
    const struct file_mark mark = file_mark_of(desk->place->source);
    if (file_mark_same(&mark, &desk->seen)) {
        if (desk->source.saved) {
            desk->due = now;
        }
        return;
    }
    stop_job(desk);
    forget(desk);
    desk->seen = mark;
    desk->wanted = IDLE;
    if (desk->activity != CHANGED) {
        desk->activity = CHANGED;
        desk->changed = now;
    }
    desk->due = desk->source.saved ? now : now + quiet_seconds;
    if (desk->due > desk->changed + patience_seconds) {
        desk->due = desk->changed + patience_seconds;
    }
}

/* The file has been quiet: shows what is known of it, or has it checked. */
static void take_up(struct desk *desk)
{
    if (desk->panel_alone) {
        set_text(&desk->panel, NULL);
        desk->panel_alone = false;
    }
    desk->screen.scrolled = 0;
    if (file_kind(desk->place->source) != FILE_REGULAR) {
        struct standing standing = standing_read(desk->place);
        accept_trouble(desk,
                       text_format("no verdict: %s; try: %s",
                                   standing.problem != NULL ? standing.problem : "no file",
                                   standing.remedy != NULL ? standing.remedy : "make list"),
                       NULL);
        standing_release(&standing);
        return;
    }
    json_t *result = known_result(desk);
    if (result != NULL) {
        accept_result(desk, result);
        return;
    }
    desk->wanted = CHECKING;
    begin_wanted(desk);
}

static void show_panel(struct desk *desk, char *text, bool alone)
{
    set_text(&desk->panel, text);
    desk->panel_alone = alone;
    desk->screen.scrolled = 0;
    desk->redraw = true;
    struct lines body = lines_of(text);
    screen_say(&desk->screen, "", &body);
    lines_release(&body);
}

static void watch_source(struct desk *desk)
{
    const char *slash = strrchr(desk->place->source, '/');
    source_begin(&desk->source, desk->place->home, slash != NULL ? slash + 1 : desk->place->source);
}

/* Goes on to the next exercise, round and round, that isn't fixed. */
static void go_on(struct desk *desk)
{
    const size_t count = desk->list.count, here = (size_t)(desk->place - desk->list.places);
    for (size_t i = 1; i < count; i++) {
        const struct exercise_place *place = &desk->list.places[(here + i) % count];
        struct standing standing = standing_read(place);
        const bool to_do = standing.state != STATE_FIXED && standing.state != STATE_TO_READ;
        standing_release(&standing);
        if (to_do) {
            stop_job(desk);
            forget(desk);
            source_end(&desk->source);
            desk->place = place;
            desk->activity = IDLE;
            desk->wanted = IDLE;
            desk->seen = (struct file_mark){0};
            watch_source(desk);
            show_panel(desk, ask_coach(desk, "about"), false);
            return;
        }
    }
    show_panel(desk, text_format("No other exercise is left to fix.\n"), false);
}

/* e: begins to explore, once the check is over; or stops it. */
static void toggle_exploring(struct desk *desk)
{
    if (desk->activity == EXPLORING) {
        stop_job(desk);
        desk->activity = IDLE;
    } else if (desk->wanted == EXPLORING) {
        desk->wanted = IDLE;
        desk->activity = desk->activity == WAITING ? IDLE : desk->activity;
    } else if (desk->activity != WAITING) {
        desk->wanted = EXPLORING;
    }
    desk->redraw = true;
}

/* v: makes every check again, of the file as it is. */
static void check_again(struct desk *desk)
{
    stop_job(desk);
    forget(desk);
    desk->anew = true;
    desk->activity = CHANGED;
    desk->due = 0;
    desk->wanted = IDLE;
}

static void close_panel(struct desk *desk)
{
    set_text(&desk->panel, NULL);
    desk->panel_alone = false;
    desk->screen.scrolled = 0;
    desk->redraw = true;
}

/* The body of the page; the caller frees it. */
static char *body_of(const struct desk *desk)
{
    if (desk->panel != NULL && desk->panel_alone) {
        return text_format("%s", desk->panel);
    }
    char *verdict = desk->result != NULL ? verdict_text(desk->result, desk->screen.columns)
                                         : text_format("%s", "");
    char *body = text_format("%s%s%s%s%s", desk->panel != NULL ? desk->panel : "",
                             desk->panel != NULL ? "\n" : "", verdict,
                             desk->result != NULL && desk->details != NULL ? "\n" : "",
                             desk->details != NULL ? desk->details : "");
    free(verdict);
    return body;
}

static void scroll(struct desk *desk, int rows)
{
    char *text = body_of(desk);
    struct lines body = lines_of(text);
    screen_scroll(&desk->screen, body.count, rows);
    desk->redraw = true;
    lines_release(&body);
    free(text);
}

static void answer(struct desk *desk, int key)
{
    enum { CTRL_C = 3, CTRL_D = 4 };
    const int page = desk->screen.rows / 2;
    switch (key) {
    case 'q':
    case CTRL_C:
    case CTRL_D:
        desk->over = true;
        break;
    case 'h':
        show_panel(desk, ask_coach(desk, "hint"), false);
        break;
    case 'l':
        show_panel(desk, ask_coach(desk, "progress"), true);
        break;
    case 's':
        show_panel(desk, ask_coach(desk, "solution"), true);
        break;
    case 'n':
        go_on(desk);
        break;
    case 'e':
        toggle_exploring(desk);
        break;
    case 'v':
        check_again(desk);
        break;
    case 'j':
    case KEY_DOWN:
        scroll(desk, 1);
        break;
    case 'k':
    case KEY_UP:
        scroll(desk, -1);
        break;
    case ' ':
    case KEY_PAGE_DOWN:
        scroll(desk, page);
        break;
    case 'b':
    case KEY_PAGE_UP:
        scroll(desk, -page);
        break;
    default:
        close_panel(desk);
        break;
    }
}

/* "total" of the last "checking: total" that verify has said; NULL if it hasn't begun. */
static char *check_that_runs(const struct job *job)
{
    static const char progress[] = "checking: ";
    const char *last = NULL;
    for (const char *at = job->text; at != NULL && (at = strstr(at, progress)) != NULL; at++) {
        last = at + sizeof progress - 1;
    }
    return last != NULL ? text_format("%.*s", (int)strcspn(last, "\n"), last) : NULL;
}

/* The page's second line; the caller frees it. */
static char *state_of(const struct desk *desk)
{
    const char *known = desk->result != NULL    ? verdict_words(verdict_kind(desk->result))
                        : desk->trouble != NULL ? desk->trouble
                                                : "";
    if (desk->activity == CHECKING || desk->activity == CHANGED) {
        char *check = check_that_runs(&desk->job);
        char *state = check != NULL && desk->activity == CHECKING
                          ? text_format("checking: %s …", check)
                          : text_format("checking …");
        free(check);
        return state;
    }
    const char *also = desk->activity == WAITING     ? "another watch is checking …"
                       : desk->activity == EXPLORING ? "exploring … (e stops it)"
                                                     : "";
    return text_format("%s%s%s", known, *known != '\0' && *also != '\0' ? " · " : "", also);
}

static void draw(struct desk *desk)
{
    char *title = text_format("%s: %s", desk->place->folder, desk->place->source);
    char *state = state_of(desk);
    char *text = body_of(desk);
    struct lines body = lines_of(text);
    const struct page page = {
        .title = title,
        .state = state,
        .keys = "h hint  n next  l list  e explore  s solution  v verify  q quit",
        .body = &body,
    };
    screen_draw(&desk->screen, &page);
    desk->redraw = false;
    lines_release(&body);
    free(text);
    free(state);
    free(title);
}

int desk_begin(struct desk *desk, const struct desk_commands *commands, const char *folder)
{
    *desk = (struct desk){.commands = commands, .lock = -1, .job = {.output = -1}, .redraw = true};
    const int error = exercises_list(&desk->list);
    if (error != 0) {
        text_complain("exercises", strerror(error), "run this at the top of the kit");
        return 2;
    }
    desk->place = exercises_find(&desk->list, folder);
    if (desk->place == NULL) {
        text_complain(folder, "there is no such exercise", "make list");
        exercises_release(&desk->list);
        return 2;
    }
    watch_source(desk);
    screen_begin(&desk->screen);
    desk->activity = CHANGED;
    if (!desk->screen.draws) {
        say(desk, "watched; type h hint, n next, l list, e explore, s solution, v verify, q quit",
            NULL);
    }
    return 0;
}

void desk_end(struct desk *desk)
{
    stop_job(desk);
    screen_end(&desk->screen);
    source_end(&desk->source);
    if (desk->lock >= 0) {
        close(desk->lock);
    }
    forget(desk);
    set_text(&desk->panel, NULL);
    job_release(&desk->job);
    exercises_release(&desk->list);
}

static void answer_keys(struct desk *desk)
{
    for (int key; !desk->over && (key = screen_key(&desk->screen)) != 0;) {
        answer(desk, key);
    }
}

static int milliseconds_until_next(const struct desk *desk, double now)
{
    if (desk->activity == CHANGED) {
        const double left = (desk->due - now) * 1000;
        return left > 0 ? (int)left + 1 : 0;
    }
    if (desk->activity == WAITING || desk->wanted != IDLE) {
        return LOCK_MILLISECONDS;
    }
    return source_tells(&desk->source) ? LOOK_MILLISECONDS : SHORT_LOOK;
}

int desk_turn(struct desk *desk)
{
    const double now = seconds_now();
    source_take_events(&desk->source);
    look_at_file(desk, now);
    if (job_runs(&desk->job)) {
        look_at_job(desk);
    }
    answer_keys(desk);
    if (desk->activity == CHANGED && now >= desk->due) {
        take_up(desk);
    } else if (desk->activity == WAITING || (desk->activity == IDLE && desk->wanted != IDLE)) {
        begin_wanted(desk);
    }
    /* Without a keyboard nobody could ever end it: it ends once all that was asked for is told. */
    if (desk->screen.at_end && desk->activity == IDLE && desk->wanted == IDLE) {
        desk->over = true;
    }
    if (desk->redraw) {
        draw(desk);
    }
    return milliseconds_until_next(desk, seconds_now());
}

void desk_resized(struct desk *desk)
{
    screen_measure(&desk->screen);
    desk->redraw = true;
}

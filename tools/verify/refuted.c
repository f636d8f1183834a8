/* refuted.c - see refuted.h. */
#include "verify/refuted.h"

#include "verify/explored.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char one_more[] = "mode=auto;seconds=3;outcome=1";

/* Synchronisation that TSan has no model of; the first is what clang makes of a fence. */
static const struct {
    const char *symbol, *words;
} not_modelled[] = {
    {"__tsan_atomic_thread_fence", "fences"},
    {"pthread_mutex_clocklock", "pthread_mutex_clocklock"},
    {"pthread_rwlock_clockrdlock", "pthread_rwlock_clockrdlock"},
    {"pthread_rwlock_clockwrlock", "pthread_rwlock_clockwrlock"},
};
enum { NOT_MODELLED = sizeof not_modelled / sizeof *not_modelled };

/* Which of these a table of symbols wants from elsewhere, in words; NULL if none. */
static const char *wanted_in(Elf *elf, Elf_Scn *scn, const GElf_Shdr *section)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Sym symbol;
    for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++) {
        const char *name = elf_strptr(elf, section->sh_link, symbol.st_name);
        for (int j = 0; name != NULL && symbol.st_shndx == SHN_UNDEF && j < NOT_MODELLED; j++) {
            if (strcmp(name, not_modelled[j].symbol) == 0) {
                return not_modelled[j].words;
            }
        }
    }
    return NULL;
}

/* What the program's object uses that TSan has no model of, in words; NULL: nothing. */
static const char *used_unmodelled(const struct subject *subject)
{
    const int file = open(subject->built.tsan.object, O_RDONLY | O_CLOEXEC);
    const char *words = NULL;
    elf_version(EV_CURRENT);
    Elf *elf = file < 0 ? NULL : elf_begin(file, ELF_C_READ, NULL);
    GElf_Shdr section;
    for (Elf_Scn *scn = NULL; elf != NULL && (scn = elf_nextscn(elf, scn)) != NULL;) {
        if (gelf_getshdr(scn, &section) != NULL && section.sh_type == SHT_SYMTAB) {
            words = words != NULL ? words : wanted_in(elf, scn, &section);
        }
    }
    elf_end(elf);
    if (file >= 0) {
        close(file);
    }
    return words;
}

static bool is_kind(const json_t *report, const char *kind)
{
    const char *told = json_string_value(json_object_get(report, "kind"));
    return told != NULL && strcmp(told, kind) == 0;
}

/* Are all the reports such as a proof with so many threads can refute? *unmodelled is what the
 * program uses that TSan can't follow, or NULL; *races says whether one is of a data race. */
static bool all_refutable(const json_t *reports, long threads, const char *unmodelled, bool *races)
{
    size_t i;
    const json_t *report;
    *races = false;
    json_array_foreach(reports, i, report)
    {
        const long locks = (long)json_array_size(json_object_get(report, "mutexes"));
        const bool is_race = is_kind(report, "data-race");
        *races = *races || is_race;
        if (!(is_race && unmodelled != NULL) &&
            !(is_kind(report, "lock-order-inversion") && locks <= threads)) {
            return false;
        }
    }
    return json_array_size(reports) > 0;
}

static bool is_proved(const struct finding *interleavings)
{
    const json_t *explored = json_object_get(interleavings->evidence, "explored");
    const char *verdict = json_string_value(json_object_get(explored, "verdict"));
    return interleavings->status == PASSED && verdict != NULL && strcmp(verdict, "proved") == 0;
}

/* Does a case with one thread and one unit of work more go wrong, as far as can be seen in time? */
static bool larger_fails(const struct subject *subject)
{
    struct finding told = {.evidence = json_object()};
    struct explored_case larger = explored_small(subject);
    larger.threads++;
    larger.work++;
    json_t *explored = explored_tell(subject, one_more, larger, &told);
    const char *verdict = json_string_value(json_object_get(explored, "verdict"));
    const bool fails =
        verdict == NULL || (strcmp(verdict, "proved") != 0 && strcmp(verdict, "bounded") != 0);
    json_decref(explored);
    finding_release(&told);
    return fails;
}

void refuted_judge(const struct subject *subject, const struct finding *interleavings,
                   struct finding *race_free)
{
    const json_t *reports = json_object_get(race_free->evidence, "reports");
    const long threads = explored_small(subject).threads;
    bool races;
    if (race_free->status != FAILED || !is_proved(interleavings) ||
        json_is_true(json_object_get(subject->contract, "tsan_decides"))) {
        return;
    }
    const char *unmodelled = used_unmodelled(subject);
    if (!all_refutable(reports, threads, unmodelled, &races) || larger_fails(subject)) {
        return;
    }
    char *told = strdup(race_free->summary);
    if (races) {
        finding_set(
            race_free, PASSED, NULL,
            "remark: ThreadSanitizer does not model %s, so it reports a %s; there is none in "
            "any schedule: proved",
            unmodelled, told != NULL ? told : "data race");
    } else {
        finding_set(race_free, PASSED, NULL,
                    "remark: ThreadSanitizer reports a %s; no schedule deadlocks: proved",
                    told != NULL ? told : "lock-order inversion");
    }
    free(told);
}

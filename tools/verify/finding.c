/* finding.c - what a check found: set, freed, and told to another process; see verify.h. */
#include "verify/verify.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void finding_set(struct finding *finding, enum status status, const char *reason,
                 const char *format, ...)
{
    va_list arguments;
    free(finding->summary);
    finding->status = status;
    finding->reason = reason;
    va_start(arguments, format);
    if (vasprintf(&finding->summary, format, arguments) < 0) {
        finding->summary = NULL;
    }
    va_end(arguments);
}

void finding_release(struct finding *finding)
{
    free(finding->summary);
    json_decref(finding->evidence);
    json_decref(finding->told);
    *finding = (struct finding){0};
}

json_t *finding_json(const struct finding *finding)
{
    return json_pack("{s:i, s:s?, s:s?, s:f, s:O}", "status", (int)finding->status, "reason",
                     finding->reason, "summary", finding->summary, "seconds", finding->seconds,
                     "evidence", finding->evidence);
}

void finding_read(json_t *told, struct finding *finding)
{
    const char *summary = json_string_value(json_object_get(told, "summary"));
    *finding =
        (struct finding){.status = (enum status)json_integer_value(json_object_get(told, "status")),
                         .reason = json_string_value(json_object_get(told, "reason")),
                         .summary = summary != NULL ? strdup(summary) : NULL,
                         .seconds = json_number_value(json_object_get(told, "seconds")),
                         .evidence = json_incref(json_object_get(told, "evidence")),
                         .told = json_incref(told)};
}

/*
 * export.h - who handed in what, as Gradescope's export of submissions tells.
 *
 * Its folder, or archive, has submission_metadata.yml, written by Ruby's YAML: for each
 * submission's folder ("submission_1234567") its submitters and when it was created. Of that only
 * these lines are read: a key in the first column, ":name:", ":sid:", ":email:" of each submitter,
 * ":created_at:". Those who handed in together are one student, with all names and numbers.
 */
#ifndef GRADE_EXPORT_H
#define GRADE_EXPORT_H

struct export;

struct submitter {
    char *folder;   /* "submission_1234567" */
    char *name;     /* harmless, without / */
    char *id;       /* the student's number, else their address; "" if there is neither */
    long long time; /* seconds since 1970, or 0 */
};

/* Reads the metadata in that folder or archive, or in the one folder in it. Returns NULL where
 * there are none, or out of memory. */
struct export *export_read(const char *from);
void export_release(struct export *export);

/*
 * Whose folder a path goes through; NULL if nobody's, or export is NULL. *below is set to the path
 * with their name in place of all up to that folder, which the caller frees, or NULL.
 */
const struct submitter *export_find(const struct export *export, const char *path, char **below);

#endif

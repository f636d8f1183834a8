/*
 * zip.h - a zip file that is the same to the byte wherever it is written: dates are fixed, files
 * stand in the order of their names.
 */
#ifndef GRADE_ZIP_H
#define GRADE_ZIP_H

/*
 * Packs all files in the folder, under their names below it, whole or not at all. Returns 0, ENOENT
 * if there is none, or another error number.
 */
int zip_folder(const char *folder, const char *path);

#endif

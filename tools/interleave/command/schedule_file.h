/*
 * schedule_file.h - a schedule that was saved in a file.
 */
#ifndef SCHEDULE_FILE_H
#define SCHEDULE_FILE_H

/*
 * What is meant by a schedule on the command line: itself, or, behind an @, the name of a file
 * whose first word it is. Returns the schedule, which lasts as long as the process; NULL, with
 * errno, if the file can't be read or has no word (ENODATA).
 */
const char *schedule_meant(const char *text);

#endif

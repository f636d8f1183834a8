/*
 * version.h - the version of what `make install` installs: here, and nowhere else.
 */
#ifndef VERSION_H
#define VERSION_H

#define RACETRACK_VERSION "1.0"

#endif

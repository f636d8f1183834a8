/*
 * version.h - the version of the kit and of each of its commands: here, and nowhere else.
 */
#ifndef VERSION_H
#define VERSION_H

#define RACETRACK_VERSION "1.0.0"

#endif

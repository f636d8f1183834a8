/*
 * includes-a-solution.c - it is somebody else's.
 *
 * Refused as reaches-outside
 */
#include "../../../solutions/01-counter/lock.c"
